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
  /// The position among the fields of its type, from 0; it stays the same as long as the schema lives.
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

extension [DirectiveNode] {
  /// The reason of `@deprecated`, if that is among them.
  var deprecationReason: String? {
    guard let directive = first(where: { $0.name.value == "deprecated" }) else { return nil }
    if case .string(let reason, _, _)? = directive.argument("reason") { return reason }
    return "No longer supported"
  }
}
