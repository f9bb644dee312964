import Documents
import Replication
import Testing

/// Nodes whose schemas mean different things by one name.
@Suite struct IncompatibleModelTests {
  /// The note of a schema in which the title is a number.
  static let numbered = TypeModel(
    name: "Note", plural: "Notes",
    fields: [
      FieldModel(name: "title", type: FieldType(.int)),
      FieldModel(name: "body", type: FieldType(.string)),
    ])
  /// The label of a schema in which labels merge field by field.
  static let merging = TypeModel(
    name: "Label", plural: "Labels",
    fields: [
      FieldModel(name: "name", type: FieldType(.string)),
      FieldModel(name: "rank", type: FieldType(.int)),
    ])
  static let other = Model(types: [numbered, merging])
  /// A schema that lacks what the others differ in.
  static let neither = Model(types: [
    TypeModel(
      name: "Note", plural: "Notes", fields: [FieldModel(name: "body", type: FieldType(.string))])
  ])

  @Test func `an incompatible field is named, kept and passed on; all else replicates`() throws {
    let lab = try Lab(1)
    try lab.addNode(model: Self.other)
    lab.create(0, "a", "text")
    create(lab, 1, "b", title: .int(7), body: "seven")
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.isLinked(0, 1))
    #expect(lab.nodes[0].replica.knowledge == lab.nodes[1].replica.knowledge)
    #expect(try contents(lab, 0) == contents(lab, 1))
    #expect(try view(lab, 0, "b").values == [nil, .string("seven"), nil])
    #expect(try view(lab, 1, "a").values == [nil, .null])

    // One document, in which each side sets what it calls the title, and both change the body in turns.
    lab.update(0, "b", [(0, .string("text")), (1, .string("eight"))])
    lab.settle()
    #expect(try view(lab, 1, "b").values == [.int(7), .string("eight")])
    lab.update(1, "b", [(0, .int(9)), (1, .string("nine"))])
    lab.delete(1, "a")
    lab.settle()
    #expect(try view(lab, 0, "b").values == [.string("text"), .string("nine"), nil])
    #expect(lab.document(0, "a")?.isDeleted == true)
    #expect(try contents(lab, 0) == contents(lab, 1))
  }

  @Test func `what is incompatible is reported once by name, and stays in the status`() throws {
    let lab = try Lab(1)
    try lab.addNode(model: Self.other)
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    lab.connect(0, 1)
    lab.settle()
    let title = Incompatibility(type: "Note", field: "title", here: "String", elsewhere: "Int")
    let label = Incompatibility(type: "Label", field: nil, here: "DOCUMENT", elsewhere: "FIELD")
    let peer = lab.nodes[1].replica.id
    #expect(
      lab.nodes[0].reports.filter { if case .incompatibleModel = $0 { true } else { false } } == [
        .incompatibleModel(peer: peer, title), .incompatibleModel(peer: peer, label),
      ])
    #expect(lab.nodes[0].replica.status.incompatibilities == [title, label])
    #expect(
      lab.nodes[1].replica.status.incompatibilities.map(\.description) == [
        "Note.title is String elsewhere, Int here",
        "Label merges by DOCUMENT elsewhere, by FIELD here",
      ])
    // A node that knows neither meaning has nothing to report.
    let third = try lab.addNode(model: Self.neither)
    lab.connect(1, third)
    lab.settle()
    #expect(lab.nodes[third].replica.status.incompatibilities.isEmpty)
    #expect(
      lab.nodes[third].reports.allSatisfy {
        if case .fullCopyCompleted = $0 { true } else { false }
      })
  }

  @Test func `documents of types that merge differently are different documents`() throws {
    let lab = try Lab(1)
    try lab.addNode(model: Self.other)
    let far = try lab.addNode(model: Self.other)
    lab.connect(1, 0)
    lab.connect(0, far)
    lab.create(0, "l", "whole", type: "Label")
    lab.create(1, "l", "by field", type: "Label")
    lab.create(1, "m", "far", type: "Label")
    lab.settle()
    #expect(try view(lab, 0, "l", "Label").values == [.string("whole"), .null])
    #expect(try view(lab, 1, "l", "Label").values == [.string("by field"), .null])
    // Through a node that does not serve it.
    #expect(try view(lab, far, "l", "Label").values == [.string("by field"), .null])
    #expect(try view(lab, far, "m", "Label").values == [.string("far"), .null])
    #expect(lab.document(0, "m", "Label") == nil)
    for node in [1, far] { #expect(try contents(lab, 0) == contents(lab, node)) }
  }

  @Test(arguments: [[1, 2], [2, 1]])
  func `a schema without the name passes both meanings on, whichever it met first`(
    order: [Int]
  ) throws {
    let lab = try Lab(0)
    try lab.addNode(model: Self.neither)
    try lab.addNode(model: Lab.model)
    try lab.addNode(model: Self.other)
    lab.create(1, "a", "text")
    create(lab, 2, "b", title: .int(7), body: "seven")
    for node in order {
      lab.connect(0, node)
      lab.settle()
    }
    try lab.restart(0, model: Self.neither)
    for node in order { lab.connect(0, node) }
    lab.update(0, "a", [(0, .string("body"))])
    lab.settle()
    for node in 1...2 { #expect(try contents(lab, 0) == contents(lab, node)) }
    #expect(try view(lab, 1, "a").values == [.string("text"), .string("body"), .int(0)])
    #expect(try view(lab, 2, "b").values == [.int(7), .string("seven")])
    #expect(lab.nodes[0].replica.incompatibilities.isEmpty)
  }

  @Test func `an upgrade to the other meaning serves what was kept, and a step back loses nothing`()
    throws
  {
    let lab = try Lab(1)
    try lab.addNode(model: Self.other)
    lab.connect(0, 1)
    lab.create(0, "a", "text")
    create(lab, 1, "b", title: .int(7), body: "seven")
    lab.create(1, "l", "by field", type: "Label")
    lab.create(0, "l", "whole", type: "Label")
    lab.settle()
    try lab.restart(0, model: Self.other)
    #expect(try view(lab, 0, "b").values == [.int(7), .string("seven")])
    #expect(try view(lab, 0, "a").values == [nil, .null])
    #expect(try view(lab, 0, "l", "Label").values == [.string("by field"), .null])
    lab.connect(0, 1)
    lab.update(0, "a", [(0, .int(1))])
    lab.settle()
    #expect(try view(lab, 1, "a").values == [.int(1), .null])
    try lab.restart(0)
    #expect(try view(lab, 0, "a").values == [.string("text"), .null, .int(0)])
    #expect(try view(lab, 0, "l", "Label").values == [.string("whole"), .null])
    lab.connect(0, 1)
    lab.settle()
    #expect(try contents(lab, 0) == contents(lab, 1))
  }

  @Test func `a node whose schema means something else can make a full copy and be copied`() throws
  {
    let lab = try Lab(1, pageRows: 2)
    for number in 0..<5 { lab.create(0, "n\(number)", "t\(number)") }
    for number in 0..<5 { lab.create(0, "l\(number)", "t\(number)", type: "Label") }
    let middle = try lab.addNode(model: Self.other)
    lab.connect(0, middle)
    lab.settle()
    lab.cut(0, middle)
    let end = try lab.addNode()
    lab.connect(middle, end)
    lab.settle()
    #expect(try contents(lab, 0) == contents(lab, end))
    #expect(try lab.documents(end, "Label").count == 5)
    #expect(try view(lab, end, "n3").values.first == .string("t3"))
  }

  @Test func `a delta has what incompatible peers changed, and only what is served`() throws {
    let lab = try Lab(1)
    try lab.addNode(model: Self.other)
    lab.connect(0, 1)
    var notes = LabClient()
    var labels = LabClient("Label")
    try notes.round(lab, 0)
    try labels.round(lab, 0)
    create(lab, 1, "b", title: .int(7), body: "seven")
    lab.create(1, "l", "by field", type: "Label")
    lab.settle()
    #expect(try notes.round(lab, 0) == ["b"])
    #expect(notes.copy == ["b": ""])
    #expect(try labels.round(lab, 0) == [])
    // A token of a type that merges otherwise says nothing about this one.
    #expect(throws: SyncRefusal.resyncRequired("the token is of another type or filter")) {
      try labels.round(lab, 1)
    }
    labels.lastSync = "0"
    #expect(try labels.round(lab, 1) == ["l"])
  }

  @Test func `whole documents keep a field of the other meaning when they are changed`() throws {
    let numbered = TypeModel(
      name: "Label", plural: "Labels",
      fields: [
        FieldModel(name: "name", type: FieldType(.int)),
        FieldModel(name: "rank", type: FieldType(.int)),
      ], merge: .document)
    let lab = try Lab(1)
    try lab.addNode(model: Model(types: [numbered]))
    lab.connect(0, 1)
    lab.create(0, "l", "text", type: "Label")
    lab.settle()
    lab.update(1, "l", type: "Label", [(0, .int(5)), (1, .int(6))])
    lab.settle()
    #expect(try view(lab, 0, "l", "Label").values == [.string("text"), .int(6)])
    #expect(try contents(lab, 0) == contents(lab, 1))
  }

  // MARK: Helpers

  private func create(_ lab: Lab, _ node: Int, _ id: String, title: Value, body: String) {
    lab.mutate(
      node,
      Mutation(
        kind: .create, type: "Note", id: DocumentID(id),
        fields: [
          FieldAssignment(field: 0, value: title),
          FieldAssignment(field: 1, value: .string(body)),
        ], base: nil, strategy: .merge))
  }

  /// A document as a client of the node sees it.
  private func view(
    _ lab: Lab, _ node: Int, _ id: String, _ type: String = "Note"
  ) throws -> DocumentView {
    let bound = try #require(lab.nodes[node].replica.model.type(named: type))
    return DocumentView(try #require(lab.document(node, id, type)), type: bound)
  }

  /// All documents of users that a node holds, by names: comparable whatever its catalogue calls it.
  private func contents(_ lab: Lab, _ node: Int) throws -> Set<String> {
    var contents: Set<String> = []
    let catalog = lab.nodes[node].replica.catalog
    let snapshot = try lab.nodes[node].store.snapshot()
    for (index, type) in catalog.types.enumerated() where BuiltInType(named: type.name) == nil {
      let scan = Scan(type: TypeNumber(rawValue: UInt16(index)), order: .byID(after: nil))
      var batch = ChangeBatch()
      _ = try snapshot.scan(scan, into: &batch) { _ in .next }
      for row in batch.rows {
        let state = try #require(batch.state(of: row))
        let name = "\(type.name) \(type.merge) \(state.id)"
        contents.insert("\(name) \(state.isDeleted) \(String(describing: state.stamps[.deleted]))")
        for (index, field) in type.fields.enumerated() {
          let number = FieldNumber(rawValue: UInt16(index))
          guard let stamp = state.stamps[.field(number)] else { continue }
          let value = state[number] ?? .null
          contents.insert("\(name) \(field.name): \(field.type) = \(value) at \(stamp)")
        }
      }
    }
    return contents
  }
}
