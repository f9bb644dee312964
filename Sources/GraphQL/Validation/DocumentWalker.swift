/// Walks once through a document, keeps track of types, and tells all rules what it comes to. Its
/// recursion is bounded by the limit on open brackets.
struct DocumentWalker {
  let rules: [any ValidationRule]
  let context: ValidationContext

  func walk() {
    for definition in context.document.definitions {
      switch definition {
      case .operation(let node): walk(node)
      case .fragment(let node): walk(node)
      case .schema, .type, .directive: continue
      }
    }
    for (operation, scope) in zip(context.document.operations, context.operationScopes) {
      if context.isFull { return }
      let usages = context.usages(of: scope)
      for rule in rules { rule.leave(operation: operation, usages: usages, context) }
    }
    for rule in rules { rule.leave(document: context.document, context) }
  }

  private func walk(_ node: OperationNode) {
    context.scope = .init()
    context.parentType = context.schema.rootType(of: node.kind).map { .object($0) }
    for rule in rules { rule.enter(operation: node, context) }
    for variable in node.variables {
      for rule in rules { rule.enter(variable: variable, context) }
      if let value = variable.defaultValue { walk(value, TypeReference(variable.type)) }
      walk(variable.directives, at: .variableDefinition)
    }
    let place: DirectiveLocation =
      switch node.kind {
      case .query: .query
      case .mutation: .mutation
      case .subscription: .subscription
      }
    walk(node.directives, at: place)
    walk(node.selectionSet)
    context.operationScopes.append(context.scope)
  }

  private func walk(_ node: FragmentNode) {
    context.scope = .init()
    context.parentType = composite(node.typeCondition)
    for rule in rules { rule.enter(fragment: node, context) }
    walk(node.directives, at: .fragmentDefinition)
    walk(node.selectionSet)
    if context.fragmentScopes[node.name.value] == nil {
      context.fragmentScopes[node.name.value] = context.scope
    }
  }

  private func composite(_ name: NameNode) -> NamedType? {
    guard let type = context.schema.type(named: name.value), type.isComposite else { return nil }
    return type
  }

  private func walk(_ set: SelectionSetNode) {
    let parent = context.parentType
    for selection in set.selections {
      switch selection {
      case .field(let node): walk(node, of: parent)
      case .spread(let node):
        for rule in rules { rule.enter(spread: node, context) }
        context.scope.spreads.append(node)
        walk(node.directives, at: .fragmentSpread)
      case .inlineFragment(let node):
        for rule in rules { rule.enter(inlineFragment: node, context) }
        walk(node.directives, at: .inlineFragment)
        if let condition = node.typeCondition { context.parentType = composite(condition) }
        walk(node.selectionSet)
      }
      context.parentType = parent
    }
  }

  private func walk(_ node: FieldNode, of parent: NamedType?) {
    let definition = parent.flatMap { context.schema.field(named: node.name.value, of: $0) }
    for rule in rules { rule.enter(field: node, definition, context) }
    if let definition, let parent {
      let name = "\(parent.name).\(definition.name)"
      walk(
        node.arguments,
        of: ArgumentOwner(
          title: "Field \"\(name)\"", suffix: " on field \"\(name)\"",
          definitions: definition.arguments, location: node.location))
    } else {
      walk(node.arguments, of: nil)
    }
    walk(node.directives, at: .field)
    guard let set = node.selectionSet else { return }
    context.parentType = definition.flatMap { context.schema.type(named: $0.type.typeName) }
    if let type = context.parentType, !type.isComposite { context.parentType = nil }
    walk(set)
  }

  private func walk(_ directives: [DirectiveNode], at place: DirectiveLocation) {
    guard !directives.isEmpty else { return }
    for rule in rules { rule.enter(directives: directives, at: place, context) }
    for node in directives {
      let definition = context.schema.directive(named: node.name.value)
      walk(
        node.arguments,
        of: definition.map {
          ArgumentOwner(
            title: "Directive \"@\($0.name)\"", suffix: " on directive \"@\($0.name)\"",
            definitions: $0.arguments, location: node.location)
        })
    }
  }

  private func walk(_ arguments: [ArgumentNode], of owner: ArgumentOwner?) {
    for rule in rules { rule.enter(arguments: arguments, of: owner, context) }
    for argument in arguments {
      let definition = owner?.definitions.first { $0.name == argument.name.value }
      walk(argument.value, definition?.type)
      note(
        argument.value, definition?.type, hasDefault: definition?.hasValueByDefault ?? false,
        oneOfType: nil)
    }
  }

  private func walk(_ value: ValueNode, _ type: TypeReference?) {
    for rule in rules { rule.enter(value: value, type: type, context) }
  }

  /// Notes the variables within a value, with what is expected where they stand.
  private func note(
    _ value: ValueNode, _ type: TypeReference?, hasDefault: Bool, oneOfType: String?
  ) {
    switch value {
    case .variable(let name):
      context.scope.usages.insert(
        VariableUsage(name: name, type: type, hasDefault: hasDefault, oneOfType: oneOfType))
    case .list(let items, _):
      for item in items { note(item, type?.itemType, hasDefault: false, oneOfType: nil) }
    case .object(let fields, _):
      var input: InputObjectType?
      if let type, case .inputObject(let found)? = context.schema.type(named: type.typeName) {
        input = found
      }
      for field in fields {
        let definition = input?.field(named: field.name.value)
        note(
          field.value, definition?.type, hasDefault: definition?.hasValueByDefault ?? false,
          oneOfType: input?.isOneOf == true ? input?.name : nil)
      }
    case .int, .float, .string, .boolean, .null, .enum: return
    }
  }
}

extension InputValueDefinition {
  /// Whether there is a default value other than null.
  var hasValueByDefault: Bool { defaultValue.map { !$0.isNull } ?? false }
}
