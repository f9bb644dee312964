import Testing

@testable import GraphQL

private func mistakes(_ sdl: String, root: Bool = true) -> [String] {
  do {
    _ = try Schema(sdl: root ? sdl + "\ntype Query { root: Int }" : sdl)
    return []
  } catch {
    return error.errors.map(\.description)
  }
}

@Suite struct SchemaTests {
  @Test func buildsTypesOfEveryKindAndMergesExtensions() throws {
    let schema = try Schema(
      sdl: """
        type Query { node(id: ID!): Node  search: [Result!]! }
        interface Node { id: ID! }
        type User implements Node { id: ID! name: String @deprecated(reason: "old") }
        union Result = User
        type Post { title: String }
        extend type Post implements Node { id: ID! }
        extend union Result = Post
        enum Color { RED }
        extend enum Color { BLUE @deprecated }
        input In { a: Int = 1 b: In }
        scalar Date @specifiedBy(url: "https://x")
        directive @d(a: In) repeatable on FIELD
        """)
    #expect(schema.possibleTypes(of: "Node").map(\.name) == ["User", "Post"])
    #expect(schema.possibleTypes(of: "Result").map(\.name) == ["User", "Post"])
    #expect(schema.isPossible("Post", of: "Node"))
    #expect(!schema.isPossible("Query", of: "Node"))
    guard case .object(let post)? = schema.type(named: "Post"),
      case .enum(let color)? = schema.type(named: "Color"),
      case .scalar(let date)? = schema.type(named: "Date")
    else {
      Issue.record("types are missing")
      return
    }
    #expect(post.fields.map(\.name) == ["title", "id"])
    #expect(post.field(named: "id")?.index == 1)
    #expect(color.values.map(\.deprecationReason) == [nil, "No longer supported"])
    #expect(date.specifiedByURL == "https://x")
    #expect(schema.directive(named: "d")?.isRepeatable == true)
    #expect(
      schema.types.map(\.name).filter { !$0.hasPrefix("__") }
        == [
          "Query", "Node", "User", "Result", "Post", "Color", "In", "Date", "Int", "String",
          "Boolean", "ID",
        ])
  }

  @Test func printsItselfAsItWasWritten() throws {
    let sdl = """
      schema @s {
        query: Q
      }

      directive @s on SCHEMA

      \"""The root\"""
      type Q implements I & J {
        a(x: [In!] = [{a: 1}], y: E = RED): Int!
        b: U @deprecated(reason: "b")
      }

      interface I {
        a(x: [In!], y: E): Int
      }

      interface J {
        b: U @deprecated
      }

      union U = Q | R

      type R {
        c: D
      }

      enum E {
        RED
      }

      scalar D @specifiedBy(url: "u")

      input In @oneOf {
        a: Int
      }

      """
    #expect(try Schema(sdl: sdl).sdl == sdl)
  }

  @Test func refersToUnknownTypesWithASuggestion() {
    #expect(
      mistakes("type A { b: Strng }") == ["1:10: Unknown type \"Strng\". Did you mean \"String\"?"])
    #expect(mistakes("type A { b(c: Foo): Int }") == ["1:12: Unknown type \"Foo\"."])
    #expect(
      mistakes("extend type Qery { a: Int }").first
        == "1:13: Cannot extend type \"Qery\" because it is not defined. Did you mean \"Query\"?")
  }

  @Test func wantsNamesOnceAndNotReserved() {
    #expect(
      mistakes("type A { b: Int b: Int }") == [
        "1:10, 1:17: Field \"A.b\" can only be defined once."
      ])
    #expect(
      mistakes("type A { b: Int } type A { c: Int }") == [
        "1:6, 1:24: There can be only one type named \"A\"."
      ])
    #expect(mistakes("type __A { b: Int }").count == 1)
    #expect(mistakes("type A { __b: Int }").count == 1)
    #expect(mistakes("enum E { A A }").count == 1)
    #expect(mistakes("type A { f(a: Int, a: Int): Int }").count == 1)
  }

  @Test func wantsRootTypes() {
    #expect(mistakes("type A { b: Int }", root: false).count == 1)
    #expect(
      mistakes("schema { query: Nope }", root: false).first?.hasPrefix(
        "1:17: Unknown type \"Nope\".") == true)
    #expect(mistakes("schema { query: E } enum E { A }", root: false).count == 1)
    #expect(mistakes("schema { query: Query mutation: Query }").count == 1)
  }

  @Test func wantsInterfacesImplementedInFull() {
    let interface = "interface I { a(x: Int): I }\n"
    #expect(mistakes(interface + "type T implements I { a(x: Int): T! }") == [])
    #expect(
      mistakes(interface + "type T implements I { b: Int }")
        == ["1:15, 2:6: Interface field \"I.a\" expected but \"T\" does not provide it."])
    #expect(mistakes(interface + "type T implements I { a(x: Int): Int }").count == 1)
    #expect(mistakes(interface + "type T implements I { a: T }").count == 1)
    #expect(mistakes(interface + "type T implements I { a(x: Int!): T }").count == 1)
    #expect(mistakes(interface + "type T implements I { a(x: Int, y: Int!): T }").count == 1)
    #expect(mistakes(interface + "type T implements I { a(x: Int, y: Int! = 1): T }") == [])
    #expect(
      mistakes(
        "interface A { a: Int } interface B implements A { a: Int } type T implements B { a: Int }"
      ).count == 1)
    #expect(
      mistakes("interface A implements B { a: Int } interface B implements A { a: Int }").count == 2
    )
    #expect(mistakes("type T implements Query { root: Int }").count == 1)
  }

  @Test func checksInputTypesDefaultsAndCycles() {
    #expect(
      mistakes("input A { a: Int = \"x\" }") == [
        "1:20: Int cannot represent non-integer value: \"x\""
      ])
    #expect(mistakes("input A { a: Query }").count == 1)
    #expect(mistakes("type T { a: A } input A { a: Int }").count == 1)
    #expect(mistakes("input A { b: B! } input B { a: A! }").count == 2)
    #expect(mistakes("input A { b: [B!]! } input B { a: A! }") == [])
    #expect(
      mistakes("input A { a: A = {} }") == ["1:11: The default value of \"A.a\" refers to itself."])
    #expect(mistakes("input A { a: A = {a: null} }") == [])
    #expect(mistakes("input A @oneOf { a: Int! b: Int = 1 }").count == 2)
    #expect(mistakes("union U = Query | Int").count == 1)
  }

  @Test func checksDirectivesInTheSchema() {
    #expect(mistakes("type A @nope { b: Int }") == ["1:8: Unknown directive \"@nope\"."])
    #expect(
      mistakes("type A @deprecated { b: Int }").first
        == "1:8: Directive \"@deprecated\" may not be used on OBJECT.")
    #expect(mistakes("type A { b: Int @deprecated @deprecated }").count == 1)
    #expect(
      mistakes("type A { b: Int @deprecated(reasn: 1) }").first
        == "1:29: Unknown argument \"reasn\" on directive \"@deprecated\". Did you mean \"reason\"?"
    )
    #expect(mistakes("scalar S @specifiedBy").count == 1)
    #expect(
      mistakes(
        "directive @a(x: [In]) on OBJECT type T @a(x: {y: 1, y: 2}) { b: Int } input In { y: Int }")
        == ["1:47, 1:53: There can be only one input field named \"y\"."])
    #expect(
      mistakes("type A { b: Int @deprecated(reason: \"a\", reason: \"b\") }")
        == ["1:29, 1:42: There can be only one argument named \"reason\"."])
    #expect(
      mistakes("directive @d on OBJECT type A @d { b: Int } extend type A @d").first
        == "1:31, 1:59: The directive \"@d\" can only be used once at this location.")
  }

  @Test func directivesDoNotStandOnTheirOwnArguments() {
    #expect(
      mistakes("directive @a(x: Int @a) on ARGUMENT_DEFINITION")
        == ["1:1: Directive \"@a\" must not refer to itself."])
    #expect(
      mistakes(
        "directive @a(x: Int @b) on ARGUMENT_DEFINITION\ndirective @b(x: Int @a) on ARGUMENT_DEFINITION"
      ) == [
        "1:1: Directive \"@a\" must not refer to itself through \"@b\".",
        "2:1: Directive \"@b\" must not refer to itself through \"@a\".",
      ])
    #expect(
      mistakes(
        "directive @a(x: Int @b) on FIELD directive @b(x: In) on ARGUMENT_DEFINITION input In { x: In }"
      ) == [])
  }

  @Test func namesOfTheSpecificationAreItsOwn() {
    #expect(
      mistakes("enum E { __A }") == [
        "1:10: Enum value \"E.__A\" must not begin with \"__\", which is reserved for introspection."
      ])
    #expect(mistakes("input I { __a: Int }").count == 1)
    #expect(mistakes("directive @__a on FIELD").count == 1)
    #expect(mistakes("type A { b(__c: Int): Int }").count == 1)
    #expect(mistakes("type Int { a: String }").count == 1)
    #expect(mistakes("scalar Int @specifiedBy(url: \"a\") scalar ID") == [])
    #expect(mistakes("type A { kind: __TypeKind }") == [])
  }

  @Test func deprecatesOnlyWhatMayBeLeftOut() {
    #expect(mistakes("type A { b(c: Int! = 1 @deprecated, d: Int @deprecated): Int }") == [])
    #expect(
      mistakes("type A { b(c: Int! @deprecated): Int }")
        == ["1:12: The required argument \"A.b(c:)\" can't be deprecated."])
    #expect(mistakes("input A { b: Int! @deprecated }").count == 1)
    #expect(mistakes("directive @d(a: Int! @deprecated) on FIELD").count == 1)
    #expect(
      mistakes("interface I { a: Int } type A implements I { a: Int @deprecated }").count == 1)
    #expect(
      mistakes("interface I { a: Int @deprecated } type A implements I { a: Int @deprecated }")
        == [])
    #expect(mistakes("type A { b: Int @deprecated(reason: null) }").count == 1)
  }

  @Test func extensionsFitWhatTheyExtend() {
    #expect(
      mistakes("enum E { A } extend type E { a: Int }")
        == ["1:6, 1:26: Cannot extend \"E\" as type: it is defined as enum."])
    #expect(mistakes("extend type Query { root: Int }").count == 1)
    #expect(mistakes("extend scalar Int @deprecated").count == 1)
    #expect(mistakes("extend type Query { a: Int } extend type Query { b: Int }") == [])
    #expect(
      mistakes("schema { query: Query } extend schema { mutation: M } type M { a: Int }") == [])
    #expect(
      mistakes("schema { query: Query } extend schema { query: M } type M { a: Int }")
        == ["1:17, 1:48: There can be only one query type in the schema."])
    #expect(mistakes("schema { query: Query } schema { query: Query }").count == 1)
  }

  @Test func executableDefinitionsAreNoPartOfASchema() {
    #expect(
      mistakes("query { a }") == ["1:1: An operation or fragment can't be part of a schema."])
  }

  @Test func reportsAtMostAHundredMistakes() {
    let fields = (0..<500).map { "a\($0): Unknown\($0)" }.joined(separator: " ")
    #expect(mistakes("type A { \(fields) }").count == 100)
  }

  /// Chains as long as a text can have them.
  @Test(.timeLimit(.minutes(2))) func longChainsDoNotExhaustTheStack() throws {
    let count = 10_000
    let chain = (0..<count).map { "input I\($0) { a: I\($0 + 1)! }" }.joined(separator: "\n")
    #expect(mistakes("\(chain) input I\(count) { a: Int }") == [])
    #expect(mistakes("\(chain) input I\(count) { a: I0! }").count == 100)
    let defaults = (0..<count).map { "input I\($0) { a: I\($0 + 1) = {} }" }.joined(separator: "\n")
    #expect(mistakes("\(defaults) input I\(count) { a: Int = 1 }") == [])
    #expect(mistakes("\(defaults) input I\(count) { a: I0 = {} }").count == 100)
  }
}

@Suite struct InputCoercionTests {
  private static let schema = try! Schema(
    sdl: """
      type Query { a: Int }
      enum E { RED GREEN }
      input In { a: Int! b: String = "x" c: [In!] e: E }
      input One @oneOf { a: Int b: String }
      scalar Any
      scalar Others
      directive @uses(float: Float, id: ID) on FIELD
      """)

  private func coerce(_ value: JSON, _ type: String) throws -> (JSON, [String]) {
    var failures: [InputCoercion.Failure] = []
    let result = InputCoercion(schema: Self.schema).coerce(
      value, to: TypeReference(try TypeNode(parsing: type)), failures: &failures)
    return (
      result, failures.map { "\($0.path.map(\.description).joined(separator: ".")): \($0.message)" }
    )
  }

  private func literal(_ value: String, _ type: String, _ variables: [String: JSON] = [:]) throws
    -> JSON?
  {
    InputCoercion(schema: Self.schema).coerce(
      literal: try ValueNode(parsing: value), to: TypeReference(try TypeNode(parsing: type)),
      variables: variables)
  }

  @Test func coercesBuiltInScalarsFromVariables() throws {
    #expect(try coerce(1, "Int!").0 == 1)
    #expect(try coerce(1.0, "Int").0 == 1)
    #expect(try coerce(1, "Float").0 == 1.0)
    #expect(try coerce(1, "ID").0 == "1")
    #expect(try coerce(1, "[[Int]]").0 == [[1]])
    #expect(try coerce(nil, "Int").0 == .null)
    #expect(
      try coerce(2_147_483_648, "Int").1 == [
        ": Int cannot represent non 32-bit signed integer value: 2147483648"
      ])
    #expect(try coerce(1.5, "Int").1.count == 1)
    #expect(try coerce("1", "Int").1.count == 1)
    #expect(try coerce(1, "String").1.count == 1)
    #expect(try coerce(1.5, "ID").1.count == 1)
    #expect(try coerce(1, "Boolean").1.count == 1)
    #expect(try coerce("\u{212A}ED", "E").1.count == 1)
    #expect(
      try coerce("GREN", "E").1 == [
        ": Value \"GREN\" does not exist in \"E\" enum. Did you mean \"GREEN\" or \"RED\"?"
      ])
  }

  @Test func coercesInputObjectsAndSaysWhereTheyAreWrong() throws {
    #expect(
      try coerce(["c": ["a": 2], "a": 1], "In").0 == ["a": 1, "b": "x", "c": [["a": 2, "b": "x"]]])
    let (_, failures) = try coerce(["c": [["a": "1"], nil], "bb": 1], "In")
    #expect(
      failures == [
        ": Field \"a\" of required type \"Int!\" was not provided.",
        "c.0.a: Int cannot represent non-integer value: \"1\"",
        "c.1: Expected non-nullable type \"In!\" not to be null.",
        ": Field \"bb\" is not defined by type \"In\". Did you mean \"b\"?",
      ])
    #expect(try coerce(["a": 1], "One").1 == [])
    #expect(try coerce(["a": 1, "b": "x"], "One").1.count == 1)
    #expect(try coerce(["a": nil], "One").1.count == 1)
    #expect(try coerce([:], "One").1.count == 1)
  }

  @Test func coercesLiteralsWithVariables() throws {
    #expect(
      try literal("{a: $x, c: {a: 2}}", "In", ["x": 7]) == [
        "a": 7, "b": "x", "c": [["a": 2, "b": "x"]],
      ])
    #expect(try literal("{a: $x}", "In") == nil)
    #expect(try literal("[1, $x]", "[Int]") == [1, nil])
    #expect(try literal("[1, $x]", "[Int!]") == nil)
    #expect(try literal("RED", "E") == "RED")
    #expect(try literal("\"RED\"", "E") == nil)
    #expect(
      try literal("{a: [1, 2.5, $x, RED, null]}", "Any", ["x": true]) == [
        "a": [1, 2.5, true, "RED", nil]
      ])
    #expect(try literal("3000000000", "Int") == nil)
    #expect(try literal("3000000000", "ID") == "3000000000")
    #expect(try literal("{a: 1, b: $x}", "One") == nil)
    #expect(try literal("{b: $x}", "One", ["x": "y"]) == ["b": "y"])
  }
}
