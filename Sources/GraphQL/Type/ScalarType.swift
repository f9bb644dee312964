/// A scalar type.
public final class ScalarType: Sendable {
  /// The name.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// Where its format is specified, if that was said.
  public let specifiedByURL: String?
  /// Which of the specification's own scalars it is, if any.
  public let builtIn: BuiltInScalar?
  /// How values come in and go out; not used for the specification's own scalars.
  public let coding: ScalarCoding
  /// The directives that the schema puts on it, in order.
  public let directives: [DirectiveNode]
  /// Where it is defined.
  public let location: Location

  init(_ node: TypeDefinitionNode, coding: ScalarCoding) {
    name = node.name.value
    description = node.description
    directives = node.directives
    location = node.name.location
    builtIn = nil
    self.coding = coding
    let directive = node.directives.first { $0.name.value == "specifiedBy" }
    if case .string(let url, _, _)? = directive?.argument("url") {
      specifiedByURL = url
    } else {
      specifiedByURL = nil
    }
  }

  init(_ scalar: BuiltInScalar) {
    name = scalar.rawValue
    description = scalar.about
    specifiedByURL = nil
    builtIn = scalar
    coding = .passThrough
    directives = []
    location = Location(line: 1, column: 1)
  }
}
