import Testing

@testable import GraphQL

/// Section 5.4.3.
@Suite struct ProvidedRequiredArgumentsTests {
  @Test func whatIsNullableOrHasADefaultMayBeLeftOut() {
    #expect(
      mistakes(
        in:
          "{ arguments { booleanArgField optionalNonNullBooleanArgField nonNullBooleanArgField(nonNullBooleanArg: true) } }"
      ) == [])
    #expect(
      mistakes(
        in: "query ($b: Boolean!) { arguments { nonNullBooleanArgField(nonNullBooleanArg: $b) } }")
        == [])
  }

  @Test func whatIsRequiredMayNot() {
    #expect(
      mistakes(in: "{ arguments { multipleRequirements(x: 1) } }") == [
        "1:15: Field \"Arguments.multipleRequirements\" argument \"y\" of type \"Int!\" is required, but it was not provided."
      ])
    #expect(mistakes(in: "{ arguments { multipleRequirements } }").count == 2)
    #expect(
      mistakes(in: "{ dog @requires { name } }") == [
        "1:7: Directive \"@requires\" argument \"x\" of type \"Int!\" is required, but it was not provided."
      ])
  }

  @Test func nullIsNoValueForIt() {
    #expect(
      mistakes(in: "{ arguments { nonNullBooleanArgField(nonNullBooleanArg: null) } }")
        == ["1:57: Expected value of type \"Boolean!\", found null."])
    #expect(
      mistakes(in: "{ arguments { optionalNonNullBooleanArgField(optionalBooleanArg: null) } }")
        .count
        == 1)
  }
}
