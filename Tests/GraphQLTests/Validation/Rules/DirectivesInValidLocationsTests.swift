import Testing

@testable import GraphQL

/// Section 5.7.2.
@Suite struct DirectivesInValidLocationsTests {
  @Test func theDefinitionSaysWhere() {
    #expect(
      mistakes(
        in:
          "query ($a: ID @onVariable) @onQuery { human(id: $a) @onField { ...F @skip(if: true) } } fragment F on Human { name }"
      ) == [])
  }

  @Test func elsewhereTheyAreMistakes() {
    #expect(
      mistakes(in: "query @skip(if: true) { dog { name } }")
        == ["1:7: Directive \"@skip\" may not be used on QUERY."])
    let text = """
      mutation M @onField { a }
      subscription S @onField { newMessage { ... @onField { body } ...F @onField } }
      fragment F on Message @onField { body }
      """
    #expect(
      mistakes(in: text) == [
        "1:12: Directive \"@onField\" may not be used on MUTATION.",
        "2:16: Directive \"@onField\" may not be used on SUBSCRIPTION.",
        "2:44: Directive \"@onField\" may not be used on INLINE_FRAGMENT.",
        "2:67: Directive \"@onField\" may not be used on FRAGMENT_SPREAD.",
        "3:23: Directive \"@onField\" may not be used on FRAGMENT_DEFINITION.",
      ])
  }
}
