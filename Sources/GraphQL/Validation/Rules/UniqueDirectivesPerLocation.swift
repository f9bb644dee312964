/// A directive stands once in a place, unless it is repeatable (section 5.7.3).
final class UniqueDirectivesPerLocation: ValidationRule {
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext
  ) {
    var seen: [String: Location] = [:]
    for node in directives {
      let name = node.name.value
      guard let definition = context.schema.directive(named: name), !definition.isRepeatable else {
        continue
      }
      if let first = seen[name] {
        context.report(
          "The directive \"@\(name)\" can only be used once at this location.",
          at: [first, node.location])
      } else {
        seen[name] = node.location
      }
    }
  }
}
