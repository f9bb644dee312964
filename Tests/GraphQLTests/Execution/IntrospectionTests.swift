import Testing

@testable import GraphQL

private let schema = try! Schema(
  sdl: """
    "The schema" schema { query: Q }
    type Q implements I { a(x: In = {n: 1}, old: Int @deprecated): Int! gone: [U!] @deprecated(reason: "r") }
    interface I { a(x: In): Int! }
    union U = Q
    enum C { RED BLUE @deprecated }
    input In @oneOf { n: Int c: C @deprecated(reason: "z") }
    scalar S @specifiedBy(url: "https://s")
    directive @d(s: S) repeatable on FIELD | QUERY
    """)

private func run(_ query: String) throws -> JSON {
  let (data, errors) = try schema.prepare(query).bind().treeResponse([])
  #expect(errors == [])
  return data
}

@Suite struct IntrospectionTests {
  @Test func describesTypesOfEveryKind() throws {
    let fields =
      "kind name specifiedByURL isOneOf interfaces { name } possibleTypes { name } ofType { name }"
    #expect(
      try run(
        "{ q: __type(name: \"Q\") { \(fields) } i: __type(name: \"I\") { \(fields) } s: __type(name: \"S\") { \(fields) } in: __type(name: \"In\") { \(fields) } no: __type(name: \"No\") { name } }"
      )
        == [
          "q": [
            "kind": "OBJECT", "name": "Q", "specifiedByURL": nil, "isOneOf": nil,
            "interfaces": [["name": "I"]], "possibleTypes": nil, "ofType": nil,
          ],
          "i": [
            "kind": "INTERFACE", "name": "I", "specifiedByURL": nil, "isOneOf": nil,
            "interfaces": [], "possibleTypes": [["name": "Q"]], "ofType": nil,
          ],
          "s": [
            "kind": "SCALAR", "name": "S", "specifiedByURL": "https://s", "isOneOf": nil,
            "interfaces": nil, "possibleTypes": nil, "ofType": nil,
          ],
          "in": [
            "kind": "INPUT_OBJECT", "name": "In", "specifiedByURL": nil, "isOneOf": true,
            "interfaces": nil, "possibleTypes": nil, "ofType": nil,
          ],
          "no": nil,
        ])
  }

  @Test func hidesWhatIsDeprecatedUnlessAsked() throws {
    #expect(
      try run("{ __type(name: \"Q\") { fields { name args { name defaultValue } } } }")
        == [
          "__type": [
            "fields": [["name": "a", "args": [["name": "x", "defaultValue": "{n: 1}"]]]]
          ]
        ])
    #expect(
      try run(
        "{ __type(name: \"Q\") { fields(includeDeprecated: true) { name isDeprecated deprecationReason args(includeDeprecated: true) { name isDeprecated } } } }"
      )
        == [
          "__type": [
            "fields": [
              [
                "name": "a", "isDeprecated": false, "deprecationReason": nil,
                "args": [
                  ["name": "x", "isDeprecated": false], ["name": "old", "isDeprecated": true],
                ],
              ],
              ["name": "gone", "isDeprecated": true, "deprecationReason": "r", "args": []],
            ]
          ]
        ])
    #expect(
      try run(
        "{ a: __type(name: \"C\") { enumValues { name } } b: __type(name: \"C\") { enumValues(includeDeprecated: true) { name deprecationReason } } c: __type(name: \"In\") { inputFields { name type { name } } } }"
      )
        == [
          "a": ["enumValues": [["name": "RED"]]],
          "b": [
            "enumValues": [
              ["name": "RED", "deprecationReason": nil],
              ["name": "BLUE", "deprecationReason": "No longer supported"],
            ]
          ],
          "c": ["inputFields": [["name": "n", "type": ["name": "Int"]]]],
        ])
  }

  @Test func describesTheSchemaItsDirectivesAndWrappedTypes() throws {
    let data = try run(
      """
      { __schema { description queryType { name } mutationType { name } subscriptionType { name }
        types { name } directives { name isRepeatable locations args { name } } } __typename
        __type(name: "Q") { fields(includeDeprecated: true) { type { kind ofType { kind ofType { kind ofType { name } } } } } } }
      """)
    #expect(data["__typename"] == "Q")
    #expect(data["__schema"]?["description"] == "The schema")
    #expect(data["__schema"]?["mutationType"] == .null)
    #expect(
      data["__schema"]?["directives"]?[0]
        == [
          "name": "d", "isRepeatable": true, "locations": ["FIELD", "QUERY"],
          "args": [["name": "s"]],
        ])
    #expect(
      data["__schema"]?["directives"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        == ["d", "include", "skip", "deprecated", "specifiedBy", "oneOf"])
    #expect(
      data["__schema"]?["types"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        == [
          "Q", "I", "U", "C", "In", "S", "Int", "String", "Boolean", "__Schema", "__Type",
          "__TypeKind", "__Field", "__InputValue", "__EnumValue", "__Directive",
          "__DirectiveLocation",
        ])
    #expect(
      data["__type"]?["fields"]?[1]?["type"] == [
        "kind": "LIST",
        "ofType": ["kind": "NON_NULL", "ofType": ["kind": "UNION", "ofType": nil]],
      ])
  }
}
