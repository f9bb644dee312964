import Documents
import Replication
import Testing

/// Tombstones are forgotten, and what was away does not bring documents back.
struct ForgettingTests {
  private static let retention: Int64 = 300_000

  private func lab(_ count: Int) throws -> Lab {
    let lab = try Lab(count) { _, settings in
      settings.tombstoneRetention = Self.retention
      settings.evictAfter = 10 * Self.retention
    }
    for index in 1..<count {
      lab.connect(0, index)
      lab.settle()
    }
    return lab
  }

  @Test func `a tombstone that every member knows is forgotten after its time`() throws {
    let lab = try lab(3)
    lab.create(1, "a")
    lab.settle()
    lab.delete(2, "a")
    lab.settle()
    lab.pass(Self.retention / 2)
    for index in 0..<3 { #expect(lab.document(index, "a")?.isDeleted == true) }
    lab.pass(Self.retention)
    for index in 0..<3 {
      #expect(lab.document(index, "a") == nil)
      #expect(!lab.nodes[index].replica.floor.isEmpty)
    }
  }

  @Test func `while a member does not know of a deletion, its tombstone is kept`() throws {
    let lab = try lab(3)
    lab.create(1, "a")
    lab.settle()
    lab.cut(0, 2)
    lab.delete(1, "a")
    lab.settle()
    lab.pass(3 * Self.retention)
    for index in 0..<2 { #expect(lab.document(index, "a")?.isDeleted == true) }
    lab.connect(0, 2)
    lab.settle()
    #expect(lab.document(2, "a")?.isDeleted == true)
    lab.pass(2 * Self.retention)
    for index in 0..<3 { #expect(lab.document(index, "a") == nil) }
  }

  @Test func `a silent member is evicted, and does not bring a deleted document back`() throws {
    let lab = try lab(3)
    lab.create(1, "a")
    lab.create(1, "b")
    lab.settle()
    lab.cut(0, 2)
    lab.update(2, "a", [(0, .string("edited while away"))])
    lab.create(2, "c")
    lab.delete(1, "a")
    lab.settle()
    lab.pass(18 * Self.retention)
    let gone = lab.nodes[2].replica.id
    #expect(lab.nodes[1].replica.members.first { $0.replica == gone }?.state != .active)
    #expect(lab.document(0, "a") == nil)
    lab.connect(0, 2)
    lab.settle()
    lab.heal([(0, 2)])
    lab.pass(120_000)
    #expect(lab.nodes[2].replica.id != gone)
    for index in 0..<3 { #expect(try lab.documents(index).map(\.id.text) == ["b", "c"]) }
  }

  /// *Why:* where documents merge as a whole, an edit stamps the creation, too.
  @Test(arguments: [1, 2], ["Label", "Note"])
  func `an edit while away does not bring a document back at who starts over`(
    creator: Int, type: String
  ) throws {
    let lab = try lab(3)
    lab.create(creator, "a", "first", type: type)
    lab.settle()
    lab.cut(0, 2)
    lab.update(2, "a", type: type, [(0, .string("edited while away"))])
    lab.create(2, "b", "only here", type: type)
    lab.update(2, "b", type: type, [(0, .string("edited, only here"))])
    lab.delete(1, "a", type: type)
    lab.settle()
    lab.pass(18 * Self.retention)
    #expect(lab.document(0, "a", type) == nil)
    lab.connect(0, 2)
    lab.settle()
    lab.heal([(0, 2)])
    lab.pass(120_000)
    for index in 0..<3 {
      #expect(try lab.documents(index, type).map(\.id.text) == ["b"])
      let name = try lab.documents(index, type).first?.values.first
      #expect(name == .string("edited, only here"))
    }
  }

  @Test func `rounds wait for a full copy, so what they bring is not taken for a part of it`() throws
  {
    let lab = try Lab(3, pageRows: 3) { _, settings in
      settings.tombstoneRetention = Self.retention
      settings.evictAfter = 10 * Self.retention
    }
    lab.connect(0, 1)
    lab.connect(0, 2)
    lab.settle()
    for number in 0..<12 { lab.create(1, "d\(number)") }
    lab.settle()
    lab.cut(0, 1)
    lab.delete(0, "d11")
    #expect(lab.administer(0, .evict(lab.nodes[1].replica.id)) == .done)
    lab.settle()
    lab.pass(2 * Self.retention)
    #expect(lab.document(0, "d11") == nil)
    // A new node has begun a round with the one that does not know yet that it was evicted, when it meets the others.
    try lab.addNode()
    lab.create(3, "own")
    lab.connect(1, 3)
    lab.deliver(1, 3) { if case .page = $0 { true } else { false } }
    lab.connect(0, 3)
    lab.deliver(0, 3) { if case .page = $0 { true } else { false } }
    lab.deliver(1, 3) { _ in lab.document(3, "d11") != nil }
    lab.settle()
    lab.heal([(0, 1), (0, 3)])
    lab.pass(60_000)
    for index in 0..<4 {
      #expect(lab.document(index, "d11") == nil)
      #expect(try lab.documents(index).count == 12)
    }
  }

  @Test func `who starts over takes up what others bring of a document that was gone`() throws {
    let lab = try lab(3)
    lab.connect(1, 2)
    lab.create(0, "a", "first")
    lab.settle()
    lab.delete(0, "a")
    lab.settle()
    lab.cut(0, 1)
    lab.cut(0, 2)
    // The third revives it, and just the second hears of that; the first evicts the third, and forgets the deletion.
    lab.update(2, "a", [(0, .string("back"))])
    lab.settle()
    lab.cut(1, 2)
    #expect(lab.administer(0, .evict(lab.nodes[2].replica.id)) == .done)
    lab.pass(2 * Self.retention)
    #expect(lab.document(0, "a") == nil)
    lab.nodes[2].committed = []
    lab.heal([(0, 2)])
    #expect(lab.document(2, "a") == nil)
    let notes = try #require(lab.number(of: "Note", at: 2))
    #expect(lab.nodes[2].committed.contains { $0.contains(notes) })
    #expect(lab.nodes[2].replica.knowledge.covers(lab.nodes[2].replica.floor))
    lab.heal([(0, 1), (0, 2), (1, 2)])
    for index in 0..<3 {
      #expect(lab.document(index, "a")?.values.first == .string("back"))
    }
  }

  @Test func `a client below the floor is told to start over`() throws {
    let lab = try lab(2)
    lab.create(0, "a")
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0)
    lab.delete(0, "a")
    lab.settle()
    lab.pass(2 * Self.retention)
    #expect(lab.document(0, "a") == nil)
    #expect(throws: SyncRefusal.self) { try client.round(lab, 0) }
  }
}
