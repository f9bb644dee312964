/// What the schema says: its model types.
public struct Model: Sendable, Hashable {
  /// The types in the order of the schema.
  public var types: [TypeModel]

  /// A model of these types.
  public init(types: [TypeModel]) {
    self.types = types
  }

  /// The index of the type with a name.
  public func index(ofType name: String) -> Int? {
    types.firstIndex { UTF8Order.equal($0.name, name) }
  }
}

/// A type marked `@model`.
public struct TypeModel: Sendable, Hashable {
  /// Its name, as `Comment`.
  public var name: String
  /// Its plural, as `Comments`.
  public var plural: String
  /// What the schema says about it.
  public var description: String?
  /// Its stored fields in the order of the schema, `id` not among them.
  public var fields: [FieldModel]
  /// How its documents merge between replicas.
  public var merge: MergeGranularity
  /// What happens to a mutation that overlaps with another.
  public var conflict: ConflictStrategy
  /// Which operations it has.
  public var operations: Set<ModelOperation>

  /// A type with these parts.
  public init(
    name: String, plural: String, description: String? = nil, fields: [FieldModel],
    merge: MergeGranularity = .field, conflict: ConflictStrategy = .merge,
    operations: Set<ModelOperation> = Set(ModelOperation.allCases)
  ) {
    self.name = name
    self.plural = plural
    self.description = description
    self.fields = fields
    self.merge = merge
    self.conflict = conflict
    self.operations = operations
  }

  /// The index of the field with a name.
  public func index(ofField name: String) -> Int? {
    fields.firstIndex { UTF8Order.equal($0.name, name) }
  }
}

/// The groups of operations that a type can have; switched by arguments of `@model` and by `@datasync`.
public enum ModelOperation: String, Sendable, Hashable, CaseIterable {
  case get, find, create, update, delete, sync
  /// Subscriptions `new…`, `updated…`, `deleted…`.
  case subCreate, subUpdate, subDelete
}

/// A stored field of a type.
public struct FieldModel: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// What the schema says about it.
  public var description: String?
  /// Its scalar or enum, or list of these.
  public var type: FieldType
  /// Whether the schema says `!`: a create must give it, and it can't be set to null.
  public var isRequired: Bool
  /// What a create without it stores.
  public var defaultValue: Value?
  /// Whether the store keeps an index for filters and order.
  public var isIndexed: Bool
  /// The relation whose key this field is; nil for a plain field.
  public var relation: RelationModel?

  /// A field with these parts.
  public init(
    name: String, description: String? = nil, type: FieldType, isRequired: Bool = false,
    defaultValue: Value? = nil, isIndexed: Bool = false, relation: RelationModel? = nil
  ) {
    self.name = name
    self.description = description
    self.type = type
    self.isRequired = isRequired
    self.defaultValue = defaultValue
    self.isIndexed = isIndexed
    self.relation = relation
  }
}

/// The relation that a key field such as `noteId` stands for.
public struct RelationModel: Sendable, Hashable {
  /// The field of the schema, as `note`.
  public var field: String
  /// The type that it refers to.
  public var target: String

  /// A relation by `field` to `target`.
  public init(field: String, target: String) {
    self.field = field
    self.target = target
  }
}

/// The type of a stored field.
public struct FieldType: Sendable, Hashable {
  /// The scalar, of the list's elements if it is a list.
  public var scalar: ScalarType
  /// Whether the field is a list.
  public var isList: Bool

  /// A scalar or a list of it.
  public init(_ scalar: ScalarType, isList: Bool = false) {
    self.scalar = scalar
    self.isList = isList
  }

  /// As in a catalogue: `Int`, `[String]`; enums are `String`.
  public var catalogName: String { isList ? "[\(scalar.catalogName)]" : scalar.catalogName }
}

/// The scalars of models.
public enum ScalarType: Sendable, Hashable {
  case string, int, float, boolean, id
  case dateTime, date, time, timestamp, bigInt, json
  /// An enum with these values.
  case enumeration(name: String, values: [String])

  /// The name in the schema.
  public var name: String {
    switch self {
    case .string: "String"
    case .int: "Int"
    case .float: "Float"
    case .boolean: "Boolean"
    case .id: "ID"
    case .dateTime: "DateTime"
    case .date: "Date"
    case .time: "Time"
    case .timestamp: "Timestamp"
    case .bigInt: "BigInt"
    case .json: "JSON"
    case .enumeration(let name, _): name
    }
  }

  /// The name in a catalogue: that in the schema, but `String` for enums, whose values may grow.
  public var catalogName: String {
    if case .enumeration = self { "String" } else { name }
  }
}

/// What a node does with a mutation that overlaps with a change that its writer had not seen (`@datasync(conflict:)`,
/// DESIGN section 6).
public enum ConflictStrategy: String, Sendable, Hashable, CaseIterable {
  case reject = "REJECT"
  case merge = "MERGE"
  case clientWins = "CLIENT_WINS"
  case serverWins = "SERVER_WINS"
}
