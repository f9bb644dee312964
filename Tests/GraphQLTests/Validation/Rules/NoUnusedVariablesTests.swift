import Testing

@testable import GraphQL

/// Section 5.8.4.
@Suite struct NoUnusedVariablesTests {
  @Test func variablesUsedAnywhereAreUsed() {
    #expect(
      mistakes(
        in:
          "query ($a: Boolean!, $b: Boolean, $c: Int) { dog @skip(if: $a) { ...F } arguments { anyArgField(any: [{x: $c}]) } } fragment F on Dog { isHouseTrained(atOtherHomes: $b) }"
      ) == [])
  }

  @Test func othersAreMistakes() {
    #expect(
      mistakes(in: "query variableUnused($atOtherHomes: Boolean) { dog { isHouseTrained } }") == [
        "1:22: Variable \"$atOtherHomes\" is never used in operation \"variableUnused\"."
      ])
    #expect(
      mistakes(
        in:
          "query A($x: Boolean) { dog { name } } query B($x: Boolean) { dog { isHouseTrained(atOtherHomes: $x) } }"
      ).count == 1)
  }
}
