extension SchemaValidator {
  /// Directives that stand on their own arguments, directly or through the arguments of other
  /// directives.
  ///
  /// The specification forbids the way through types, too: a directive on a part of the type of its
  /// argument. No other engine is known to refuse that, and published schemas do it; it harms
  /// nothing here, as directives of a schema are data. So it is let pass.
  func checkDirectiveCycles() {
    let schema = schema
    let own = schema.directives.filter { !$0.isBuiltIn }
    let cycles = StronglyConnected.cycles(from: own.map(\.name)) { name in
      guard let directive = schema.directive(named: name) else { return [] }
      return directive.arguments.flatMap { $0.directives.map(\.name.value) }
    }
    for cycle in cycles {
      for name in cycle {
        guard let directive = schema.directive(named: name) else { continue }
        let others = cycle.filter { $0 != name }.map { "\"@\($0)\"" }.joined(separator: ", ")
        report(
          "Directive \"@\(name)\" must not refer to itself"
            + (others.isEmpty ? "." : " through \(others)."),
          directive.location)
      }
    }
  }
}
