extension SchemaValidator {
  /// Directives within the schema: known, in their places, once, with the right arguments.
  mutating func check(_ nodes: [DirectiveNode], at place: DirectiveLocation) {
    var seen: [String: Location] = [:]
    for node in nodes {
      let name = node.name.value
      guard let directive = schema.directive(named: name) else {
        report(
          "Unknown directive \"@\(name)\"."
            + Suggestions.didYouMean(name, schema.directives.map(\.name)), node.location)
        continue
      }
      if !directive.locations.contains(place) {
        report("Directive \"@\(name)\" may not be used on \(place.rawValue).", node.location)
      }
      if let first = seen.updateValue(node.location, forKey: name), !directive.isRepeatable {
        report(
          "The directive \"@\(name)\" can only be used once at this location.", first,
          node.location)
      }
      check(node.arguments, of: directive, at: node.location)
    }
  }

  private mutating func check(
    _ arguments: [ArgumentNode], of directive: DirectiveDefinition, at location: Location
  ) {
    var given: Set<String> = []
    for argument in arguments {
      let name = argument.name.value
      guard let definition = directive.argument(named: name) else {
        report(
          "Unknown argument \"\(name)\" on directive \"@\(directive.name)\"."
            + Suggestions.didYouMean(name, directive.arguments.map(\.name)),
          argument.name.location)
        continue
      }
      if !given.insert(name).inserted {
        report("There can be only one argument named \"\(name)\".", argument.name.location)
      }
      var check = LiteralCheck(schema: schema)
      check.check(argument.value, for: definition.type)
      for error in check.errors { add(error) }
    }
    for definition in directive.arguments
    where definition.isRequired && !given.contains(definition.name) {
      report(
        "Directive \"@\(directive.name)\" argument \"\(definition.name)\" of type "
          + "\"\(definition.type)\" is required, but it was not provided.",
        location)
    }
  }

  /// A directive's own arguments must not carry it.
  mutating func checkNoSelfReference(_ directive: DirectiveDefinition) {
    for argument in directive.arguments {
      if argument.directives.contains(where: { $0.name.value == directive.name }) {
        report("Directive \"@\(directive.name)\" must not refer to itself.", argument.location)
      }
    }
  }
}
