import Documents
import Replication
import Testing

/// Nodes with older and newer schemas in one mesh.
@Suite struct SchemaUpgradeTests {
  /// A schema with a field and a type more.
  static let newer = Model(types: [
    TypeModel(
      name: "Note", plural: "Notes",
      fields: Lab.note.fields + [FieldModel(name: "mood", type: FieldType(.string))]),
    Lab.label,
    TypeModel(
      name: "Later", plural: "Laters",
      fields: [FieldModel(name: "what", type: FieldType(.string))]),
  ])

  /// New, old, old, new in a line; the documents of the first are everywhere.
  private func line() throws -> Lab {
    let lab = try Lab(0, pageRows: 2)
    try lab.addNode(model: Self.newer)
    try lab.addNode()
    try lab.addNode()
    for number in 0..<5 {
      lab.create(0, "n\(number)", "t\(number)")
      lab.update(0, "n\(number)", [(3, .string("m\(number)"))])
      lab.create(0, "l\(number)", "w\(number)", type: "Later")
    }
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    // What the old ones pass on, they have kept over a restart.
    try lab.restart(1)
    lab.connect(1, 2)
    lab.settle()
    try lab.restart(2)
    try lab.addNode(model: Self.newer)
    lab.connect(2, 3)
    lab.settle()
    return lab
  }

  @Test func `full copies through old nodes that restarted bring what they do not know`() throws {
    let lab = try line()
    for number in 0..<5 {
      #expect(lab.document(3, "n\(number)") == lab.document(0, "n\(number)"))
      #expect(
        lab.document(3, "l\(number)", "Later")?.values == [.string("w\(number)")])
    }
    #expect(lab.nodes[3].replica.knowledge.covers(lab.nodes[0].replica.knowledge))
  }

  @Test func `a document created anew under an older schema has nothing of its earlier life`()
    throws
  {
    let lab = try Lab(0) { index, settings in
      // The third keeps the deletion for much longer than the others.
      settings.tombstoneRetention = index == 2 ? 3_600_000 : 60_000
    }
    try lab.addNode(model: Self.newer)
    try lab.addNode()
    try lab.addNode(model: Self.newer)
    lab.connect(0, 1)
    lab.connect(0, 2)
    lab.settle()
    lab.create(0, "a", "first")
    lab.update(0, "a", [(3, .string("glad"))])
    lab.delete(0, "a")
    lab.settle()
    lab.pass(120_000)
    #expect(lab.document(1, "a") == nil)
    #expect(lab.document(2, "a")?.isDeleted == true)
    lab.create(1, "a", "again")
    lab.settle()
    for index in [0, 2] {
      let values = try #require(lab.document(index, "a")).values
      #expect(values.first == .string("again"))
      #expect(!values.contains(.string("glad")))
    }
    #expect(lab.document(0, "a")?.withoutMerged == lab.document(2, "a")?.withoutMerged)
  }

  @Test func `the sums follow where new names and rows that have them come in one batch`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "old")
    lab.settle()
    try lab.addNode(model: Self.newer)
    lab.create(2, "new")
    lab.update(2, "new", [(3, .string("glad"))])
    lab.connect(0, 2)
    while lab.deliver(from: 2, to: 0) != nil || lab.deliver(from: 0, to: 2) != nil {}
    let kinds = (lab.queues[[0, 1]] ?? []).map { message in
      switch message {
      case .announce(let announcement): announcement.catalog == nil ? "news" : "names"
      case .page: "page"
      default: "else"
      }
    }
    #expect(kinds.contains("names") && kinds.contains("page"))
    lab.deliverTogether(from: 0, to: 1)
    #expect(lab.document(1, "new") != nil)
    #expect(try lab.recount(1).differingBuckets == [])
  }

  @Test func `deletions, revivals and edits of what old nodes do not know pass through them`()
    throws
  {
    let lab = try line()
    lab.connect(0, 1)
    lab.connect(1, 2)
    lab.delete(3, "l1", type: "Later")
    lab.delete(3, "l2", type: "Later")
    lab.settle()
    #expect(lab.document(0, "l1", "Later")?.isDeleted == true)
    lab.update(0, "l2", type: "Later", [(0, .string("again"))])
    lab.update(0, "n1", [(3, .null)])
    // An old node deletes a document, and a new one edits the field that the old one does not know.
    lab.delete(1, "n2")
    lab.settle()
    lab.update(3, "n2", [(3, .string("back"))])
    lab.settle()
    #expect(lab.document(3, "l2", "Later")?.isDeleted == false)
    #expect(lab.document(3, "n1")?.values.last == .null)
    for node in 0...3 {
      #expect(lab.document(node, "n2")?.isDeleted == false, "at \(node)")
      #expect(lab.document(node, "n2")?.values.last == .string("back"), "at \(node)")
    }
  }

  @Test func `a client of an old node is told of a document whose unknown field changed`() throws {
    let lab = try line()
    lab.connect(0, 1)
    var client = LabClient()
    client.filter = .compare(.field(0), .startsWith, .string("t"))
    try client.round(lab, 1)
    #expect(client.copy.count == 5)
    lab.update(0, "n3", [(3, .string("new"))])
    lab.settle()
    #expect(try client.round(lab, 1) == ["n3"])
    #expect(client.copy["n3"] == "t3")
    // The token is good after the upgrade, and nothing is sent again for the sake of the new field.
    try lab.restart(1, model: Self.newer)
    #expect(try client.round(lab, 1) == [])
    // The new type is served from the beginning, and the field can be looked for.
    var later = LabClient("Later")
    #expect(try later.round(lab, 1).count == 5)
    var moody = LabClient()
    moody.filter = .compare(.field(3), .eq, .string("m4"))
    #expect(try moody.round(lab, 1) == ["n4"])
  }
}
