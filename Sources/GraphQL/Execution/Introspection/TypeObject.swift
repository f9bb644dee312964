/// `__Type`: a named type, or a list or non-null mark around one.
struct TypeObject: ResolvedObject {
  let schema: Schema
  let type: TypeReference

  var typeName: String { "__Type" }

  func resolve(_ field: BoundField) -> Resolved {
    switch type {
    case .named(let name):
      guard let type = schema.type(named: name) else { return .null }
      return resolve(field, of: type)
    case .list(let inner), .nonNull(let inner):
      switch field.name {
      case "kind": return .string(type.isNonNull ? "NON_NULL" : "LIST")
      case "ofType": return .object(TypeObject(schema: schema, type: inner))
      default: return .null
      }
    }
  }

  private func resolve(_ field: BoundField, of type: NamedType) -> Resolved {
    switch field.name {
    case "kind": return .string(kindName(type.kind))
    case "name": return .string(type.name)
    case "description": return .text(type.description)
    case "specifiedByURL":
      if case .scalar(let scalar) = type { return .text(scalar.specifiedByURL) }
    case "fields":
      guard type.kind == .object || type.kind == .interface else { return .null }
      return .list(
        type.fields.filter { field.includesDeprecated || $0.deprecationReason == nil }
          .map { .object(FieldObject(schema: schema, field: $0)) })
    case "interfaces":
      guard type.kind == .object || type.kind == .interface else { return .null }
      return .list(type.interfaces.map { .object(TypeObject(schema: schema, type: .named($0))) })
    case "possibleTypes":
      guard type.isAbstract else { return .null }
      return .list(
        schema.possibleTypes(of: type.name).map {
          .object(TypeObject(schema: schema, type: .named($0.name)))
        })
    case "enumValues":
      guard case .enum(let enumType) = type else { return .null }
      return .list(
        enumType.values.filter { field.includesDeprecated || $0.deprecationReason == nil }
          .map { .object(EnumValueObject(value: $0)) })
    case "inputFields":
      guard case .inputObject(let input) = type else { return .null }
      return .inputs(input.fields, field, schema)
    case "isOneOf":
      if case .inputObject(let input) = type { return .bool(input.isOneOf) }
    default: return .null
    }
    return .null
  }

  private func kindName(_ kind: TypeKind) -> String {
    switch kind {
    case .scalar: "SCALAR"
    case .object: "OBJECT"
    case .interface: "INTERFACE"
    case .union: "UNION"
    case .enum: "ENUM"
    case .inputObject: "INPUT_OBJECT"
    }
  }
}
