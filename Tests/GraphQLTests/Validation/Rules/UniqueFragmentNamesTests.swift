import Testing

@testable import GraphQL

/// Section 5.5.1.1.
@Suite struct UniqueFragmentNamesTests {
  @Test func differentNamesAreValid() {
    #expect(
      mistakes(
        in: "{ dog { ...A ...B } } fragment A on Dog { name } fragment B on Dog { owner { name } }")
        == [])
  }

  @Test func theSameNameIsAMistake() {
    #expect(
      mistakes(
        in: "{ dog { ...F } }\nfragment F on Dog { name }\nfragment F on Dog { owner { name } }")
        == ["2:10, 3:10: There can be only one fragment named \"F\"."])
  }
}
