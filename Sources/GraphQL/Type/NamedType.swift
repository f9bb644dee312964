/// A type with a name, of any kind.
public enum NamedType: Sendable {
  /// A scalar.
  case scalar(ScalarType)
  /// An object.
  case object(ObjectType)
  /// An interface.
  case interface(InterfaceType)
  /// A union.
  case union(UnionType)
  /// An enum.
  case `enum`(EnumType)
  /// An input object.
  case inputObject(InputObjectType)

  /// The name.
  public var name: String {
    switch self {
    case .scalar(let type): type.name
    case .object(let type): type.name
    case .interface(let type): type.name
    case .union(let type): type.name
    case .enum(let type): type.name
    case .inputObject(let type): type.name
    }
  }

  /// The description, if any.
  public var description: String? {
    switch self {
    case .scalar(let type): type.description
    case .object(let type): type.description
    case .interface(let type): type.description
    case .union(let type): type.description
    case .enum(let type): type.description
    case .inputObject(let type): type.description
    }
  }

  /// The kind.
  public var kind: TypeKind {
    switch self {
    case .scalar: .scalar
    case .object: .object
    case .interface: .interface
    case .union: .union
    case .enum: .enum
    case .inputObject: .inputObject
    }
  }

  /// The directives that the schema puts on it, in order.
  public var directives: [DirectiveNode] {
    switch self {
    case .scalar(let type): type.directives
    case .object(let type): type.directives
    case .interface(let type): type.directives
    case .union(let type): type.directives
    case .enum(let type): type.directives
    case .inputObject(let type): type.directives
    }
  }

  /// Where it is defined.
  public var location: Location {
    switch self {
    case .scalar(let type): type.location
    case .object(let type): type.location
    case .interface(let type): type.location
    case .union(let type): type.location
    case .enum(let type): type.location
    case .inputObject(let type): type.location
    }
  }

  /// Whether values have no selections: scalars and enums.
  public var isLeaf: Bool {
    switch self {
    case .scalar, .enum: true
    case .object, .interface, .union, .inputObject: false
    }
  }

  /// Whether values have selections: objects, interfaces and unions.
  public var isComposite: Bool {
    switch self {
    case .object, .interface, .union: true
    case .scalar, .enum, .inputObject: false
    }
  }

  /// Whether it can be the type of arguments and variables.
  public var isInput: Bool {
    switch self {
    case .scalar, .enum, .inputObject: true
    case .object, .interface, .union: false
    }
  }

  /// Whether it stands for several object types: interfaces and unions.
  public var isAbstract: Bool {
    switch self {
    case .interface, .union: true
    case .scalar, .object, .enum, .inputObject: false
    }
  }

  /// The fields of an object or interface; empty for the other kinds.
  public var fields: [FieldDefinition] {
    switch self {
    case .object(let type): type.fields
    case .interface(let type): type.fields
    case .scalar, .union, .enum, .inputObject: []
    }
  }

  /// The interfaces that an object or interface implements; empty for the other kinds.
  public var interfaces: [String] {
    switch self {
    case .object(let type): type.interfaces
    case .interface(let type): type.interfaces
    case .scalar, .union, .enum, .inputObject: []
    }
  }

  /// The field of a name, if this is an object or interface that has it.
  public func field(named name: String) -> FieldDefinition? {
    switch self {
    case .object(let type): type.field(named: name)
    case .interface(let type): type.field(named: name)
    case .scalar, .union, .enum, .inputObject: nil
    }
  }
}
