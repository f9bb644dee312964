public import Documents
public import Replication

/// The models that the conformance tests use, and the catalogue that goes with them.
public enum SampleModel {
  /// A type with a field of every kind, and a type whose documents merge as a whole.
  public static let model = Model(types: [note, label])

  /// The model of an earlier version of the schema: it lacks the second type, and some fields of the first.
  public static let earlier: Model = {
    var note = Self.note
    note.fields.removeAll { ["stars", "tags", "score"].contains($0.name) }
    return Model(types: [note])
  }()

  /// A model that means something else by some names: fields of other types, one of them indexed, one in other case, and a type
  /// that merges otherwise.
  public static let incompatible: Model = {
    var note = Self.note
    note.fields = [
      FieldModel(name: "stars", type: FieldType(.string), isIndexed: true),
      FieldModel(name: "tags", type: FieldType(.int, isList: true)),
      FieldModel(name: "Score", type: FieldType(.float), defaultValue: .double(0.5)),
      FieldModel(name: "text", type: FieldType(.string)),
    ]
    var label = Self.label
    label.merge = .field
    return Model(types: [label, note])
  }()

  static let note = TypeModel(
    name: "Note", plural: "Notes",
    fields: [
      FieldModel(name: "text", type: FieldType(.string)),
      FieldModel(name: "stars", type: FieldType(.int), isIndexed: true),
      FieldModel(name: "score", type: FieldType(.float)),
      FieldModel(name: "open", type: FieldType(.boolean)),
      FieldModel(name: "tags", type: FieldType(.string, isList: true)),
      FieldModel(name: "due", type: FieldType(.timestamp)),
      FieldModel(name: "kind", type: FieldType(.string), defaultValue: .string("plain")),
      FieldModel(name: "numbers", type: FieldType(.float, isList: true)),
    ])

  static let label = TypeModel(
    name: "Label", plural: "Labels",
    fields: [
      FieldModel(name: "name", type: FieldType(.string)),
      FieldModel(name: "order by \"x\"", type: FieldType(.int)),
    ], merge: .document)

  /// Types and fields that the model does not have, as a peer with a newer schema brings them.
  static let unknown = [
    CatalogType(
      name: "Note", merge: .field,
      fields: [
        CatalogField(name: "mood", type: "String"), CatalogField(name: "places", type: "[JSON]"),
      ]),
    CatalogType(
      name: "Later", merge: .field, fields: [CatalogField(name: "what", type: "String")]),
  ]

  /// A catalogue with the types and fields of ``model`` and those unknown to it.
  public static func catalog() -> Catalog {
    var catalog = Catalog()
    _ = BoundModel(model, catalog: &catalog)
    for type in unknown { _ = catalog.add(type) }
    return catalog
  }

  /// The record of a replica that has just begun, with this catalogue.
  public static func record(_ catalog: Catalog = catalog()) -> ReplicaRecord {
    ReplicaRecord(
      id: ReplicaID(bits: 1), knowledge: Knowledge(), floor: Knowledge(),
      commit: Commit(mark: CommitMark(sequence: .zero, nonce: 7), time: 1_000),
      needsFullCopy: true, catalog: catalog,
      latestTimestamp: Timestamp(milliseconds: 900, counter: 3))
  }
}
