import Testing

@testable import GraphQL

/// Section 5.8.3.
@Suite struct NoUndefinedVariablesTests {
  @Test func variablesDefinedByTheOperationAreValidInItsFragments() {
    #expect(
      mistakes(
        in:
          "query ($b: Boolean) { dog { ...F } } fragment F on Dog { isHouseTrained(atOtherHomes: $b) }"
      ) == [])
  }

  @Test func othersAreMistakes() {
    #expect(
      mistakes(
        in: "query variableIsNotDefined { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } }")
        == [
          "1:65, 1:1: Variable \"$atOtherHomes\" is not defined by operation \"variableIsNotDefined\"."
        ])
    #expect(
      mistakes(
        in:
          "query ($there: Boolean) { dog { a: isHouseTrained(atOtherHomes: $there) b: isHouseTrained(atOtherHomes: $ther) } }"
      )
        == ["1:105, 1:1: Variable \"$ther\" is not defined. Did you mean \"$there\"?"])
  }

  @Test func theyAreFoundWithinValuesDirectivesAndFragmentsOfFragments() {
    #expect(
      mistakes(in: "{ arguments { complexArgField(complex: {required: $x, list: [$y]}) } }").count
        == 2)
    #expect(mistakes(in: "{ dog @skip(if: $x) { name } }").count == 1)
    #expect(
      mistakes(
        in:
          "{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { isHouseTrained(atOtherHomes: $x) }"
      ).count == 1)
  }

  @Test func everyOperationNeedsItsOwn() {
    #expect(
      mistakes(
        in:
          "query A($x: Boolean) { dog { ...F } }\nquery B { dog { ...F } }\nfragment F on Dog { isHouseTrained(atOtherHomes: $x) }"
      )
        == ["3:50, 2:1: Variable \"$x\" is not defined by operation \"B\"."])
  }
}
