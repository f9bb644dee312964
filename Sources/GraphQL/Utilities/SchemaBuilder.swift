/// Merges definitions and extensions, and turns them into types; says what is there twice or
/// missing.
struct SchemaBuilder {
  private let scalars: [String: ScalarCoding]
  private var errors: [GraphQLError] = []
  private var parts = SchemaParts()
  private var nodes: [TypeDefinitionNode] = []
  private var indexes: [String: Int] = [:]
  private var schemaNode: SchemaNode?

  init(scalars: [String: ScalarCoding]) { self.scalars = scalars }

  private mutating func report(_ message: String, _ locations: Location...) {
    errors.append(GraphQLError(message, .validationFailed, locations: locations))
  }

  mutating func build(_ document: DocumentNode) throws(GraphQLErrors) -> (SchemaParts, ObjectType) {
    collect(document)
    extend(document)
    makeTypes()
    findRootTypes()
    guard errors.isEmpty else { throw GraphQLErrors(errors) }
    guard let name = parts.rootTypes[.query],
      case .object(let query)? = parts.typesByName[name.value]
    else {
      throw GraphQLErrors([
        GraphQLError(
          "The schema must have a root type for queries: an object type \"Query\", or what "
            + "\"schema { query: … }\" names.",
          .validationFailed, locations: [schemaNode?.location].compactMap { $0 })
      ])
    }
    return (parts, query)
  }

  private mutating func collect(_ document: DocumentNode) {
    for definition in document.definitions {
      switch definition {
      case .operation, .fragment:
        report(
          "An operation or fragment can't be part of a schema.", definition.location)
      case .schema(let node):
        guard !node.isExtension else { continue }
        if let first = schemaNode {
          report("There can be only one schema definition.", first.location, node.location)
        } else {
          schemaNode = node
        }
      case .type(let node):
        guard !node.isExtension else { continue }
        if BuiltInScalar(rawValue: node.name.value) != nil { continue }
        if node.name.value.utf8.starts(with: "__".utf8) {
          report(
            "Type \"\(node.name.value)\" must not begin with \"__\", which is reserved for "
              + "introspection.",
            node.name.location)
        } else if let first = indexes[node.name.value] {
          report(
            "There can be only one type named \"\(node.name.value)\".",
            nodes[first].name.location, node.name.location)
        } else {
          indexes[node.name.value] = nodes.count
          nodes.append(node)
        }
      case .directive(let node):
        if let first = parts.directives.first(where: { $0.name == node.name.value }) {
          report(
            "There can be only one directive named \"@\(node.name.value)\".", first.location,
            node.name.location)
        } else {
          parts.directives.append(DirectiveDefinition(node, isBuiltIn: false))
        }
      }
    }
  }

  private mutating func extend(_ document: DocumentNode) {
    for definition in document.definitions {
      switch definition {
      case .schema(let node) where node.isExtension:
        if schemaNode == nil { schemaNode = implicitSchema(at: node.location) }
        schemaNode?.directives += node.directives
        schemaNode?.rootTypes += node.rootTypes
      case .type(let node) where node.isExtension: extend(with: node)
      case .schema, .type, .operation, .fragment, .directive: continue
      }
    }
  }

  private func implicitSchema(at location: Location) -> SchemaNode {
    let roots = [
      ("Query", OperationKind.query), ("Mutation", .mutation), ("Subscription", .subscription),
    ]
    return SchemaNode(
      description: nil, directives: [],
      rootTypes: roots.compactMap { name, kind in
        indexes[name].map { RootTypeNode(kind: kind, type: nodes[$0].name, location: location) }
      }, isExtension: false, location: location)
  }

  private mutating func extend(with node: TypeDefinitionNode) {
    guard let index = indexes[node.name.value] else {
      report(
        "Cannot extend type \"\(node.name.value)\" because it is not defined."
          + Suggestions.didYouMean(node.name.value, indexes.keys), node.name.location)
      return
    }
    guard nodes[index].kind == node.kind else {
      report(
        "Cannot extend \"\(node.name.value)\" as \(node.kind.rawValue): it is defined as "
          + "\(nodes[index].kind.rawValue).",
        nodes[index].name.location, node.name.location)
      return
    }
    nodes[index].interfaces += node.interfaces
    nodes[index].directives += node.directives
    nodes[index].fields += node.fields
    nodes[index].members += node.members
    nodes[index].values += node.values
    nodes[index].inputFields += node.inputFields
  }

  private mutating func makeTypes() {
    var used: Set<String> = ["String", "Boolean"]
    for node in nodes {
      add(make(node))
      for field in node.fields {
        used.insert(field.type.innermostName.value)
        used.formUnion(field.arguments.map(\.type.innermostName.value))
      }
      used.formUnion(node.inputFields.map(\.type.innermostName.value))
    }
    for directive in parts.directives {
      used.formUnion(directive.arguments.map(\.type.typeName))
    }
    for scalar in BuiltInScalar.allCases {
      let type = NamedType.scalar(ScalarType(scalar))
      // Variables may be of any of them; introspection lists those that the schema refers to.
      parts.typesByName[type.name] = type
      if used.contains(type.name) { parts.types.append(type) }
    }
    for definition in Introspection.document.definitions {
      switch definition {
      case .type(let node): if parts.typesByName[node.name.value] == nil { add(make(node)) }
      case .directive(let node):
        if !parts.directives.contains(where: { $0.name == node.name.value }) {
          parts.directives.append(DirectiveDefinition(node, isBuiltIn: true))
        }
      case .operation, .fragment, .schema: continue
      }
    }
  }

  private mutating func add(_ type: NamedType) {
    parts.types.append(type)
    parts.typesByName[type.name] = type
  }

  private func make(_ node: TypeDefinitionNode) -> NamedType {
    switch node.kind {
    case .scalar:
      .scalar(ScalarType(node, coding: scalars[node.name.value] ?? .passThrough))
    case .object: .object(ObjectType(node))
    case .interface: .interface(InterfaceType(node))
    case .union: .union(UnionType(node))
    case .enum: .enum(EnumType(node))
    case .inputObject: .inputObject(InputObjectType(node))
    }
  }

  private mutating func findRootTypes() {
    let node = schemaNode ?? implicitSchema(at: Location(line: 1, column: 1))
    parts.description = node.description
    parts.schemaDirectives = node.directives
    var kindOfType: [String: OperationKind] = [:]
    for root in node.rootTypes {
      if let first = parts.rootTypes[root.kind] {
        report(
          "There can be only one \(root.kind.rawValue) type in the schema.", first.location,
          root.type.location)
        continue
      }
      parts.rootTypes[root.kind] = root.type
      guard let type = parts.typesByName[root.type.value] else {
        report(
          "Unknown type \"\(root.type.value)\"."
            + Suggestions.didYouMean(root.type.value, indexes.keys), root.type.location)
        continue
      }
      guard case .object = type else {
        report(
          "The root type of \(root.kind.rawValue) must be an object type, but "
            + "\"\(type.name)\" is not one.",
          root.type.location)
        continue
      }
      if let other = kindOfType.updateValue(root.kind, forKey: type.name) {
        report(
          "The root types must be different, but \"\(type.name)\" is that of "
            + "\(other.rawValue) and \(root.kind.rawValue).",
          root.type.location)
      }
    }
  }
}
