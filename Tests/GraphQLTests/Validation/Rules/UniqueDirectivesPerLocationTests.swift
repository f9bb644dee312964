import Testing

@testable import GraphQL

/// Section 5.7.3.
@Suite struct UniqueDirectivesPerLocationTests {
  @Test func onceAPlaceIsValid() {
    #expect(mistakes(in: "{ dog @skip(if: true) { name @skip(if: false) } }") == [])
  }

  @Test func repeatableOnesMayComeAgain() {
    #expect(mistakes(in: "{ dog @many(x: 1) @many(x: 2) { name } }") == [])
  }

  @Test func othersMayNot() {
    #expect(
      mistakes(
        in:
          "query ($a: Boolean = true, $b: Boolean = true) { dog @skip(if: $a) @skip(if: $b) { name } }"
      ) == [
        "1:54, 1:68: The directive \"@skip\" can only be used once at this location."
      ])
  }
}
