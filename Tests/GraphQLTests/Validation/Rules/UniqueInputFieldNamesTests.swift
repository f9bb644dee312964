import Testing

@testable import GraphQL

/// Section 5.6.3.
@Suite struct UniqueInputFieldNamesTests {
  @Test func aFieldGivenOnceIsValid() {
    #expect(mistakes(in: "{ findDog(searchBy: {name: \"a\", owner: \"b\"}) { name } }") == [])
    #expect(mistakes(in: "{ arguments { anyArgField(any: [{a: 1}, {a: {a: 2}}]) } }") == [])
  }

  @Test func aFieldGivenTwiceIsAMistakeInCustomScalarsToo() {
    #expect(
      mistakes(in: "{ findDog(searchBy: {name: \"a\", name: \"b\"}) { name } }")
        == ["1:22, 1:33: There can be only one input field named \"name\"."])
    #expect(mistakes(in: "{ arguments { anyArgField(any: [{a: {b: 1, b: 2}}]) } }").count == 1)
  }
}
