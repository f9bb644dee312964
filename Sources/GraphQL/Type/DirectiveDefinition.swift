/// A directive that the schema knows.
public final class DirectiveDefinition: Sendable {
  /// The name without `@`.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The arguments in order.
  public let arguments: [InputValueDefinition]
  /// Whether it may stand several times in one place.
  public let isRepeatable: Bool
  /// Where it may stand, in order.
  public let locations: [DirectiveLocation]
  /// Where it is defined.
  public let location: Location
  /// Whether it is one of the specification's own, not defined by the schema's text.
  public let isBuiltIn: Bool

  init(_ node: DirectiveDefinitionNode, isBuiltIn: Bool) {
    name = node.name.value
    description = node.description
    arguments = node.arguments.enumerated().map { InputValueDefinition($1, index: $0) }
    isRepeatable = node.isRepeatable
    locations = node.locations
    location = node.location
    self.isBuiltIn = isBuiltIn
  }

  /// The argument of a name, if there is one.
  public func argument(named name: String) -> InputValueDefinition? {
    arguments.first { sameBytes($0.name, name) }
  }
}
