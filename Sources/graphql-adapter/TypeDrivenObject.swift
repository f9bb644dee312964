import GraphQL

/// An object whose fields resolve by their types alone: Int 2, Float 3.14, String and custom scalars
/// "str", Boolean true, ID "id", enums their first value, lists two items, unions their first member
/// by name, interfaces their last implementor by name.
struct TypeDrivenObject: ResolvedObject {
  let schema: Schema
  let typeName: String

  func resolve(_ field: BoundField) -> Resolved {
    Self.value(of: field.definition.type, in: schema)
  }

  private static func value(of type: TypeReference, in schema: Schema) -> Resolved {
    if let item = type.itemType {
      // The two items share their storage, so lists of lists take no more than their depth.
      let value = value(of: item, in: schema)
      return .list([value, value])
    }
    let name = type.typeName
    switch schema.type(named: name) {
    case .scalar(let scalar)?:
      switch scalar.builtIn {
      case .int?: return .int(2)
      case .float?: return .double(3.14)
      case .boolean?: return .bool(true)
      case .id?: return .string("id")
      case .string?, nil: return .string("str")
      }
    case .enum(let type)?: return type.values.first.map { .string($0.name) } ?? .null
    case .object?: return .object(TypeDrivenObject(schema: schema, typeName: name))
    case .union?: return object(schema.possibleTypes(of: name).map(\.name).min(), in: schema)
    case .interface?: return object(schema.possibleTypes(of: name).map(\.name).max(), in: schema)
    case .inputObject?, nil: return .null
    }
  }

  private static func object(_ name: String?, in schema: Schema) -> Resolved {
    name.map { .object(TypeDrivenObject(schema: schema, typeName: $0)) } ?? .null
  }

  /// What the root fields of an operation resolve to.
  static func outcomes(of operation: BoundOperation) -> [RootOutcome] {
    let schema = operation.plan.schema
    let root = TypeDrivenObject(schema: schema, typeName: operation.plan.root.type.name)
    return operation.rootFields.map { .value(root.resolve($0)) }
  }
}
