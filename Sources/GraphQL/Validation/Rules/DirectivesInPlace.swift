/// Directives exist (section 5.7.1), stand where they may (5.7.2), and once unless they are
/// repeatable (5.7.3).
final class DirectivesInPlace: ValidationRule {
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext
  ) {
    var seen: [String: Location] = [:]
    for node in directives {
      let name = node.name.value
      guard let definition = context.schema.directive(named: name) else {
        context.report(
          "Unknown directive \"@\(name)\"."
            + Suggestions.didYouMean(name, context.schema.directives.map(\.name)),
          at: [node.location])
        continue
      }
      if !definition.locations.contains(place) {
        context.report(
          "Directive \"@\(name)\" may not be used on \(place.rawValue).", at: [node.location])
      }
      if let first = seen[name], !definition.isRepeatable {
        context.report(
          "The directive \"@\(name)\" can only be used once at this location.",
          at: [first, node.location])
      } else {
        seen[name] = node.location
      }
    }
  }
}
