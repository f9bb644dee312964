import Documents
import Replication
import Storage
import StoreConformance

/// Two types with a field of every scalar, alone and as a list, which are related in both directions; and random documents of them.
struct RelationModel {
  static let scalars: [ScalarType] = [
    .string, .int, .float, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
    .enumeration(name: "Color", values: ["RED", "GREEN", "BLUE"]),
  ]

  /// The fields of an item: each scalar, then each as a list, then the keys.
  static let owner = scalars.count * 2
  static let parent = owner + 1

  static let model = Model(types: [
    TypeModel(
      name: "Item", plural: "Items",
      fields: scalars.map { FieldModel(name: "one\($0.name)", type: FieldType($0)) }
        + scalars.map { FieldModel(name: "many\($0.name)", type: FieldType($0, isList: true)) } + [
          FieldModel(
            name: "key", type: FieldType(.id), isIndexed: true,
            relation: RelationModelName.owner),
          FieldModel(
            name: "value", type: FieldType(.id), isIndexed: true,
            relation: RelationModelName.parent),
        ]),
    TypeModel(
      name: "Owner", plural: "Owners",
      fields: [
        FieldModel(name: "id2", type: FieldType(.string)),
        FieldModel(name: "rank", type: FieldType(.int), defaultValue: .int(2)),
      ]),
  ])

  private enum RelationModelName {
    static let owner = Documents.RelationModel(field: "owner", target: "Owner")
    static let parent = Documents.RelationModel(field: "parent", target: "Item")
  }

  let items: BoundType
  let owners: BoundType
  /// The documents by the name of their type, ordered by id.
  private(set) var documents: [String: [DocumentState]] = [:]

  /// Random documents, put into a store.
  init(seed: UInt64, store: inout SQLiteStore) throws {
    var random = SeededGenerator(seed: seed)
    var catalog = Catalog()
    let bound = BoundModel(Self.model.withBuiltIns, catalog: &catalog)
    guard let bound, let items = bound.type(named: "Item"), let owners = bound.type(named: "Owner")
    else { preconditionFailure("there is room") }
    self.items = items
    self.owners = owners
    for (type, count) in [(owners, 30), (items, 200)] {
      documents[type.model.name] = (0..<count).map { index in
        random.document(DocumentID(Self.id(index)), of: type)
      }.sorted { $0.id < $1.id }
    }
    let (record, documents) = (SampleModel.record(catalog), documents)
    try store.transaction { store throws(StoreError) in
      try store.save(record)
      var sequence = SequenceNumber.zero
      for type in [owners, items] {
        for state in documents[type.model.name] ?? [] {
          sequence = sequence.next
          try store.put(state, type: type.number, sequence: sequence, replacing: nil)
        }
      }
    }
  }

  /// Ids, some of which would need care in JSON and in SQL.
  static func id(_ index: Int) -> String {
    ["\"", "\\", "a\u{1}b", "é", "e\u{301}", "🙂", "'", "[", "null", "1"].indices.contains(index)
      ? ["\"", "\\", "a\u{1}b", "é", "e\u{301}", "🙂", "'", "[", "null", "1"][index] : "d\(index)"
  }

  /// The live documents of a type that match, ordered by id: judged in memory.
  func matching(_ filter: Filter?, of name: String) -> [DocumentState] {
    let type = name == "Item" ? items : owners
    let resolved = filter?.resolvingRelations { relation, filter in
      let related = matching(filter, of: relation.target)
      return switch relation.key {
      case .own: related.map { .string($0.id.text) }
      case .target(let key): related.map { value(of: .field(key), $0, in: relation.target) }
      }
    }
    let evaluator = resolved.map { FilterEvaluator($0, type: type) }
    return (documents[name] ?? []).filter { !$0.isDeleted && evaluator?.matches($0) ?? true }
  }

  /// What a document has in a field, as a client sees it.
  func value(of field: FilterField, _ state: DocumentState, in name: String) -> Value {
    let type = name == "Item" ? items : owners
    return switch field {
    case .id: .string(state.id.text)
    case .createdAt: .int(state.createdAt.milliseconds)
    case .updatedAt: .int(state.updatedAt)
    case .field(let index):
      state[type.fields[index]] ?? type.model.fields[index].defaultValue ?? .null
    }
  }
}

extension SeededGenerator {
  /// A document that is deleted now and then; fields are null, or were never written, now and then.
  fileprivate mutating func document(_ id: DocumentID, of type: BoundType) -> DocumentState {
    let written = once(in: 5) ? Int.random(in: 0..<type.fields.count, using: &self) : .max
    let values: [Value?] = type.model.fields.enumerated().map { index, field in
      if index >= written { return nil }
      if once(in: 6) { return .null }
      if field.relation != nil {
        return .string(RelationModel.id(Int.random(in: 0..<40, using: &self)))
      }
      return fieldValue(field.type)
    }
    let version = Version(
      timestamp: Timestamp(milliseconds: Int64.random(in: 1..<100, using: &self)),
      replica: ReplicaID(bits: 1))
    return DocumentState(
      id: id, createdAt: version.timestamp, isDeleted: once(in: 6), values: values,
      stamps: Stamps(
        uniform: Stamp(version: version),
        slotCount: Slot.firstField + min(written, type.fields.count)))
  }

  /// A value of a field's type, not null.
  mutating func fieldValue(_ type: FieldType) -> Value {
    guard type.isList else { return scalarValue(type.scalar) }
    return .list(
      (0..<Int.random(in: 0..<4, using: &self)).map { _ in
        once(in: 8) ? .null : scalarValue(type.scalar)
      })
  }

  /// A value of a scalar in internal form, out of few, so that equal ones meet.
  mutating func scalarValue(_ scalar: ScalarType) -> Value {
    let external: ExternalScalar =
      switch scalar {
      case .string: .string(pick(Self.texts))
      case .int: .int(pick([0, 1, -1, 2, 3, 2_147_483_647, -2_147_483_648]))
      case .float: .double(pick([0, 1, 1.5, -2.25, 1e300, .leastNonzeroMagnitude]))
      case .boolean: .bool(Bool.random(using: &self))
      case .id: .string(pick(Self.texts.dropFirst()))
      case .dateTime:
        .string(
          pick(["2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z"]))
      case .date: .string(pick(["2026-01-01", "2026-02-28", "1970-01-01"]))
      case .time: .string(pick(["10:00:00Z", "11:00:00+01:00", "23:59:59.999Z"]))
      case .timestamp: .int(pick([0, 1, 1_800_000_000_000]))
      case .bigInt: .string(pick(["0", "-1", "9", "10", "-123456789012345678901234567890"]))
      case .json: .string(pick(["null", "{\"a\":1}", "{ \"a\" : 1 }", "[1,2]", "\"x\"", "1.0"]))
      case .enumeration(_, let values): .string(pick(values))
      }
    guard let value = try? scalar.normalise(external) else {
      preconditionFailure("\(external) is a \(scalar.name)")
    }
    return value
  }
}
