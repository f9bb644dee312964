import Documents
import Replication
import Testing

/// Replicas that are given another scope than their data were chosen by.
struct ScopeChangeTests {
  private static let good = ScopeFilter(.compare(.field(2), .ge, .int(3)), of: Lab.note)
  private static let notes = ReplicationScope(types: ["Note"])
  private static let goodNotes = ReplicationScope([ScopedType(name: "Note", filter: good)])

  /// Two nodes, of which the second holds a scope, and both what the first wrote: a good note, another, and a label.
  private static func lab(_ scope: ReplicationScope) throws -> Lab {
    let lab = try Lab(2) { index, settings in
      settings.departedRetention = 10_000
      settings.maintenanceInterval = 1_000
      if index == 1 { settings.scope = scope }
    }
    lab.create(0, "good")
    lab.update(0, "good", [(2, .int(5))])
    lab.create(0, "other")
    lab.create(0, "l", type: "Label")
    lab.connect(0, 1)
    lab.settle()
    return lab
  }

  /// Starts the second node again with another scope.
  private static func change(_ lab: Lab, to scope: ReplicationScope) throws {
    lab.adjust = { index, settings in
      settings.departedRetention = 10_000
      settings.maintenanceInterval = 1_000
      if index == 1 { settings.scope = scope }
    }
    try lab.restart(1)
  }

  private static func held(_ lab: Lab) throws -> [String] {
    try (lab.documents(1) + lab.documents(1, "Label")).map(\.id.text)
  }

  private static let steps: [(ReplicationScope, ReplicationScope, [String])] = [
    (.everything, notes, ["good", "other"]), (.everything, goodNotes, ["good"]),
    (notes, goodNotes, ["good"]), (notes, .everything, ["good", "other", "l"]),
    (goodNotes, notes, ["good", "other"]), (goodNotes, .everything, ["good", "other", "l"]),
    (goodNotes, .init(types: ["Label"]), ["l"]), (.init(types: ["Label"]), goodNotes, ["good"]),
  ]

  @Test(arguments: steps.indices)
  func `what is part of the new scope comes, what is not goes`(step: Int) throws {
    let (from, to, wanted) = Self.steps[step]
    let lab = try Self.lab(from)
    try Self.change(lab, to: to)
    #expect(lab.nodes[1].replica.scope == to)
    lab.connect(0, 1)
    lab.settle()
    lab.pass(20_000)
    #expect(try Self.held(lab) == wanted)
    #expect(lab.nodes[1].replica.knowledge == lab.nodes[0].replica.knowledge)
    #expect(!lab.nodes[1].replica.status.needsFullCopy)
  }

  @Test func `a scope that is part of the old one asks for nothing`() throws {
    for (from, to) in [(.everything, Self.notes), (Self.notes, Self.goodNotes)] {
      let lab = try Self.lab(from)
      let known = lab.nodes[1].replica.knowledge
      try Self.change(lab, to: to)
      #expect(lab.nodes[1].replica.knowledge == known)
      #expect(!lab.nodes[1].replica.status.needsFullCopy)
    }
  }

  @Test func `what only the node knew survives two changes of its scope`() throws {
    let lab = try Self.lab(.everything)
    lab.cut(0, 1)
    lab.create(1, "mine")
    lab.create(1, "m", type: "Label")
    try Self.change(lab, to: Self.goodNotes)
    lab.pass(20_000)
    try Self.change(lab, to: .init(types: ["Label"]))
    lab.pass(20_000)
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.document(0, "mine") != nil)
    #expect(lab.document(0, "m", "Label") != nil)
    lab.pass(20_000)
    #expect(try Self.held(lab) == ["l", "m"])
  }

  @Test func `own writes that were dropped come back when they are part of the scope again`() throws
  {
    let lab = try Self.lab(.everything)
    lab.create(1, "m", type: "Label")
    lab.settle()
    try Self.change(lab, to: Self.notes)
    lab.connect(0, 1)
    lab.settle()
    lab.pass(20_000)
    #expect(lab.document(1, "m", "Label") == nil)
    try Self.change(lab, to: .everything)
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.document(1, "m", "Label") == lab.document(0, "m", "Label"))
    #expect(lab.nodes[1].replica.relinquished.isEmpty)
  }

  @Test func `what was dropped under a ReplicaID that is given up is waited for at nobody`() throws
  {
    let lab = try Self.lab(Self.goodNotes)
    let older = lab.nodes[0].store
    lab.update(1, "good", [(2, .int(1))])
    lab.settle()
    lab.pass(20_000)
    #expect(try Self.held(lab).isEmpty)
    #expect(!lab.nodes[1].replica.relinquished.isEmpty)
    // The first has lost what the second wrote and dropped; then it evicts that.
    try lab.restart(0, on: older)
    let old = lab.nodes[1].replica.id
    #expect(lab.administer(0, .evict(old)) == .done)
    lab.heal([(0, 1)])
    lab.pass(10_000)
    lab.heal([(0, 1)])
    lab.nodes[1].reports = []
    lab.pass(60_000)
    #expect(lab.isLinked(0, 1))
    #expect(lab.nodes[1].replica.id != old)
    #expect(!lab.nodes[1].replica.status.needsFullCopy)
    let copiesAgain = lab.nodes[1].reports.contains {
      if case .fullCopyCompleted = $0 { true } else { false }
    }
    #expect(!copiesAgain)
    #expect(try Self.held(lab) == ["good"])
  }

  @Test func `documents of other types than were asked for are not taken for deleted`() throws {
    // The first node has forgotten a deletion, so the second makes a full copy.
    let lab = try Self.lab(.everything)
    lab.create(1, "mine", type: "Label")
    lab.settle()
    lab.cut(0, 1)
    lab.create(1, "m", type: "Label")
    try Self.change(lab, to: .init(types: ["Label"]))
    try Self.change(lab, to: Self.notes)
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.document(0, "m", "Label") != nil)
    #expect(try Self.held(lab).contains("m"))
    lab.pass(20_000)
    #expect(try Self.held(lab) == ["good", "other"])
  }
}
