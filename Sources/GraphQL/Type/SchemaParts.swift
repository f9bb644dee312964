/// What a builder gathers for a schema.
struct SchemaParts {
  var description: String?
  var types: [NamedType] = []
  var typesByName: [String: NamedType] = [:]
  var directives: [DirectiveDefinition] = []
  var rootTypes: [OperationKind: NameNode] = [:]
  var schemaDirectives: [DirectiveNode] = []
}
