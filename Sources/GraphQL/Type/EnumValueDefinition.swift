/// A value of an enum.
public final class EnumValueDefinition: Sendable {
  /// The name, which is also the value.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The position among its siblings, from 0.
  public let index: Int
  /// Why it should not be used any more, if so.
  public let deprecationReason: String?
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location

  init(_ node: EnumValueNode, index: Int) {
    name = node.name.value
    description = node.description
    self.index = index
    deprecationReason = node.directives.deprecationReason
    directives = node.directives
    location = node.name.location
  }
}
