import Documents
import Replication
import Testing

/// Who has to start over does so, from somebody who has a copy, and nobody else does.
struct StartOverTests {
  private static let retention: Int64 = 300_000

  private static func adjust(_ index: Int, _ settings: inout ReplicaSettings) {
    settings.tombstoneRetention = retention
    settings.evictAfter = 10 * retention
  }

  private func startsOver(_ lab: Lab, _ index: Int) -> Bool {
    lab.nodes[index].replica.startsOver
  }

  private func deleteAndForget(_ id: String, in lab: Lab) {
    lab.delete(0, id)
    lab.settle()
    lab.pass(2 * Self.retention)
    #expect(lab.document(0, id) == nil)
  }

  /// Evicts nodes at the first, where a document is then deleted, and forgotten, and lets them hear of it, each alone.
  private func evict(_ indices: [Int], in lab: Lab, deleting id: String) {
    for index in indices { lab.cut(0, index) }
    for index in indices {
      #expect(lab.administer(0, .evict(lab.nodes[index].replica.id)) == .done)
    }
    deleteAndForget(id, in: lab)
    for index in indices {
      for _ in 0..<8 where !startsOver(lab, index) {
        if !lab.isLinked(0, index) { lab.connect(0, index) }
        lab.deliver(0, index) { _ in startsOver(lab, index) }
      }
      #expect(startsOver(lab, index))
      lab.cut(0, index)
    }
  }

  @Test func `a refusal that comes when others have brought what was missing starts nobody over`()
    throws
  {
    let lab = try Lab(3) { index, settings in
      // The second forgets much later than the first.
      settings.tombstoneRetention = index == 1 ? 100 * Self.retention : Self.retention
      settings.evictAfter = 1_000 * Self.retention
    }
    lab.heal([(0, 1), (0, 2), (1, 2)])
    lab.create(0, "a")
    lab.settle()
    let older = lab.nodes[2].store
    deleteAndForget("a", in: lab)
    #expect(lab.document(1, "a")?.isDeleted == true)
    let id = lab.nodes[2].replica.id
    try lab.restart(2, on: older)
    lab.connect(0, 2)
    lab.connect(1, 2)
    // The first has refused, and that is still under way when the second brings the deletion.
    for _ in 0..<10 where !isRefusalWaiting(lab) {
      lab.deliver(from: 0, to: 2)
      lab.deliver(from: 2, to: 0)
    }
    #expect(isRefusalWaiting(lab))
    lab.deliver(1, 2) { _ in lab.document(2, "a")?.isDeleted == true }
    lab.settle()
    #expect(lab.nodes[2].replica.id == id)
    lab.create(0, "b")
    lab.settle()
    #expect(lab.document(2, "b") != nil)
  }

  /// Whether a refusal of the first is on its way to the third.
  private func isRefusalWaiting(_ lab: Lab) -> Bool {
    lab.queues[[0, 2]]?.contains { if case .refuse = $0 { true } else { false } } ?? false
  }

  @Test func `of two that start over none goes on while a third may have a copy`() throws {
    let lab = try Lab(3, adjust: Self.adjust)
    lab.heal([(0, 1), (0, 2), (1, 2)])
    lab.create(1, "a")
    lab.create(1, "b")
    lab.settle()
    lab.cut(1, 2)
    evict([1, 2], in: lab, deleting: "a")
    lab.connect(1, 2)
    lab.pass(5 * Self.retention)
    #expect(startsOver(lab, 1) && startsOver(lab, 2))
    lab.heal([(0, 1), (0, 2), (1, 2)])
    lab.pass(120_000)
    for index in 0..<3 {
      #expect(!startsOver(lab, index))
      #expect(try lab.documents(index).map(\.id.text) == ["b"])
    }
  }

  @Test(arguments: [false, true])
  func `beside a new node it goes on once all who might have a copy are evicted`(isRenamed: Bool)
    throws
  {
    let lab = try Lab(2, adjust: Self.adjust)
    lab.heal([(0, 1)])
    lab.create(1, "a")
    lab.create(1, "b")
    lab.settle()
    evict([1], in: lab, deleting: "a")
    if isRenamed {
      lab.adjust = { index, settings in
        Self.adjust(index, &settings)
        if index == 1 { settings.name = "renamed" }
      }
      try lab.restart(1)
    }
    // The first is lost; another comes in its place.
    try lab.addNode()
    lab.connect(1, 2)
    lab.pass(5 * Self.retention)
    #expect(startsOver(lab, 1))
    #expect(lab.administer(1, .evict(lab.nodes[0].replica.id)) == .done)
    lab.pass(120_000)
    lab.heal([(1, 2)])
    lab.pass(120_000)
    #expect(!startsOver(lab, 1))
    for index in 1..<3 { #expect(try lab.documents(index).map(\.id.text) == ["a", "b"]) }
  }

  @Test func `what the peer kept of a closed replica counts, whatever the entry says`() throws {
    let lab = try Lab(2, adjust: Self.adjust)
    lab.heal([(0, 1)])
    lab.create(1, "a")
    lab.create(1, "b")
    lab.settle()
    let old = lab.nodes[1].replica.id
    evict([1], in: lab, deleting: "a")
    // Its operator, who has not heard that it is closed, says later that it left.
    #expect(lab.administer(1, .evict(old)) == .done)
    lab.heal([(0, 1)])
    lab.pass(120_000)
    for index in 0..<2 { #expect(try lab.documents(index).map(\.id.text) == ["b"]) }
  }

  @Test func `a partial replica starts over when all full ones have lost what it forgot`() throws {
    let lab = try Lab(2) { index, settings in
      Self.adjust(index, &settings)
      if index == 1 { settings.scope = .init(types: ["Note"]) }
    }
    lab.heal([(0, 1)])
    lab.create(0, "a")
    lab.create(1, "b")
    lab.settle()
    let older = lab.nodes[0].store
    deleteAndForget("a", in: lab)
    #expect(lab.document(1, "a") == nil)
    try lab.restart(0, on: older)
    lab.heal([(0, 1)])
    lab.create(1, "c")
    lab.pass(15 * 60_000)
    lab.heal([(0, 1)])
    lab.pass(15 * 60_000)
    lab.create(0, "d")
    lab.settle()
    #expect(lab.nodes[0].replica.knowledge == lab.nodes[1].replica.knowledge)
    for index in 0..<2 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c", "d"])
    }
  }
}
