import Testing

@testable import GraphQL

/// Section 5.2.2.1.
@Suite struct UniqueOperationNamesTests {
  @Test func differentNamesAreValid() {
    #expect(
      mistakes(
        in: "query getDogName { dog { name } } query getOwnerName { dog { owner { name } } }")
        == [])
    #expect(mistakes(in: "query F { dog { ...F } } fragment F on Dog { name }") == [])
  }

  @Test func theSameNameIsAMistakeForOperationsOfOtherKindsToo() {
    #expect(
      mistakes(in: "query getName { dog { name } }\nquery getName { dog { owner { name } } }")
        == ["1:7, 2:7: There can be only one operation named \"getName\"."])
    #expect(
      mistakes(in: "query dogOperation { dog { name } }\nmutation dogOperation { a }")
        == ["1:7, 2:10: There can be only one operation named \"dogOperation\"."])
  }
}
