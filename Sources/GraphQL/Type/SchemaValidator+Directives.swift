extension SchemaValidator {
  /// Directives within the schema: known, in their places, once, with the right arguments.
  func check(_ nodes: [DirectiveNode], at place: DirectiveLocation) {
    var seen: [String: Location] = [:]
    for node in nodes {
      let name = node.name.value
      guard let directive = schema.directive(named: name) else {
        report(
          "Unknown directive \"@\(name)\"."
            + Suggestions.didYouMean(name, schema.directives.map(\.name), prefix: "@"),
          node.location)
        continue
      }
      if !directive.locations.contains(place) {
        report("Directive \"@\(name)\" may not be used on \(place.rawValue).", node.location)
      }
      if let first = seen[name], !directive.isRepeatable {
        report(
          "The directive \"@\(name)\" can only be used once at this location.", first,
          node.location)
      } else {
        seen[name] = node.location
      }
      check(node.arguments, of: directive, at: node.location)
    }
  }

  private func check(
    _ arguments: [ArgumentNode], of directive: DirectiveDefinition, at location: Location
  ) {
    var given: Set<String> = []
    for (name, first, again) in RepeatedNames.find(arguments.map(\.name)) {
      report("There can be only one argument named \"\(name)\".", first, again)
    }
    for argument in arguments {
      let name = argument.name.value
      given.insert(name)
      guard let definition = directive.argument(named: name) else {
        report(
          "Unknown argument \"\(name)\" on directive \"@\(directive.name)\"."
            + Suggestions.didYouMean(name, directive.arguments.map(\.name)),
          argument.name.location)
        continue
      }
      check(argument.value, for: definition.type)
    }
    for definition in directive.arguments
    where definition.isRequired && !given.contains(definition.name) {
      report(
        "Directive \"@\(directive.name)\" argument \"\(definition.name)\" of type "
          + "\"\(definition.type)\" is required, but it was not provided.",
        location)
    }
  }
}
