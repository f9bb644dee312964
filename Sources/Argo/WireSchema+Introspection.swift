internal import GraphQL

/// The types that every schema has.
extension WireSchema {
  static let introspection: [String: [String: TypeReference]] = [
    "__Schema": [
      "description": .named("String"), "types": list("__Type"), "queryType": one("__Type"),
      "mutationType": .named("__Type"), "subscriptionType": .named("__Type"),
      "directives": list("__Directive"),
    ],
    "__Type": [
      "kind": one("__TypeKind"), "name": .named("String"), "description": .named("String"),
      "specifiedByURL": .named("String"), "fields": optionalList("__Field"),
      "interfaces": optionalList("__Type"), "possibleTypes": optionalList("__Type"),
      "enumValues": optionalList("__EnumValue"), "inputFields": optionalList("__InputValue"),
      "ofType": .named("__Type"), "isOneOf": .named("Boolean"),
    ],
    "__Field": [
      "name": one("String"), "description": .named("String"), "args": list("__InputValue"),
      "type": one("__Type"), "isDeprecated": one("Boolean"), "deprecationReason": .named("String"),
    ],
    "__InputValue": [
      "name": one("String"), "description": .named("String"), "type": one("__Type"),
      "defaultValue": .named("String"), "isDeprecated": one("Boolean"),
      "deprecationReason": .named("String"),
    ],
    "__EnumValue": [
      "name": one("String"), "description": .named("String"), "isDeprecated": one("Boolean"),
      "deprecationReason": .named("String"),
    ],
    "__Directive": [
      "name": one("String"), "description": .named("String"), "isRepeatable": one("Boolean"),
      "locations": list("__DirectiveLocation"), "args": list("__InputValue"),
    ],
  ]

  private static func one(_ name: String) -> TypeReference { .nonNull(.named(name)) }
  private static func list(_ name: String) -> TypeReference { .nonNull(optionalList(name)) }
  private static func optionalList(_ name: String) -> TypeReference { .list(one(name)) }
}
