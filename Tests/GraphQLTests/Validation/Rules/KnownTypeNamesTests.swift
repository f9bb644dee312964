import Testing

@testable import GraphQL

/// Sections 5.5.1.2 and 5.8.2.
@Suite struct KnownTypeNamesTests {
  @Test func typesOfTheSchemaAreKnown() {
    #expect(
      mistakes(
        in:
          "query ($s: String, $c: DogCommand!) { arguments { stringArgField(stringArg: $s) } dog { ... on Pet { name } doesKnowCommand(dogCommand: $c) } }"
      ) == [])
  }

  @Test func othersAreMistakesWithANearMiss() {
    #expect(
      mistakes(in: "{ dog { ...F } }\nfragment F on Dgo { name }")
        == ["2:15: Unknown type \"Dgo\". Did you mean \"Dog\"?"])
    #expect(
      mistakes(in: "{ dog { ... on Zebra { name } } }") == [
        "1:16: Unknown type \"Zebra\"."
      ]
    )
    #expect(
      mistakes(in: "query ($a: [Anyy!]) { arguments { anyArgField(any: $a) } }").first
        == "1:13: Unknown type \"Anyy\". Did you mean \"Any\"?")
  }

  @Test func aScalarOfTheSpecificationThatTheSchemaDoesNotUseIsUnknown() throws {
    let schema = try Schema(sdl: "scalar Any type Query { a(x: Any): Int }")
    #expect(
      mistakes(in: "query ($f: Float) { a(x: [$f]) }", schema) == ["1:12: Unknown type \"Float\"."])
    #expect(mistakes(in: "query ($f: Boolean) { a(x: [$f]) }", schema) == [])
  }
}
