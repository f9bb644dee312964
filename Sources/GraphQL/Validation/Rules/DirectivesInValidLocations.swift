/// Directives stand where their definitions allow it (section 5.7.2).
final class DirectivesInValidLocations: ValidationRule {
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext
  ) {
    for node in directives {
      guard let definition = context.schema.directive(named: node.name.value),
        !definition.locations.contains(place)
      else { continue }
      context.report(
        "Directive \"@\(node.name.value)\" may not be used on \(place.rawValue).",
        at: [node.location])
    }
  }
}
