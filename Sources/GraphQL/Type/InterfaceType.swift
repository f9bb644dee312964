/// An interface.
public final class InterfaceType: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The names of the interfaces that it implements, in order.
  public let interfaces: [String]
  /// The fields in order; a field's `index` is its place here.
  public let fields: [FieldDefinition]
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location
  private let indexes: [String: Int]

  init(_ node: TypeDefinitionNode) {
    name = node.name.value
    description = node.description
    interfaces = node.interfaces.map(\.value)
    fields = node.fields.enumerated().map { FieldDefinition($1, index: $0) }
    directives = node.directives
    location = node.name.location
    indexes = Dictionary(
      node.fields.enumerated().map { ($1.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The field of a name, if there is one, in constant time.
  public func field(named name: String) -> FieldDefinition? { indexes[name].map { fields[$0] } }
}
