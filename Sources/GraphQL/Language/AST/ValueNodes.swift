/// An argument of a field or directive.
public struct ArgumentNode: Sendable {
  /// The name.
  public var name: NameNode
  /// The value.
  public var value: ValueNode

  /// Makes an argument.
  public init(name: NameNode, value: ValueNode) {
    self.name = name
    self.value = value
  }
}

/// A directive where it is used.
public struct DirectiveNode: Sendable {
  /// The name without `@`.
  public var name: NameNode
  /// The arguments in order.
  public var arguments: [ArgumentNode]
  /// Where its `@` stands.
  public var location: Location

  /// Makes a directive.
  public init(name: NameNode, arguments: [ArgumentNode], location: Location) {
    self.name = name
    self.arguments = arguments
    self.location = location
  }

  /// The value of an argument, if it is given.
  public func argument(_ name: String) -> ValueNode? {
    arguments.first { $0.name.value == name }?.value
  }
}

/// A value as it is written.
public enum ValueNode: Sendable {
  /// `$name`.
  case variable(NameNode)
  /// An integer, in the digits of the text.
  case int(String, Location)
  /// A number with a fraction or an exponent, in the digits of the text.
  case float(String, Location)
  /// A string; whether it was written as a block.
  case string(String, isBlock: Bool, Location)
  /// `true` or `false`.
  case boolean(Bool, Location)
  /// `null`.
  case null(Location)
  /// A name that is none of `true`, `false`, `null`.
  case `enum`(NameNode)
  /// A list.
  case list([ValueNode], Location)
  /// An input object, its fields in order; nothing is said about their being unique.
  case object([ObjectFieldNode], Location)

  /// Where the value begins.
  public var location: Location {
    switch self {
    case .variable(let name), .enum(let name): name.location
    case .int(_, let location), .float(_, let location), .string(_, _, let location),
      .boolean(_, let location), .null(let location), .list(_, let location),
      .object(_, let location):
      location
    }
  }

  /// Whether it is `null`.
  public var isNull: Bool {
    switch self {
    case .null: true
    case .variable, .int, .float, .string, .boolean, .enum, .list, .object: false
    }
  }

  /// Whether a variable occurs in it.
  public var hasVariables: Bool {
    switch self {
    case .variable: true
    case .int, .float, .string, .boolean, .null, .enum: false
    case .list(let items, _): items.contains(where: \.hasVariables)
    case .object(let fields, _): fields.contains(where: \.value.hasVariables)
    }
  }
}

/// A field of an input object as it is written.
public struct ObjectFieldNode: Sendable {
  /// The name.
  public var name: NameNode
  /// The value.
  public var value: ValueNode

  /// Makes a field.
  public init(name: NameNode, value: ValueNode) {
    self.name = name
    self.value = value
  }
}

/// A type as it is referred to.
public indirect enum TypeNode: Sendable {
  /// A named type.
  case named(NameNode)
  /// A list.
  case list(TypeNode, Location)
  /// A type that is never null; never itself wrapped in one.
  case nonNull(TypeNode, Location)

  /// Where it begins.
  public var location: Location {
    switch self {
    case .named(let name): name.location
    case .list(_, let location), .nonNull(_, let location): location
    }
  }

  /// The named type within all lists.
  public var innermostName: NameNode {
    switch self {
    case .named(let name): name
    case .list(let inner, _), .nonNull(let inner, _): inner.innermostName
    }
  }
}
