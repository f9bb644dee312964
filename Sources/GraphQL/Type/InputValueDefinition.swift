/// An argument of a field or directive, or a field of an input object.
public final class InputValueDefinition: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The type.
  public let type: TypeReference
  /// The default value as it is written, if any.
  public let defaultValue: ValueNode?
  /// The position among its siblings, from 0.
  public let index: Int
  /// Why it should not be used any more, if so.
  public let deprecationReason: String?
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location

  init(_ node: InputValueNode, index: Int) {
    name = node.name.value
    description = node.description
    type = TypeReference(node.type)
    defaultValue = node.defaultValue
    self.index = index
    deprecationReason = node.directives.deprecationReason
    directives = node.directives
    location = node.name.location
  }

  /// Whether it must be given: non-null, and without a default.
  public var isRequired: Bool { type.isNonNull && defaultValue == nil }
}
