/// The types, fields and directives that the specification puts into every schema.
enum Introspection {
  /// The definitions of introspection.
  static let document: DocumentNode = parse(
    """
    "A GraphQL schema: its types, its root types, and its directives."
    type __Schema {
      description: String
      types: [__Type!]!
      queryType: __Type!
      mutationType: __Type
      subscriptionType: __Type
      directives: [__Directive!]!
    }

    "A type of any kind; the kind says which of the fields mean something."
    type __Type {
      kind: __TypeKind!
      name: String
      description: String
      specifiedByURL: String
      fields(includeDeprecated: Boolean! = false): [__Field!]
      interfaces: [__Type!]
      possibleTypes: [__Type!]
      enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
      inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
      ofType: __Type
      isOneOf: Boolean
    }

    "The kinds of type."
    enum __TypeKind {
      SCALAR
      OBJECT
      INTERFACE
      UNION
      ENUM
      INPUT_OBJECT
      LIST
      NON_NULL
    }

    "A field of an object or interface."
    type __Field {
      name: String!
      description: String
      args(includeDeprecated: Boolean! = false): [__InputValue!]!
      type: __Type!
      isDeprecated: Boolean!
      deprecationReason: String
    }

    "An argument, or a field of an input object; its default value is written as GraphQL."
    type __InputValue {
      name: String!
      description: String
      type: __Type!
      defaultValue: String
      isDeprecated: Boolean!
      deprecationReason: String
    }

    "A value of an enum."
    type __EnumValue {
      name: String!
      description: String
      isDeprecated: Boolean!
      deprecationReason: String
    }

    "A directive and the places in which it may stand."
    type __Directive {
      name: String!
      description: String
      isRepeatable: Boolean!
      locations: [__DirectiveLocation!]!
      args(includeDeprecated: Boolean! = false): [__InputValue!]!
    }

    "The places in which a directive may stand."
    enum __DirectiveLocation {
      \(DirectiveLocation.allCases.map(\.rawValue).joined(separator: "\n"))
    }

    "Leaves the field or fragment out unless the condition holds."
    directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT

    "Leaves the field or fragment out if the condition holds."
    directive @skip("Skipped when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT

    "Marks what should not be used any more."
    directive @deprecated(
      "Why, and what to use instead; in Markdown."
      reason: String! = "No longer supported"
    ) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

    "Says where the format of a scalar is specified."
    directive @specifiedBy("The address of the specification." url: String!) on SCALAR

    "Exactly one field of the input object must be given, and it must not be null."
    directive @oneOf on INPUT_OBJECT
    """)

  static let typename = field("__typename: String!")
  static let schemaField = field("__schema: __Schema!")
  static let typeField = field("__type(name: String!): __Type")

  private static func field(_ text: String) -> FieldDefinition {
    guard case .type(let node)? = parse("type T { \(text) }").definitions.first,
      let field = node.fields.first
    else { preconditionFailure("not a field: \(text)") }
    return FieldDefinition(field, index: -1)
  }

  private static func parse(_ text: String) -> DocumentNode {
    do {
      return try DocumentNode(parsing: text, limits: .schema)
    } catch {
      preconditionFailure("The built-in definitions are wrong: \(error)")
    }
  }
}
