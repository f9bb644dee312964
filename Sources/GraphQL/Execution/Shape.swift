/// The type of a field in the form that completion walks along.
final class Shape: Sendable {
  /// What a value is, apart from null.
  enum Kind: Sendable {
    case int
    case float
    case string
    case boolean
    case id
    case enumeration
    case custom
    case list
    case object
  }

  let kind: Kind
  let isNonNull: Bool
  /// The shape of items, for lists.
  let item: Shape?
  let enumType: EnumType?
  let serialize: (@Sendable (JSON) throws(CoercionError) -> JSON)?
  /// The name of the innermost type.
  let typeName: String

  init(_ type: TypeReference, in schema: Schema) {
    isNonNull = type.isNonNull
    typeName = type.typeName
    if let itemType = type.itemType {
      kind = .list
      item = Shape(itemType, in: schema)
      enumType = nil
      serialize = nil
      return
    }
    item = nil
    switch schema.type(named: type.typeName) {
    case .scalar(let scalar)?:
      enumType = nil
      serialize = scalar.coding.serialize
      kind =
        switch scalar.builtIn {
        case .int?: .int
        case .float?: .float
        case .string?: .string
        case .boolean?: .boolean
        case .id?: .id
        case nil: .custom
        }
    case .enum(let type)?:
      kind = .enumeration
      enumType = type
      serialize = nil
    case .object?, .interface?, .union?, .inputObject?, nil:
      kind = .object
      enumType = nil
      serialize = nil
    }
  }
}
