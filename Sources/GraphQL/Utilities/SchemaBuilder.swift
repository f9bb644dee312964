/// Merges definitions and extensions, and turns them into types; says what is there twice or
/// missing.
struct SchemaBuilder {
  private let scalars: [String: ScalarCoding]
  private let list = ErrorList(limit: 100)
  private var parts = SchemaParts()
  private var nodes: [TypeDefinitionNode] = []
  private var indexes: [String: Int] = [:]
  /// Where each directive is defined.
  private var directives: [String: Location] = [:]
  private var schemaNode: SchemaNode?

  init(scalars: [String: ScalarCoding]) { self.scalars = scalars }

  private func report(_ message: @autoclosure () -> String, _ locations: Location...) {
    list.report(message(), at: locations)
  }

  mutating func build(_ document: DocumentNode) throws(GraphQLErrors) -> (SchemaParts, ObjectType) {
    collect(document)
    extend(document)
    makeTypes()
    findRootTypes()
    guard list.errors.isEmpty else { throw GraphQLErrors(list.errors) }
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
        if BuiltInScalar(rawValue: node.name.value) != nil {
          // As a scalar it may be there, for the sake of other tools, and means nothing.
          if node.kind == .scalar { continue }
          report(
            "The name \"\(node.name.value)\" is that of a scalar of the specification and can't be "
              + "given to another type.",
            node.name.location)
          continue
        }
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
        if let first = directives[node.name.value] {
          report(
            "There can be only one directive named \"@\(node.name.value)\".", first,
            node.name.location)
        } else {
          directives[node.name.value] = node.name.location
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
      // Those that nothing refers to are no part of the schema (section 3.5).
      if used.contains(scalar.rawValue) { add(.scalar(ScalarType(scalar))) }
    }
    for definition in Introspection.document.definitions {
      switch definition {
      case .type(let node): if parts.typesByName[node.name.value] == nil { add(make(node)) }
      case .directive(let node):
        if directives[node.name.value] == nil {
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
