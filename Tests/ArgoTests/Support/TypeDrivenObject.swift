import GraphQL

/// An object whose fields resolve by their types alone: Int 2, Float 3.14, String and custom scalars
/// "str", Boolean true, ID "id", enums their first value, lists two items, unions their first member by
/// name, interfaces their last implementor by name.
struct TypeDrivenObject: ResolvedObject {
  let schema: Schema
  let typeName: String

  func resolve(_ field: BoundField) -> Resolved {
    Self.value(of: field.definition.type, in: schema)
  }

  private static func value(of type: TypeReference, in schema: Schema) -> Resolved {
    if let item = type.itemType {
      let value = value(of: item, in: schema)
      return .list([value, value])
    }
    let name = type.typeName
    let possible = schema.possibleTypes(of: name).map(\.name)
    switch schema.type(named: name) {
    case .scalar(let scalar)?:
      switch scalar.builtIn {
      case .int?: return .int(2)
      case .float?: return .double(3.14)
      case .boolean?: return .bool(true)
      case .id?: return .string("id")
      case .string?, nil: return .string("str")
      }
    case .enum(let type)?: return .string(type.values[0].name)
    case .object?: return .object(TypeDrivenObject(schema: schema, typeName: name))
    case .union?: return .object(TypeDrivenObject(schema: schema, typeName: possible.min() ?? ""))
    case .interface?:
      return .object(TypeDrivenObject(schema: schema, typeName: possible.max() ?? ""))
    case .inputObject?, nil: return .null
    }
  }

  /// Runs an operation to its end.
  static func outcomes(of operation: BoundOperation) -> [RootOutcome] {
    let schema = operation.plan.schema
    let root = TypeDrivenObject(schema: schema, typeName: operation.plan.root.type.name)
    return operation.rootFields.map { .value(root.resolve($0)) }
  }
}
