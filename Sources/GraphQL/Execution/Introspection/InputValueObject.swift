/// `__InputValue`.
struct InputValueObject: ResolvedObject {
  let schema: Schema
  let value: InputValueDefinition

  var typeName: String { "__InputValue" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(value.name)
    case "description": .text(value.description)
    case "type": .object(TypeObject(schema: schema, type: value.type))
    case "defaultValue": .text(value.defaultValue?.description)
    case "isDeprecated": .bool(value.deprecationReason != nil)
    case "deprecationReason": .text(value.deprecationReason)
    default: .null
    }
  }
}
