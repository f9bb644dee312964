import Documents
import Replication
import Testing

/// Who sends on what to whom (section 4: Relays).
@Suite struct RelayTests {
  /// How often each document crossed each link, in either direction.
  private func crossings(_ lab: Lab) -> [Set<Int>: [String: Int]] {
    var counts: [Set<Int>: [String: Int]] = [:]
    for sent in lab.sent {
      guard case .page(_, let page) = sent.message else { continue }
      for row in page.changes.rows {
        counts[[sent.from, sent.to], default: [:]][page.changes.id(of: row).text, default: 0] += 1
      }
    }
    return counts
  }

  @Test(arguments: [3, 5])
  func `in a quiet full mesh a write crosses only the links of its origin, once`(count: Int) throws
  {
    let lab = try Lab(count)
    for one in 0..<count { for other in one + 1..<count { lab.connect(one, other) } }
    lab.create(0, "first")
    lab.settle()
    lab.sent = []
    for node in 0..<count {
      lab.create(node, "n\(node)")
      lab.settle()
    }
    for one in 0..<count {
      for other in one + 1..<count {
        let crossed = crossings(lab)[[one, other]] ?? [:]
        #expect(crossed == ["n\(one)": 1, "n\(other)": 1], "between \(one) and \(other)")
      }
    }
    for node in 1..<count { #expect(try lab.documents(node) == lab.documents(0)) }
  }

  @Test func `in a line what is learned is sent on at once`() throws {
    let lab = try Lab(4)
    for node in 0..<3 { lab.connect(node, node + 1) }
    lab.create(3, "first")
    lab.settle()
    lab.sent = []
    let before = lab.now
    lab.create(0, "n")
    lab.deliverAll()
    #expect(lab.now == before + 1)
    for node in 1...3 { #expect(lab.document(node, "n") != nil) }
    lab.settle()
    for node in 0..<3 { #expect(crossings(lab)[[node, node + 1]] == ["n": 1]) }
  }

  @Test func `what a direct link should bring is held back, and sent if it does not come`() throws {
    let lab = try Lab(3)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    lab.create(0, "first")
    lab.settle()
    // The link from 0 to 2 stalls: nothing is delivered over it.
    lab.create(0, "n")
    lab.queues[[0, 2]] = []
    lab.deliver(from: 0, to: 1)
    while lab.deliver(from: 1, to: 2) != nil {}
    #expect(lab.document(2, "n") == nil)
    lab.now += 100
    for node in 0...2 { lab.run(node, [.wake]) }
    while lab.deliver(from: 1, to: 2) != nil {}
    #expect(lab.document(2, "n") != nil)
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test func `those who can relay take turns of 1, 2 and 4, until one gets through`() throws {
    let lab = try Lab(9)
    for one in 0..<9 { for other in one + 1..<9 { lab.connect(one, other) } }
    lab.create(0, "first")
    lab.settle()
    lab.sent = []
    // The link from 0 to 8 stands still, and nothing else gets to 8 either.
    lab.create(0, "n")
    lab.queues[[0, 8]] = []
    let start = lab.now
    for time in [start, start + 10, start + 10] {
      lab.now = time
      for node in 0..<8 { lab.run(node, [.wake]) }
      for one in 0..<8 { for other in 0..<8 { while lab.deliver(from: one, to: other) != nil {} } }
    }
    func relays() -> Int {
      lab.sent.count {
        guard $0.to == 8, $0.from != 0, case .page(_, let page) = $0.message else { return false }
        return !page.changes.isEmpty
      }
    }
    var counts = [relays()]
    for turn in 1...3 {
      lab.now = start + 100 * Int64(turn)
      for node in 1..<8 { lab.run(node, [.wake]) }
      counts.append(relays())
    }
    #expect(counts == [0, 1, 3, 7])
    lab.settle()
    #expect(lab.document(8, "n") != nil)
    for node in 1..<9 {
      #expect(lab.nodes[node].replica.knowledge == lab.nodes[0].replica.knowledge)
    }
  }

  @Test func `a turn of somebody who has no link to the peer any more is not waited for`() throws {
    let lab = try Lab(4)
    for one in 0..<4 { for other in one + 1..<4 { lab.connect(one, other) } }
    lab.create(0, "first")
    lab.settle()
    // Of 1 and 2, whoever is first in order to relay to 3 loses its link to it.
    for first in [1, 2] {
      lab.create(0, "n\(first)")
      lab.queues[[0, 3]] = []
      lab.cut(first, 3)
      lab.deliverAll()
      lab.now += 10
      for node in 0..<4 { lab.run(node, [.wake]) }
      lab.deliverAll()
      #expect(lab.document(3, "n\(first)") == nil)
      lab.now += 100
      lab.run(3 - first, [.wake])
      lab.deliverAll()
      #expect(lab.document(3, "n\(first)") != nil)
      lab.connect(first, 3)
      lab.cut(0, 3)
      lab.connect(0, 3)
      lab.settle()
    }
  }

  @Test func `a page beside what is held back claims only what came before it`() throws {
    let lab = try Lab(3)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    lab.create(0, "first")
    lab.settle()
    let before = lab.nodes[2].replica.knowledge
    lab.create(0, "held")
    lab.queues[[0, 2]] = []
    lab.deliver(from: 0, to: 1)
    lab.create(1, "own")
    while lab.deliver(from: 1, to: 2) != nil {}
    #expect(lab.document(2, "own") != nil)
    #expect(lab.document(2, "held") == nil)
    #expect(lab.nodes[2].replica.knowledge == before)
    lab.now += 100
    for node in 0...2 { lab.run(node, [.wake]) }
    while lab.deliver(from: 1, to: 2) != nil {}
    #expect(lab.document(2, "held") != nil)
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test func `a link that breaks between pages that leave something out loses nothing of it`()
    throws
  {
    let lab = try Lab(3, pageRows: 1)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    lab.create(0, "first")
    lab.settle()
    lab.create(0, "held")
    lab.queues[[0, 2]] = []
    lab.deliver(from: 0, to: 1)
    lab.run(1, ["a", "b", "c"].enumerated().map { lab.creation(UInt64($0), $1) })
    lab.deliver(from: 1, to: 2)
    #expect(lab.document(2, "a") != nil)
    #expect(lab.document(2, "held") == nil)
    lab.cut(1, 2)
    lab.cut(0, 2)
    lab.connect(1, 2)
    lab.settle()
    #expect(try lab.documents(2) == lab.documents(1))
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test func `a page that takes longer than commits are remembered for hides none of them`() throws
  {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.settle()
    lab.nodes[0].holdsReads = true
    lab.create(0, "first")
    let (link, number, request) = try #require(lab.nodes[0].heldReads.last)
    lab.nodes[0].heldReads = []
    let page = try RoundReader.page(request, from: lab.nodes[0].store.snapshot())
    // What the page lacks is forgotten as a recent commit, behind so much that the peer has anyhow.
    lab.create(0, "second")
    for index in 0..<300 {
      lab.create(1, "other\(index)")
      lab.deliverAll()
    }
    lab.run(0, [.pageRead(link, number, page)])
    lab.nodes[0].holdsReads = false
    lab.readPages(0)
    lab.settle()
    #expect(lab.document(1, "second") != nil)
    #expect(try lab.documents(0) == lab.documents(1))
  }

  @Test func `a change that replaces something unsent is not held back`() throws {
    let lab = try Lab(3)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    lab.create(0, "n", "a")
    lab.settle()
    lab.create(0, "x")
    lab.queues[[0, 2]] = []
    lab.deliver(from: 0, to: 1)
    lab.update(1, "n", [(0, .string("b"))])
    lab.update(1, "x", [(0, .string("c"))])
    while lab.deliver(from: 1, to: 2) != nil {}
    for id in ["n", "x"] { #expect(lab.document(2, id) == lab.document(1, id)) }
  }

  @Test func `nobody sends anything in a mesh that has come to rest`() throws {
    let lab = try Lab(3)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    for node in 0...2 { lab.create(node, "n\(node)") }
    lab.settle()
    let count = lab.sent.count
    lab.now += 60_000
    for node in 0...2 { lab.run(node, [.wake]) }
    lab.settle()
    #expect(lab.sent.count == count)
    for node in 0...2 { #expect(lab.nodes[node].replica.nextStep == nil) }
  }

  @Test func `no more pages are on their way than credit was given for`() throws {
    let lab = try Lab(2, pageRows: 1)
    for number in 0..<20 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    while lab.deliver(from: 1, to: 0) != nil {}
    lab.deliver(from: 0, to: 1)
    while lab.deliver(from: 1, to: 0) != nil {}
    let waiting = (lab.queues[[0, 1]] ?? []).filter {
      if case .page = $0 { true } else { false }
    }
    #expect(waiting.count == 2)
    lab.settle()
    #expect(try lab.documents(1).count == 20)
  }
}
