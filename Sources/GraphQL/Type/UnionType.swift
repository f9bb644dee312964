/// A union of object types.
public final class UnionType: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The names of the members in order.
  public let members: [String]
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location
  let memberNodes: [NameNode]

  init(_ node: TypeDefinitionNode) {
    name = node.name.value
    description = node.description
    members = node.members.map(\.value)
    memberNodes = node.members
    directives = node.directives
    location = node.name.location
  }
}
