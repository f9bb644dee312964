/// A subscription selects exactly one root field, not of introspection, and nothing at its root
/// depends on `@skip` or `@include` (section 5.2.4.1).
final class SingleRootFieldSubscriptions: ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {
    guard operation.kind == .subscription else { return }
    let title =
      operation.name.map { "Subscription \"\($0.value)\"" } ?? "Anonymous Subscription"
    var keys: [String] = []
    var fields: [FieldNode] = []
    var visited: Set<String> = []
    var waiting = [operation.selectionSet]
    while let set = waiting.popLast() {
      for selection in set.selections {
        let directives: [DirectiveNode]
        switch selection {
        case .field(let node):
          directives = node.directives
          if !keys.contains(node.responseKey) { keys.append(node.responseKey) }
          fields.append(node)
        case .inlineFragment(let node):
          directives = node.directives
          waiting.append(node.selectionSet)
        case .spread(let node):
          directives = node.directives
          if visited.insert(node.name.value).inserted,
            let fragment = context.fragments[node.name.value]
          {
            waiting.append(fragment.selectionSet)
          }
        }
        for directive in directives where ["skip", "include"].contains(directive.name.value) {
          context.report(
            "\(title) must not use \"@\(directive.name.value)\" in the top level selection.",
            at: [directive.location])
        }
      }
    }
    if keys.count > 1 {
      let others = fields.filter { $0.responseKey != keys[0] }.map(\.location)
      context.report("\(title) must select only one top level field.", at: others)
    }
    for field in fields where field.name.value.utf8.starts(with: "__".utf8) {
      context.report(
        "\(title) must not select an introspection top level field.", at: [field.location])
    }
  }
}
