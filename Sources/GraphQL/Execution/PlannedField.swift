/// A field of an operation on one object type: all that is known of it before variables have values.
/// Fields with the same response key are merged into one.
public final class PlannedField: Sendable {
  /// A number that no other planned field of the operation has, counted from 0 without gaps.
  public let id: Int
  /// The place among the fields of its `ObjectPlan`, from 0.
  public let position: Int
  /// The key in the response.
  public let responseKey: String
  /// The definition; for `__typename`, `__schema`, `__type` one that no type lists.
  public let definition: FieldDefinition
  /// The name of the object type that it is selected on.
  public let parentTypeName: String
  /// Where it stands in the operation, once for each selection that is merged into it.
  public let locations: [Location]
  /// What is selected beneath; `nil` for leaves.
  public let selection: SelectionPlan?
  /// `"key":` as JSON.
  let jsonKey: [UInt8]
  let shape: Shape
  let meta: Meta
  /// The index of the condition that must hold; -1 if it is always included.
  let condition: Int
  let arguments: ArgumentsPlan
  /// Where its selections stand among all that are collected, each with its condition (-1 for none);
  /// the first that is included gives the field its place.
  let occurrences: [Occurrence]

  /// One selection that is merged into the field.
  struct Occurrence: Sendable {
    var sequence: Int
    var condition: Int
  }

  /// The fields that every schema has.
  enum Meta: Sendable {
    case none
    case typename
    case schema
    case type
  }

  /// Arguments are known at once, or depend on variables and are found by their number.
  enum ArgumentsPlan: Sendable {
    case constant(Arguments)
    case bound(Int)
  }

  init(
    id: Int, position: Int, responseKey: String, definition: FieldDefinition,
    parentTypeName: String, locations: [Location], selection: SelectionPlan?, shape: Shape,
    meta: Meta, condition: Int, arguments: ArgumentsPlan,
    occurrences: [Occurrence]
  ) {
    self.id = id
    self.position = position
    self.responseKey = responseKey
    self.definition = definition
    self.parentTypeName = parentTypeName
    self.locations = locations
    self.selection = selection
    self.shape = shape
    self.meta = meta
    self.condition = condition
    self.arguments = arguments
    self.occurrences = occurrences
    var key = JSONBytes(capacity: responseKey.utf8.count + 8)
    key.key(responseKey)
    jsonKey = key.finish()
  }

  /// The name of the field in the schema.
  public var name: String { definition.name }

  /// Whether some assignment of variables leaves it out.
  public var isConditional: Bool { condition >= 0 }

  /// Whether it is `__typename`, `__schema` or `__type`, which this module resolves itself.
  public var isIntrospection: Bool {
    switch meta {
    case .none: false
    case .typename, .schema, .type: true
    }
  }
}

/// What is selected from a value of a composite type: for each object type that it can have, the
/// fields of it.
public final class SelectionPlan: Sendable {
  /// A number that no other selection of the operation has, counted from 0 without gaps.
  public let id: Int
  /// The name of the composite type.
  public let typeName: String
  /// A plan for each object type that a value can have, in the order of the schema.
  public let objects: [ObjectPlan]

  init(id: Int, typeName: String, objects: [ObjectPlan]) {
    self.id = id
    self.typeName = typeName
    self.objects = objects
  }

  /// The plan for objects of a type, if a value can be one.
  public func object(named name: String) -> ObjectPlan? {
    objects.first { sameBytes($0.type.name, name) }
  }
}

/// The fields that are selected from objects of one type.
public final class ObjectPlan: Sendable {
  /// A number that no other object plan of the operation has, counted from 0 without gaps.
  public let id: Int
  /// The type.
  public let type: ObjectType
  /// The fields in the order of the response; those that depend on variables too.
  public let fields: [PlannedField]
  /// Whether some of the fields depend on variables.
  public let isConditional: Bool
  /// Whether variables change not only which fields come, but also their order, because the first of
  /// several selections of one field can be left out.
  let hasVariableOrder: Bool

  init(id: Int, type: ObjectType, fields: [PlannedField]) {
    self.id = id
    self.type = type
    self.fields = fields
    isConditional = fields.contains(where: \.isConditional)
    hasVariableOrder = fields.contains {
      $0.occurrences.count > 1 && $0.occurrences[0].condition >= 0
    }
  }
}
