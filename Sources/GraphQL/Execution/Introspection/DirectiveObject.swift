/// `__Directive`.
struct DirectiveObject: ResolvedObject {
  let schema: Schema
  let directive: DirectiveDefinition

  var typeName: String { "__Directive" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(directive.name)
    case "description": .text(directive.description)
    case "isRepeatable": .bool(directive.isRepeatable)
    case "locations": .list(directive.locations.map { .string($0.rawValue) })
    case "args": .inputs(directive.arguments, selected, schema)
    default: .null
    }
  }
}
