/// `schema { … }` or `extend schema`.
public struct SchemaNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// The root types in order.
  public var rootTypes: [RootTypeNode]
  /// Whether it begins with `extend`.
  public var isExtension: Bool
  /// Where it begins.
  public var location: Location
}

/// One root type within `schema`.
public struct RootTypeNode: Sendable {
  /// Which operation it serves.
  public var kind: OperationKind
  /// The name of the type.
  public var type: NameNode
  /// Where it begins.
  public var location: Location
}

/// The kinds of named type, with the keyword that begins their definitions.
public enum TypeKind: String, Hashable, Sendable, CaseIterable {
  /// A leaf with rules of its own.
  case scalar
  /// An object.
  case object = "type"
  /// An interface.
  case interface
  /// A union of objects.
  case union
  /// A leaf with a fixed set of values.
  case `enum`
  /// An input object.
  case inputObject = "input"
}

/// The definition of a type of any kind, or its extension. Parts that a kind does not have are
/// empty.
public struct TypeDefinitionNode: Sendable {
  /// The kind.
  public var kind: TypeKind
  /// Whether it begins with `extend`.
  public var isExtension: Bool
  /// The description in front of it, if any.
  public var description: String?
  /// The name.
  public var name: NameNode
  /// The interfaces that an object or interface implements.
  public var interfaces: [NameNode] = []
  /// The directives in order.
  public var directives: [DirectiveNode] = []
  /// The fields of an object or interface.
  public var fields: [FieldDefinitionNode] = []
  /// The members of a union.
  public var members: [NameNode] = []
  /// The values of an enum.
  public var values: [EnumValueNode] = []
  /// The fields of an input object.
  public var inputFields: [InputValueNode] = []
  /// Where it begins; its description counts.
  public var location: Location
}

/// The definition of a field of an object or interface.
public struct FieldDefinitionNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name.
  public var name: NameNode
  /// The arguments in order.
  public var arguments: [InputValueNode]
  /// The type.
  public var type: TypeNode
  /// The directives in order.
  public var directives: [DirectiveNode]
}

/// The definition of an argument or of a field of an input object.
public struct InputValueNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name.
  public var name: NameNode
  /// The type.
  public var type: TypeNode
  /// The default value; constant.
  public var defaultValue: ValueNode?
  /// The directives in order.
  public var directives: [DirectiveNode]
}

/// The definition of a value of an enum.
public struct EnumValueNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name.
  public var name: NameNode
  /// The directives in order.
  public var directives: [DirectiveNode]
}

/// The definition of a directive.
public struct DirectiveDefinitionNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name without `@`.
  public var name: NameNode
  /// The arguments in order.
  public var arguments: [InputValueNode]
  /// Whether it may stand several times in one place.
  public var isRepeatable: Bool
  /// Where it may stand, in order.
  public var locations: [DirectiveLocation]
  /// Where it begins.
  public var location: Location
}

/// The places in which a directive may stand.
public enum DirectiveLocation: String, Hashable, Sendable, CaseIterable {
  /// On a query.
  case query = "QUERY"
  /// On a mutation.
  case mutation = "MUTATION"
  /// On a subscription.
  case subscription = "SUBSCRIPTION"
  /// On a field of a selection set.
  case field = "FIELD"
  /// On the definition of a fragment.
  case fragmentDefinition = "FRAGMENT_DEFINITION"
  /// On the spread of a fragment.
  case fragmentSpread = "FRAGMENT_SPREAD"
  /// On an inline fragment.
  case inlineFragment = "INLINE_FRAGMENT"
  /// On the definition of a variable.
  case variableDefinition = "VARIABLE_DEFINITION"
  /// On `schema`.
  case schema = "SCHEMA"
  /// On a scalar.
  case scalar = "SCALAR"
  /// On an object type.
  case object = "OBJECT"
  /// On the definition of a field.
  case fieldDefinition = "FIELD_DEFINITION"
  /// On the definition of an argument.
  case argumentDefinition = "ARGUMENT_DEFINITION"
  /// On an interface.
  case interface = "INTERFACE"
  /// On a union.
  case union = "UNION"
  /// On an enum.
  case `enum` = "ENUM"
  /// On a value of an enum.
  case enumValue = "ENUM_VALUE"
  /// On an input object.
  case inputObject = "INPUT_OBJECT"
  /// On a field of an input object.
  case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
}
