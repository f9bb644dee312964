import Testing

@testable import GraphQL

private let queriesOnly = try! Schema(sdl: "type Query { a: Int }")

/// Section 5.2.1.
@Suite struct KnownOperationTypesTests {
  @Test func theSchemaHasTheRootTypeOfEachOperation() {
    #expect(
      mistakes(
        in: "query Q { dog { name } } mutation M { a } subscription S { newMessage { body } }")
        == [])
    #expect(mistakes(in: "{ a }", queriesOnly) == [])
  }

  @Test func operationsOfOtherKindsAreMistakes() {
    #expect(
      mistakes(in: "mutation { a }", queriesOnly) == ["1:1: The schema has no mutation operations."]
    )
    #expect(
      mistakes(in: "query Q { a }\nsubscription S { b }", queriesOnly)
        == ["2:1: The schema has no subscription operations."])
  }
}
