extension Schema {
  /// The schema as a document: what its text defines, extensions merged, nothing that is built in.
  public var document: DocumentNode {
    var definitions: [DefinitionNode] = []
    if let node = schemaNode { definitions.append(.schema(node)) }
    definitions += directives.filter { !$0.isBuiltIn }.map { .directive($0.node) }
    definitions += types.filter { !$0.isBuiltIn }.map { .type($0.node) }
    return DocumentNode(definitions: definitions)
  }

  /// The schema as text, extensions merged, nothing that is built in.
  public var sdl: String { document.description + "\n" }

  private var schemaNode: SchemaNode? {
    let conventional =
      queryType.name == "Query" && (mutationType?.name ?? "Mutation") == "Mutation"
      && (subscriptionType?.name ?? "Subscription") == "Subscription"
      && (mutationType != nil || type(named: "Mutation") == nil)
      && (subscriptionType != nil || type(named: "Subscription") == nil)
    if conventional, description == nil, schemaDirectives.isEmpty { return nil }
    let here = Location(line: 1, column: 1)
    return SchemaNode(
      description: description, directives: schemaDirectives,
      rootTypes: OperationKind.allCases.compactMap { kind in
        rootType(of: kind).map {
          RootTypeNode(kind: kind, type: NameNode($0.name, location: here), location: here)
        }
      }, isExtension: false, location: here)
  }
}

extension NamedType {
  /// Whether the specification defines it, not the schema's text.
  public var isBuiltIn: Bool {
    if case .scalar(let scalar) = self, scalar.builtIn != nil { return true }
    return name.hasPrefix("__")
  }

  var node: TypeDefinitionNode {
    var node = TypeDefinitionNode(
      kind: kind, isExtension: false, description: description,
      name: NameNode(name, location: location), directives: directives, location: location)
    node.interfaces = interfaces.map { NameNode($0, location: location) }
    node.fields = fields.map(\.node)
    switch self {
    case .union(let type): node.members = type.memberNodes
    case .enum(let type):
      node.values = type.values.map {
        EnumValueNode(
          description: $0.description, name: NameNode($0.name, location: $0.location),
          directives: $0.directives)
      }
    case .inputObject(let type): node.inputFields = type.fields.map(\.node)
    case .scalar, .object, .interface: break
    }
    return node
  }
}

extension FieldDefinition {
  var node: FieldDefinitionNode {
    FieldDefinitionNode(
      description: description, name: NameNode(name, location: location),
      arguments: arguments.map(\.node), type: type.node(at: location), directives: directives)
  }
}

extension InputValueDefinition {
  var node: InputValueNode {
    InputValueNode(
      description: description, name: NameNode(name, location: location),
      type: type.node(at: location), defaultValue: defaultValue, directives: directives)
  }
}

extension DirectiveDefinition {
  var node: DirectiveDefinitionNode {
    DirectiveDefinitionNode(
      description: description, name: NameNode(name, location: location),
      arguments: arguments.map(\.node), isRepeatable: isRepeatable, locations: locations,
      location: location)
  }
}

extension TypeReference {
  func node(at location: Location) -> TypeNode {
    switch self {
    case .named(let name): .named(NameNode(name, location: location))
    case .list(let inner): .list(inner.node(at: location), location)
    case .nonNull(let inner): .nonNull(inner.node(at: location), location)
    }
  }
}
