import Testing

@testable import GraphQL

/// Section 5.1.1.
@Suite struct ExecutableDefinitionsTests {
  @Test func operationsAndFragmentsAreExecutable() {
    #expect(
      mistakes(in: "query Q { dog { ...F } } mutation M { a } fragment F on Dog { name }") == [])
  }

  @Test func definitionsOfTypesAndSchemasAreNot() {
    let query = "query getDogName { dog { name } }\n"
    #expect(
      mistakes(in: query + "extend type Dog { color: String }")
        == ["2:1: The \"Dog\" definition is not executable."])
    #expect(
      mistakes(in: query + "schema { query: Query }\ndirective @a on FIELD\nscalar S")
        == [
          "2:1: The schema definition is not executable.",
          "3:1: The \"@a\" definition is not executable.",
          "4:1: The \"S\" definition is not executable.",
        ])
  }
}
