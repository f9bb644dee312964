/// `__EnumValue`.
struct EnumValueObject: ResolvedObject {
  let value: EnumValueDefinition

  var typeName: String { "__EnumValue" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(value.name)
    case "description": .text(value.description)
    case "isDeprecated": .bool(value.deprecationReason != nil)
    case "deprecationReason": .text(value.deprecationReason)
    default: .null
    }
  }
}
