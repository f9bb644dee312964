/// Directives are defined (section 5.7.1).
final class KnownDirectives: ValidationRule {
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext
  ) {
    for node in directives {
      let name = node.name.value
      if context.schema.directive(named: name) != nil { continue }
      context.report(
        "Unknown directive \"@\(name)\"."
          + Suggestions.didYouMean(name, context.schema.directives.map(\.name), prefix: "@"),
        at: [node.location])
    }
  }
}
