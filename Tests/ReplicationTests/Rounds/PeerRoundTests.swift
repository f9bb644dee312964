import Documents
import Replication
import Testing

/// Rounds between peers (section 4).
@Suite struct PeerRoundTests {
  /// Whether a message is a page with changes.
  private func isPage(_ message: PeerMessage) -> Bool {
    if case .page(_, let page) = message { !page.changes.isEmpty } else { false }
  }

  @Test func `two new nodes that wrote before they met keep everything`() throws {
    // Found by the simulator: line-topology, seed 2. What stood here before a full copy was dropped at its end.
    let lab = try Lab(2)
    lab.create(0, "a")
    lab.create(1, "b")
    lab.connect(0, 1)
    lab.settle()
    for node in 0...1 { #expect(try lab.documents(node).map(\.id.text) == ["a", "b"]) }
    #expect(try lab.documents(0) == lab.documents(1))
  }

  @Test func `the node with which a mesh begins is not sent back what it has`() throws {
    let lab = try Lab(2)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    lab.create(1, "own")
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.pages(from: 1, to: 0).flatMap { $0 } == ["own"])
  }

  @Test func `what stood here before a full copy, and is in it, is kept`() throws {
    let lab = try Lab(3, pageRows: 2)
    for number in 0..<6 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    lab.settle()
    // Node 2 has two pages of a copy from node 0, and a write of its own that node 1 knows, when it copies from node 1.
    lab.connect(0, 2)
    for _ in 0..<2 { lab.deliver(0, 2, until: isPage) }
    lab.create(2, "own")
    lab.deliver(from: 2, to: 0)
    while lab.deliver(from: 2, to: 0) != nil {}
    while lab.deliver(from: 0, to: 1) != nil {}
    lab.cut(0, 2)
    #expect(lab.document(1, "own") != nil)
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.nodes[2].reports.contains(.fullCopyCompleted(peer: lab.nodes[1].replica.id)))
    #expect(try lab.documents(2).count == 7)
    #expect(try lab.documents(2) == lab.documents(1))
  }

  @Test func `two nodes that both changed a document end with the same`() throws {
    let lab = try Lab(2)
    lab.create(0, "n", "a")
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    lab.update(0, "n", [(0, .string("left")), (2, .int(1))])
    lab.update(1, "n", [(0, .string("right")), (1, .string("body"))])
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.document(0, "n") == lab.document(1, "n"))
    #expect(
      lab.document(0, "n")?.values == [.string("right"), .string("body"), .int(1)])
  }

  @Test func `knowledge is joined at the end of a round only`() throws {
    let lab = try Lab(2, pageRows: 2)
    for number in 0..<7 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    let goal = lab.nodes[0].replica.knowledge
    for _ in 0..<3 {
      lab.deliver(0, 1, until: isPage)
      #expect(lab.nodes[1].replica.knowledge.isEmpty)
    }
    lab.settle()
    #expect(lab.nodes[1].replica.knowledge.covers(goal))
  }

  @Test func `two holders lost in the middle of a round leave no hole`() throws {
    let lab = try Lab(4, pageRows: 1)
    // Nodes 0 and 1 hold x and y; node 1 supersedes x. Node 2 gets half a round from each, and both are gone.
    for other in 1...3 { lab.connect(0, other) }
    for id in ["v", "w", "x", "y"] { lab.create(0, id) }
    lab.settle()
    for other in 1...3 { lab.cut(0, other) }
    for id in ["v", "w", "x", "y"] { lab.update(0, id, [(0, .string("new"))]) }
    lab.connect(0, 1)
    lab.settle()
    lab.update(1, "x", [(0, .string("newer"))])
    lab.cut(0, 1)
    lab.connect(0, 2)
    lab.deliver(0, 2, until: isPage)
    lab.deliver(0, 2, until: isPage)
    lab.cut(0, 2)
    lab.connect(1, 2)
    lab.deliver(1, 2, until: isPage)
    lab.cut(1, 2)
    // Node 3, which has everything, must give node 2 what it lacks.
    lab.connect(1, 3)
    lab.settle()
    lab.cut(1, 3)
    lab.connect(3, 2)
    lab.settle()
    #expect(try lab.documents(2) == lab.documents(3))
    #expect(lab.document(2, "x")?.values.first == .string("newer"))
  }

  @Test func `a document superseded by another origin while a peer pages is not missed`() throws {
    let lab = try Lab(3, pageRows: 1)
    lab.connect(0, 1)
    lab.connect(0, 2)
    for number in 0..<5 { lab.create(0, "n\(number)") }
    lab.settle()
    lab.cut(0, 2)
    for number in 0..<5 { lab.update(0, "n\(number)", [(0, .string("a"))]) }
    lab.connect(0, 2)
    lab.deliver(0, 2, until: isPage)
    lab.update(1, "n4", [(0, .string("b"))])
    lab.settle()
    #expect(lab.document(2, "n4")?.values.first == .string("b"))
    #expect(try lab.documents(2) == lab.documents(0))
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[0].replica.knowledge)
  }

  @Test func `a broken round goes on behind its last page`() throws {
    let lab = try Lab(2, pageRows: 2)
    lab.connect(0, 1)
    lab.create(0, "first")
    lab.settle()
    lab.cut(0, 1)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    for _ in 0..<3 { lab.deliver(0, 1, until: isPage) }
    lab.cut(0, 1)
    lab.sent = []
    lab.connect(0, 1)
    lab.settle()
    let rows = lab.pages(from: 0, to: 1).flatMap { $0 }
    #expect(rows == ["n6", "n7", "n8", "n9"])
    #expect(try lab.documents(1) == lab.documents(0))
  }

  @Test func `a broken full copy goes on behind its last page`() throws {
    let lab = try Lab(2, pageRows: 2)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    for _ in 0..<3 { lab.deliver(0, 1, until: isPage) }
    try lab.restart(1)
    lab.sent = []
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.pages(from: 0, to: 1).flatMap { $0 }.count == 4)
    #expect(try lab.documents(1) == lab.documents(0))
  }

  @Test func `an interrupted full copy goes on at another member and lacks nothing`() throws {
    let lab = try Lab(3, pageRows: 2)
    lab.connect(0, 1)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    lab.settle()
    lab.connect(0, 2)
    for _ in 0..<2 { lab.deliver(0, 2, until: isPage) }
    lab.cut(0, 2)
    lab.create(2, "own")
    lab.connect(1, 2)
    lab.settle()
    #expect(try lab.documents(2).count == 11)
    #expect(try lab.documents(2) == lab.documents(1))
    #expect(!lab.nodes[2].replica.status.needsFullCopy)
  }

  @Test
  func `a node that copies from one peer waits with the others, and goes on if that one is lost`()
    throws
  {
    let lab = try Lab(3, pageRows: 2)
    lab.connect(0, 1)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    lab.settle()
    lab.connect(0, 2)
    lab.connect(1, 2)
    lab.deliver(0, 2, until: isPage)
    lab.deliver(from: 1, to: 2)
    #expect(
      lab.nodes[2].replica.status.peers.map(\.pulling) == [.copying, .waiting])
    lab.cut(0, 2)
    #expect(lab.nodes[2].replica.status.peers.map(\.pulling) == [.copying])
    lab.settle()
    #expect(try lab.documents(2) == lab.documents(1))
  }

  @Test func `a peer that lost its tail is read from what is known`() throws {
    let lab = try Lab(3)
    lab.connect(0, 2)
    lab.create(2, "a")
    lab.settle()
    let backup = lab.nodes[0].store
    lab.create(2, "b")
    lab.settle()
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 2)
    lab.cut(0, 1)
    try lab.restart(0, on: backup)
    lab.create(0, "c")
    lab.heal([(0, 1)])
    #expect(try lab.documents(1).map(\.id.text) == ["a", "b", "c"])
    #expect(try lab.documents(0) == lab.documents(1))
  }

  @Test func `a page from the future is refused whole, and its round goes on in time`() throws {
    let lab = try Lab(3)
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.connect(one, other) }
    lab.create(0, "good")
    lab.settle()
    for (one, other) in [(0, 1), (1, 2), (0, 2)] { lab.cut(one, other) }
    lab.create(0, "fine")
    lab.nodes[0].skew = 90_000
    lab.create(0, "future")
    lab.connect(0, 1)
    lab.connect(1, 2)
    lab.create(2, "flows")
    lab.deliverAll()
    let origin = lab.nodes[0].replica.id
    #expect(
      lab.nodes[1].reports.contains {
        if case .clockAhead(origin, origin, let by) = $0 { (89_000...91_000) ~= by } else { false }
      })
    #expect(lab.document(1, "future") == nil)
    #expect(lab.document(1, "fine") == nil)
    #expect(lab.document(1, "flows") != nil)
    #expect(lab.isLinked(0, 1))
    let before = lab.now
    lab.settle()
    #expect(lab.now - before >= 29_000)
    #expect(try lab.documents(1).map(\.id.text) == ["fine", "flows", "future", "good"])
    #expect(try lab.documents(1) == lab.documents(2))
  }

  @Test(arguments: [Int64.min, 0, Int64.max])
  func `a peer may say any time and grant any credit`(_ number: Int64) throws {
    let lab = try Lab(1)
    let link = LinkID(rawValue: 1_000)
    let hello = Hello(
      mesh: Lab.mesh, replica: ReplicaID(bits: 7), process: 1, name: "", version: "", clock: number,
      catalog: Catalog(), knowledge: Knowledge(), floor: Knowledge())
    let first = SubscriptionNumber(rawValue: 1)
    let token = SyncToken.beginning(mesh: Lab.mesh, scope: 0).bytes
    let size = Int(clamping: number)
    lab.run(0, [.linkOpened(link), .received(link, .hello(hello))])
    lab.run(
      0,
      [
        .received(
          link, .subscribe(first, ChangesRequest(token: token, pageRows: size, credit: size))),
        .received(link, .credit(first, pages: size)),
      ])
    #expect(lab.nodes[0].replica.status.peers.map(\.replica) == [ReplicaID(bits: 7)])
  }

  @Test func `a peer whose disk fails for a while is asked again`() throws {
    let lab = try Lab(2)
    lab.create(0, "a")
    lab.nodes[0].holdsReads = true
    lab.connect(0, 1)
    lab.deliverAll()
    let (link, number, _) = try #require(lab.nodes[0].heldReads.first)
    lab.nodes[0].heldReads = []
    lab.run(0, [.pageRead(link, number, .failure(.unavailable("the disk failed")))])
    lab.nodes[0].holdsReads = false
    lab.settle()
    #expect(lab.document(1, "a") != nil)
    #expect(lab.isLinked(0, 1))
  }

  @Test func `a round that waits for a slow clock goes on once that is set right`() throws {
    let lab = try Lab(2)
    lab.nodes[1].skew = -Lab.epoch
    lab.create(0, "n")
    lab.connect(0, 1)
    lab.deliverAll()
    #expect(lab.document(1, "n") == nil)
    #expect(lab.nodes[1].reports.count == 1)
    for _ in 0..<3 {
      lab.now = try #require(lab.nodes[1].replica.nextDeadline)
      lab.run(1, [.wake])
      lab.deliverAll()
    }
    #expect(lab.document(1, "n") == nil)
    // Nothing was asked for, and nobody was told again, meanwhile.
    #expect(lab.nodes[1].reports.count == 1)
    lab.nodes[1].skew = 0
    lab.now = try #require(lab.nodes[1].replica.nextDeadline)
    #expect(lab.now < 60_000)
    lab.run(1, [.wake])
    lab.deliverAll()
    #expect(lab.document(1, "n") != nil)
  }

  @Test func `a timestamp from the future does not move the local clock`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.settle()
    lab.nodes[0].skew = 90_000
    lab.create(0, "future")
    lab.deliverAll()
    lab.create(1, "own")
    let state = try #require(lab.document(1, "own"))
    #expect(state.updatedAt <= Lab.epoch + lab.now + 1_000)
  }

  @Test func `unknown types and fields are kept, forwarded, and appear after an upgrade`() throws {
    let newer = Model(types: [
      TypeModel(
        name: "Note", plural: "Notes",
        fields: Lab.note.fields + [FieldModel(name: "mood", type: FieldType(.string))]),
      Lab.label,
      TypeModel(
        name: "Later", plural: "Laters",
        fields: [FieldModel(name: "what", type: FieldType(.string))]),
    ])
    let lab = try Lab(1)
    try lab.addNode(model: newer)
    try lab.addNode(model: newer)
    lab.connect(1, 0)
    lab.connect(0, 2)
    lab.mutate(
      1,
      Mutation(
        kind: .create, type: "Note", id: DocumentID("n"),
        fields: [
          FieldAssignment(field: 0, value: .string("t")),
          FieldAssignment(field: 3, value: .string("glad")),
        ], base: nil, strategy: .merge))
    lab.create(1, "l", "later", type: "Later")
    lab.settle()
    // Through the node that knows neither, to the one that knows both.
    #expect(lab.document(2, "n")?.values.last == .string("glad"))
    #expect(lab.document(2, "l", "Later")?.values == [.string("later")])
    // An edit by the older node leaves the unknown field alone.
    lab.update(0, "n", [(0, .string("u"))])
    lab.settle()
    #expect(
      lab.document(2, "n")?.values == [.string("u"), .null, .int(0), .string("glad")])
    try lab.restart(0, model: newer)
    let type = try #require(lab.nodes[0].replica.model.type(named: "Later"))
    let state = try #require(lab.document(0, "l", "Later"))
    #expect(DocumentView(state, type: type).values == [.string("later")])
    #expect(lab.update(0, "n", [(3, .string("sad"))]).isApplied)
  }

  @Test func `what grows between a hello and the answer to it is told`() throws {
    let lab = try Lab(2)
    // Node 0 has said hello, and writes before it hears node 1's.
    lab.connect(0, 1)
    lab.create(0, "n")
    lab.settle()
    for node in 0...1 {
      #expect(lab.nodes[node].replica.status.peers.map(\.isUpToDate) == [true])
      #expect(
        lab.nodes[node].replica.status.peers.map(\.knowledge)
          == [lab.nodes[1 - node].replica.knowledge])
    }
  }

  @Test func `a node of another mesh is turned away`() throws {
    let lab = try Lab(1)
    try lab.addNode(mesh: MeshID(bits: 1))
    lab.connect(0, 1)
    lab.settle()
    #expect(!lab.isLinked(0, 1))
    #expect((lab.nodes[0].disconnects + lab.nodes[1].disconnects).contains(.otherMesh))
  }

  @Test func `a malformed page breaks only its own link`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.connect(1, 2)
    lab.create(0, "a")
    lab.settle()
    lab.create(0, "b")
    guard case .page(let number, var page)? = lab.queues[[0, 1]]?.first else {
      Issue.record("no page was sent")
      return
    }
    var rows = ChangeBatch(replicas: [])
    rows.append(
      type: TypeNumber(rawValue: 0), sequence: .zero, createdAt: .zero, updatedAt: 0,
      isDeleted: false, id: UnsafeRawBufferPointer(start: nil, count: 0),
      stamps: UnsafeRawBufferPointer(start: nil, count: 0)
    ) { _ in }
    page.changes = rows
    lab.queues[[0, 1]] = [.page(number, page)]
    lab.create(2, "c")
    lab.deliverAll()
    #expect(!lab.isLinked(0, 1))
    #expect(lab.isLinked(1, 2))
    #expect(lab.document(1, "c") != nil)
    #expect(lab.document(1, "b") == nil)
    lab.connect(0, 1)
    lab.settle()
    #expect(try lab.documents(1) == lab.documents(0))
  }

  @Test func `a newer link to a peer replaces the older one`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.settle()
    lab.connect(0, 1)
    lab.create(0, "b")
    lab.settle()
    #expect(lab.nodes[0].replica.status.peers.count <= 1)
    lab.connect(0, 1)
    lab.settle()
    #expect(try lab.documents(1) == lab.documents(0))
  }
}

extension MutationOutcome {
  /// Whether the write was made as asked for.
  var isApplied: Bool {
    if case .applied = self { true } else { false }
  }
}
