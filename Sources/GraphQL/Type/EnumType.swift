/// An enum.
public final class EnumType: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The values in order.
  public let values: [EnumValueDefinition]
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location
  private let indexes: [String: Int]

  init(_ node: TypeDefinitionNode) {
    name = node.name.value
    description = node.description
    values = node.values.enumerated().map { EnumValueDefinition($1, index: $0) }
    directives = node.directives
    location = node.name.location
    indexes = Dictionary(
      node.values.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of a name, if there is one.
  public func value(named name: String) -> EnumValueDefinition? {
    // Canonical equivalents of ASCII text that are not ASCII are longer, so the count tells them
    // apart.
    guard let index = indexes[name], values[index].name.utf8.count == name.utf8.count else {
      return nil
    }
    return values[index]
  }

  /// Whether one of the values has these UTF-8 bytes as its name.
  func hasValue(utf8 bytes: UnsafeRawBufferPointer) -> Bool {
    values.contains { $0.name.utf8.count == bytes.count && $0.name.utf8.elementsEqual(bytes) }
  }
}
