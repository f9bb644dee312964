import Testing

@testable import GraphQL

/// Section 5.7.1.
@Suite struct KnownDirectivesTests {
  @Test func directivesOfTheSchemaAndOfTheSpecificationAreKnown() {
    #expect(mistakes(in: "query @onQuery { dog @onField { name @skip(if: true) } }") == [])
  }

  @Test func othersAreMistakesWithANearMiss() {
    #expect(
      mistakes(in: "query @onQueri { dog @unknown { name @skp(if: true) } }") == [
        "1:7: Unknown directive \"@onQueri\". Did you mean \"@onQuery\"?",
        "1:22: Unknown directive \"@unknown\".",
        "1:38: Unknown directive \"@skp\". Did you mean \"@skip\"?",
      ])
  }
}
