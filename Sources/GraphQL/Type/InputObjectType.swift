/// An input object.
public final class InputObjectType: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The fields in order.
  public let fields: [InputValueDefinition]
  /// Whether exactly one field must be given, and not be null.
  public let isOneOf: Bool
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location
  private let indexes: [String: Int]

  init(_ node: TypeDefinitionNode) {
    name = node.name.value
    description = node.description
    fields = node.inputFields.enumerated().map { InputValueDefinition($1, index: $0) }
    isOneOf = node.directives.contains { $0.name.value == "oneOf" }
    directives = node.directives
    location = node.name.location
    indexes = Dictionary(
      node.inputFields.enumerated().map { ($1.name.value, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The field of a name, if there is one.
  public func field(named name: String) -> InputValueDefinition? {
    guard let index = indexes[name], fields[index].name.utf8.count == name.utf8.count else {
      return nil
    }
    return fields[index]
  }
}
