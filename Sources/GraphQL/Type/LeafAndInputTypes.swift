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
    // Canonical equivalents of ASCII text that are not ASCII are longer, so the count tells them apart.
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

/// A directive that the schema knows.
public final class DirectiveDefinition: Sendable {
  /// The name without `@`.
  public let name: String
  /// The description, if any.
  public let description: String?
  /// The arguments in order.
  public let arguments: [InputValueDefinition]
  /// Whether it may stand several times in one place.
  public let isRepeatable: Bool
  /// Where it may stand, in order.
  public let locations: [DirectiveLocation]
  /// Where it is defined.
  public let location: Location
  /// Whether it is one of the specification's own, not defined by the schema's text.
  public let isBuiltIn: Bool

  init(_ node: DirectiveDefinitionNode, isBuiltIn: Bool) {
    name = node.name.value
    description = node.description
    arguments = node.arguments.enumerated().map { InputValueDefinition($1, index: $0) }
    isRepeatable = node.isRepeatable
    locations = node.locations
    location = node.location
    self.isBuiltIn = isBuiltIn
  }

  /// The argument of a name, if there is one.
  public func argument(named name: String) -> InputValueDefinition? {
    arguments.first { sameBytes($0.name, name) }
  }
}
