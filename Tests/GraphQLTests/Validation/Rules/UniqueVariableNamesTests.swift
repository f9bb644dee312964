import Testing

@testable import GraphQL

/// Section 5.8.1.
@Suite struct UniqueVariableNamesTests {
  @Test func operationsMayShareNames() {
    #expect(
      mistakes(
        in:
          "query A($id: ID) { human(id: $id) { name } } query B($id: ID) { human(id: $id) { name } }"
      )
        == [])
  }

  @Test func withinAnOperationANameComesOnce() {
    #expect(
      mistakes(in: "query ($x: ID, $x: ID) { human(id: $x) { name } }")
        == ["1:9, 1:17: There can be only one variable named \"$x\"."])
  }
}
