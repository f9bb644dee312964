import Documents
import Replication
import Testing

/// Replicas that hold but some of the types: what they hold, what others take from them, and what they never stand in for.
struct PartialReplicaTests {
  /// Nodes of which some, by number, hold notes alone.
  private static func lab(
    _ count: Int, partial: Set<Int>, adjust: @escaping (inout ReplicaSettings) -> Void = { _ in }
  ) throws -> Lab {
    try Lab(count) { index, settings in
      adjust(&settings)
      if partial.contains(index) { settings.scope = .init(types: ["Note"]) }
    }
  }

  @Test func `a partial replica holds its types alone, and knows all`() throws {
    let lab = try Self.lab(2, partial: [1])
    lab.create(0, "a")
    lab.create(0, "l", type: "Label")
    lab.connect(0, 1)
    lab.settle()
    lab.create(0, "b")
    lab.create(0, "m", type: "Label")
    lab.settle()
    #expect(try lab.documents(1).map(\.id.text) == ["a", "b"])
    #expect(try lab.documents(1, "Label").isEmpty)
    #expect(lab.nodes[1].replica.knowledge == lab.nodes[0].replica.knowledge)
    #expect(lab.pages(from: 0, to: 1).flatMap { $0 } == ["a", "b"])
  }

  @Test func `what a partial replica writes reaches the others`() throws {
    let lab = try Self.lab(3, partial: [1])
    for (one, other) in [(0, 1), (0, 2)] {
      lab.connect(one, other)
      lab.settle()
    }
    lab.create(1, "a")
    lab.settle()
    #expect(lab.document(2, "a") != nil)
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test func `a type outside of the scope can't be written to`() throws {
    let lab = try Self.lab(1, partial: [0])
    let outcome = lab.create(0, "l", type: "Label")
    #expect(
      outcome
        == .invalid("this node does not replicate the type Label: write to a node that does"))
  }

  @Test func `of a partial replica's claim only its own entry is joined`() throws {
    let lab = try Self.lab(3, partial: [1])
    lab.connect(0, 1)
    lab.settle()
    lab.create(0, "l", type: "Label")
    lab.create(0, "a")
    lab.create(1, "b")
    lab.settle()
    lab.cut(0, 1)
    lab.connect(1, 2)
    lab.settle()
    let (writer, partial) = (lab.nodes[0].replica.id, lab.nodes[1].replica.id)
    let known = lab.nodes[2].replica.knowledge
    #expect(known[writer] == .zero)
    #expect(known[partial] == lab.nodes[1].replica.knowledge[partial])
    #expect(try lab.documents(2).map(\.id.text) == ["a", "b"])
    lab.connect(0, 2)
    lab.settle()
    #expect(lab.document(2, "l", "Label") != nil)
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[0].replica.knowledge)
  }

  /// The hole of a round over own writes alone: "a" of the partial replica is superseded there by a write of the first node, which is lost
  /// with the link over which it came.
  @Test func `an own write that was superseded at the partial replica is not lost to others`()
    throws
  {
    let lab = try Self.lab(3, partial: [1])
    lab.connect(0, 1)
    lab.settle()
    lab.create(1, "a", "own")
    lab.settle()
    lab.update(0, "a", [(0, .string("newer")), (1, .string("body")), (2, .int(2))])
    lab.delete(0, "a")
    lab.settle()
    lab.cut(0, 1)
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.document(2, "a") == lab.document(1, "a"))
    #expect(lab.document(2, "a")?.isDeleted == true)
  }

  @Test func `nobody makes a full copy from a partial replica`() throws {
    let lab = try Self.lab(3, partial: [1])
    lab.connect(0, 1)
    lab.settle()
    lab.create(0, "l", type: "Label")
    lab.settle()
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.nodes[2].reports.allSatisfy { !$0.isCompletedCopy })
    #expect(lab.nodes[2].replica.status.needsFullCopy)
    lab.connect(0, 2)
    lab.settle()
    #expect(!lab.nodes[2].replica.status.needsFullCopy)
    #expect(lab.document(2, "l", "Label") != nil)
  }

  @Test func `one full replica among partial ones forgets deletions`() throws {
    let lab = try Self.lab(2, partial: [1]) { $0.tombstoneRetention = 100_000 }
    lab.connect(0, 1)
    lab.settle()
    lab.create(0, "l", type: "Label")
    lab.create(1, "a")
    lab.settle()
    lab.delete(0, "l", type: "Label")
    lab.delete(0, "a")
    lab.settle()
    #expect(!lab.nodes[0].replica.status.needsFullCopy)
    lab.pass(300_000)
    #expect(lab.document(0, "l", "Label") == nil)
    for index in 0...1 { #expect(lab.document(index, "a") == nil) }
  }

  @Test func `sums are compared of the types that both hold`() throws {
    let lab = try Self.lab(2, partial: [1]) {
      $0.auditInterval = 1_000
      $0.recountInterval = 1_000
    }
    lab.create(0, "a")
    lab.create(0, "l", type: "Label")
    lab.connect(0, 1)
    lab.settle()
    lab.pass(10_000)
    let asked = lab.sent.compactMap { sent -> String? in
      if case .ask(_, .sums(let type)) = sent.message { type } else { nil }
    }
    #expect(asked.contains { $0.hasPrefix("Note") })
    #expect(!asked.contains { $0.hasPrefix("Label") })
    for node in lab.nodes { #expect(node.replica.status.audit.differences == 0) }
  }

  @Test func `two partial replicas of different types exchange what both are to have`() throws {
    let lab = try Lab(3) { index, settings in
      if index == 1 { settings.scope = .init(types: ["Note"]) }
      if index == 2 { settings.scope = .init(types: ["Label"]) }
    }
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
      lab.connect(one, other)
      lab.settle()
    }
    lab.create(1, "a")
    lab.create(2, "l", type: "Label")
    lab.settle()
    #expect(lab.document(0, "a") != nil)
    #expect(lab.document(0, "l", "Label") != nil)
    #expect(try lab.documents(2).isEmpty)
    #expect(try lab.documents(1, "Label").isEmpty)
    let known = lab.nodes.map(\.replica.knowledge)
    #expect(Set(known).count == 1)
  }

  @Test func `a scope is kept as text`() {
    let filter = ScopeFilter(.compare(.field(2), .ge, .int(3)), of: Lab.note)
    let scopes: [ReplicationScope] = [
      .everything, .types([]), .init(types: ["Note"]), .init(types: ["b", "a", "b"]),
      .init([ScopedType(name: "Note", filter: filter), ScopedType(name: "Label")]),
    ]
    #expect(
      scopes.map(\.description) == [
        "", "types", "types Note", "types a b",
        "types Label Note=AQEFc3RhcnMDSW50BAABAwAFBAY",
      ])
    #expect(scopes.map { ReplicationScope($0.description) } == scopes)
    #expect(ReplicationScope("filters Note") == nil)
    #expect(ReplicationScope.types([]).holds(typeNamed: "_Member"))
  }
}

extension Incident {
  fileprivate var isCompletedCopy: Bool {
    if case .fullCopyCompleted = self { true } else { false }
  }
}
