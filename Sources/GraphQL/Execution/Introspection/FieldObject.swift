/// `__Field`.
struct FieldObject: ResolvedObject {
  let schema: Schema
  let field: FieldDefinition

  var typeName: String { "__Field" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(field.name)
    case "description": .text(field.description)
    case "args": .inputs(field.arguments, selected, schema)
    case "type": .object(TypeObject(schema: schema, type: field.type))
    case "isDeprecated": .bool(field.deprecationReason != nil)
    case "deprecationReason": .text(field.deprecationReason)
    default: .null
    }
  }
}
