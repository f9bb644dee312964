/// A subscription selects exactly one root field, not of introspection, and nothing at its root
/// depends on `@skip` or `@include` (section 5.2.4.1).
final class SingleFieldSubscriptions: ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {
    guard operation.kind == .subscription else { return }
    let title =
      operation.name.map { "Subscription \"\($0.value)\"" } ?? "Anonymous Subscription"
    let root = RootSelections(of: operation, in: context)
    for directive in root.conditions {
      context.report(
        "\(title) must not use \"@\(directive.name.value)\" in the top level selection.",
        at: [directive.location])
    }
    let others = root.fields.filter { $0.responseKey != root.fields[0].responseKey }
    if !others.isEmpty {
      context.report(
        "\(title) must select only one top level field.", at: others.map(\.location))
    }
    for field in root.fields where field.name.value.utf8.starts(with: "__".utf8) {
      context.report(
        "\(title) must not select an introspection top level field.", at: [field.location])
    }
  }

  /// What an operation selects from its root type, fragments taken in, in order. Each fragment is
  /// gone through once, without recursion: chains of them can be long.
  private struct RootSelections {
    var fields: [FieldNode] = []
    /// The uses of `@skip` and `@include`.
    var conditions: [DirectiveNode] = []

    init(of operation: OperationNode, in context: ValidationContext) {
      var visited: Set<String> = []
      var waiting = Array(operation.selectionSet.selections.reversed())
      while let selection = waiting.popLast() {
        switch selection {
        case .field(let node):
          add(node.directives)
          fields.append(node)
        case .inlineFragment(let node):
          add(node.directives)
          waiting += node.selectionSet.selections.reversed()
        case .spread(let node):
          add(node.directives)
          if visited.insert(node.name.value).inserted,
            let fragment = context.fragments[node.name.value]
          {
            waiting += fragment.selectionSet.selections.reversed()
          }
        }
      }
    }

    private mutating func add(_ directives: [DirectiveNode]) {
      conditions += directives.filter { ["skip", "include"].contains($0.name.value) }
    }
  }
}
