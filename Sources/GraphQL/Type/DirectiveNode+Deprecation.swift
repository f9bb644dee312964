extension [DirectiveNode] {
  /// The reason of `@deprecated`, if that is among them.
  var deprecationReason: String? {
    guard let directive = first(where: { $0.name.value == "deprecated" }) else { return nil }
    if case .string(let reason, _, _)? = directive.argument("reason") { return reason }
    return "No longer supported"
  }
}
