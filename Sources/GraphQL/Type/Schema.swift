/// A valid schema: its types, root types and directives. Immutable, and shared between threads.
public final class Schema: Sendable {
  /// The description, if any.
  public let description: String?
  /// The types that the text defines, in its order; then the specification's scalars that are used,
  /// then the types of introspection.
  public let types: [NamedType]
  /// The directives, those of the specification included.
  public let directives: [DirectiveDefinition]
  /// The root type of queries.
  public let queryType: ObjectType
  /// The root type of mutations, if there are any.
  public let mutationType: ObjectType?
  /// The root type of subscriptions, if there are any.
  public let subscriptionType: ObjectType?
  /// The directives on `schema` itself, in order.
  public let schemaDirectives: [DirectiveNode]

  private let typesByName: [String: NamedType]
  private let directivesByName: [String: DirectiveDefinition]
  private let possibleTypesByName: [String: [ObjectType]]
  private let possibleNames: [String: Set<String>]
  let typename: FieldDefinition
  let schemaField: FieldDefinition
  let typeField: FieldDefinition

  init(_ parts: SchemaParts, queryType: ObjectType) {
    description = parts.description
    types = parts.types
    directives = parts.directives
    schemaDirectives = parts.schemaDirectives
    self.queryType = queryType
    func root(_ kind: OperationKind) -> ObjectType? {
      guard let name = parts.rootTypes[kind]?.value,
        case .object(let type)? = parts.typesByName[name]
      else { return nil }
      return type
    }
    mutationType = root(.mutation)
    subscriptionType = root(.subscription)
    typesByName = parts.typesByName
    directivesByName = Dictionary(
      parts.directives.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    var possible: [String: [ObjectType]] = [:]
    for type in parts.types {
      switch type {
      case .object(let object):
        possible[object.name, default: []].append(object)
        for interface in object.interfaces { possible[interface, default: []].append(object) }
      case .union(let union):
        for case .object(let object)? in union.members.map({ parts.typesByName[$0] }) {
          possible[union.name, default: []].append(object)
        }
      case .scalar, .interface, .enum, .inputObject: break
      }
    }
    possibleTypesByName = possible
    possibleNames = possible.mapValues { Set($0.map(\.name)) }
    typename = Introspection.typename
    schemaField = Introspection.schemaField
    typeField = Introspection.typeField
  }

  /// The type of a name, if there is one, in constant time.
  public func type(named name: String) -> NamedType? { typesByName[name] }

  /// The directive of a name without `@`, if there is one.
  public func directive(named name: String) -> DirectiveDefinition? { directivesByName[name] }

  /// The root type of a kind of operation, if the schema has it.
  public func rootType(of kind: OperationKind) -> ObjectType? {
    switch kind {
    case .query: queryType
    case .mutation: mutationType
    case .subscription: subscriptionType
    }
  }

  /// The object types that a value of the named type can have, in the order of the schema: the
  /// members of a union, the implementors of an interface, or the object type itself.
  public func possibleTypes(of name: String) -> [ObjectType] { possibleTypesByName[name] ?? [] }

  /// Whether a value of the type `name` can be an object of the type `object`.
  public func isPossible(_ object: String, of name: String) -> Bool {
    possibleNames[name]?.contains(object) ?? false
  }

  /// Whether some object can be of both types.
  func overlap(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    guard let a = possibleNames[left], let b = possibleNames[right] else { return false }
    return !a.isDisjoint(with: b)
  }

  /// The definition of a field of a composite type, `__typename` and the root fields of
  /// introspection included.
  func field(named name: String, of type: NamedType) -> FieldDefinition? {
    if name.utf8.starts(with: "__".utf8) {
      if name == "__typename", type.isComposite { return typename }
      if type.name == queryType.name {
        if name == "__schema" { return schemaField }
        if name == "__type" { return typeField }
      }
    }
    return type.field(named: name)
  }

  /// Whether every value of the first type is one of the second.
  public func isSubtype(_ type: TypeReference, of other: TypeReference) -> Bool {
    switch (type, other) {
    case (.nonNull(let a), .nonNull(let b)), (.list(let a), .list(let b)): isSubtype(a, of: b)
    case (.nonNull(let inner), .named), (.nonNull(let inner), .list): isSubtype(inner, of: other)
    case (.named(let a), .named(let b)):
      a == b || isPossible(a, of: b)
        || (typesByName[a]?.interfaces.contains(b) ?? false)
    case (.named, .list), (.named, .nonNull), (.list, .named), (.list, .nonNull): false
    }
  }
}
