/// `__Schema`.
struct SchemaObject: ResolvedObject {
  let schema: Schema

  var typeName: String { "__Schema" }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "description": .text(schema.description)
    case "types": .list(schema.types.map { named($0.name) })
    case "queryType": named(schema.queryType.name)
    case "mutationType": schema.mutationType.map { named($0.name) } ?? .null
    case "subscriptionType": schema.subscriptionType.map { named($0.name) } ?? .null
    case "directives":
      .list(schema.directives.map { .object(DirectiveObject(schema: schema, directive: $0)) })
    default: .null
    }
  }

  private func named(_ name: String) -> Resolved {
    .object(TypeObject(schema: schema, type: .named(name)))
  }
}
