/// A field of an object or interface.
public final class FieldDefinition: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The arguments in order.
  public let arguments: [InputValueDefinition]
  /// The type.
  public let type: TypeReference
  /// The position among the fields of its type, from 0; it stays the same as long as the schema
  /// lives.
  public let index: Int
  /// Why it should not be used any more, if so.
  public let deprecationReason: String?
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location

  init(_ node: FieldDefinitionNode, index: Int) {
    name = node.name.value
    description = node.description
    arguments = node.arguments.enumerated().map { InputValueDefinition($1, index: $0) }
    type = TypeReference(node.type)
    self.index = index
    deprecationReason = node.directives.deprecationReason
    directives = node.directives
    location = node.name.location
  }

  /// The argument of a name, if there is one.
  public func argument(named name: String) -> InputValueDefinition? {
    arguments.first { sameBytes($0.name, name) }
  }
}
