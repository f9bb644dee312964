import Testing

@testable import GraphQL

/// Section 5.4.2.
@Suite struct UniqueArgumentNamesTests {
  @Test func anArgumentGivenOnceIsValid() {
    #expect(mistakes(in: "{ arguments { multipleRequirements(x: 1, y: 2) } }") == [])
  }

  @Test func anArgumentGivenTwiceIsAMistake() {
    #expect(
      mistakes(in: "{ dog { name(surname: true, surname: true) } }") == [
        "1:14, 1:29: There can be only one argument named \"surname\"."
      ])
    #expect(
      mistakes(in: "{ dog { name @skip(if: true, if: false) } }")
        == ["1:20, 1:30: There can be only one argument named \"if\"."])
  }

  @Test func alsoWhereTheFieldIsUnknown() {
    #expect(mistakes(in: "{ nope(a: 1, a: 2) }").count == 2)
  }
}
