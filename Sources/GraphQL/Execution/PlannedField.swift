/// A field of an operation on one object type: all that is known of it before variables have
/// values. Fields with the same response key are merged into one.
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
  /// The kind of the shape; `list` and `object` too.
  let plainKind: Shape.Kind
  let isNonNull: Bool
  let meta: Meta
  /// The index of the condition that must hold; -1 if it is always included.
  let condition: Int
  let arguments: ArgumentsPlan
  /// Where its selections stand among all that are collected, each with its condition (-1 for
  /// none); the first that is included gives the field its place.
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
    plainKind = shape.kind
    isNonNull = shape.isNonNull
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
