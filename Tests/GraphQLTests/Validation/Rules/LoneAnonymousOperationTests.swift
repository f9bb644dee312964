import Testing

@testable import GraphQL

/// Section 5.2.3.1.
@Suite struct LoneAnonymousOperationTests {
  @Test func anAnonymousOperationAloneIsValid() {
    #expect(mistakes(in: "{ dog { name } }") == [])
    #expect(mistakes(in: "{ dog { ...F } } fragment F on Dog { name }") == [])
  }

  @Test func besideOthersItIsAMistake() {
    #expect(
      mistakes(in: "{ dog { name } }\nquery getName { dog { owner { name } } }")
        == ["1:1: This anonymous operation must be the only defined operation."])
    #expect(mistakes(in: "{ dog { name } } mutation { a }").count == 2)
  }
}
