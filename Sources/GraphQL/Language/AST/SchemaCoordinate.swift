/// The name of a part of a schema, as the specification writes it (section 3.14): `Type`,
/// `Type.member`, `Type.field(argument:)`, `@directive`, `@directive(argument:)`.
public enum SchemaCoordinate: Hashable, Sendable {
  /// A type.
  case type(String)
  /// A field of an object, interface or input object, or a value of an enum.
  case member(type: String, name: String)
  /// An argument of a field.
  case argument(type: String, field: String, name: String)
  /// A directive.
  case directive(String)
  /// An argument of a directive.
  case directiveArgument(directive: String, name: String)
}

extension SchemaCoordinate: CustomStringConvertible {
  /// The coordinate as it is written.
  public var description: String {
    switch self {
    case .type(let type): type
    case .member(let type, let name): "\(type).\(name)"
    case .argument(let type, let field, let name): "\(type).\(field)(\(name):)"
    case .directive(let name): "@\(name)"
    case .directiveArgument(let directive, let name): "@\(directive)(\(name):)"
    }
  }
}
