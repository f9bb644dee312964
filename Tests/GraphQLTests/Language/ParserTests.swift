import Testing

@testable import GraphQL

private func failure(_ source: String, limits: ParseLimits = .operation) -> GraphQLError? {
  do {
    _ = try DocumentNode(parsing: source, limits: limits)
    return nil
  } catch {
    return error
  }
}

@Suite struct ParserTests {
  @Test func saysWhereAndWhatItExpected() {
    #expect(
      failure("{")
        == GraphQLError(
          "Syntax Error: Expected Name, found <EOF>.", .parseFailed,
          locations: [Location(line: 1, column: 2)]))
    #expect(
      failure("{ ...MissingOn }\nfragment MissingOn Type")?.description
        == "2:20: Syntax Error: Expected \"on\", found Name \"Type\".")
    #expect(
      failure("{ field: {} }")?.description == "1:10: Syntax Error: Expected Name, found \"{\".")
    #expect(
      failure("notAnOperation Foo { field }")?.description
        == "1:1: Syntax Error: Unexpected Name \"notAnOperation\".")
    #expect(failure("...")?.description == "1:1: Syntax Error: Unexpected \"...\".")
    #expect(failure("")?.description == "1:1: Syntax Error: Unexpected <EOF>.")
    #expect(failure("{ }")?.description == "1:3: Syntax Error: Expected Name, found \"}\".")
    #expect(
      failure("fragment on on on { on }")?.description
        == "1:10: Syntax Error: Unexpected Name \"on\".")
  }

  @Test func refusesVariablesInConstants() {
    #expect(
      failure("query Foo($x: Complex = { a: { b: [ $var ] } }) { field }")?.description
        == "1:37: Syntax Error: Unexpected variable \"$var\" in constant value.")
  }

  @Test func refusesDescriptionsInFrontOfShorthandQueriesAndExtensions() {
    #expect(failure("\"text\" { a }")?.locations == [Location(line: 1, column: 8)])
    #expect(failure("\"text\" extend type A { a: Int }")?.locations != nil)
  }

  @Test func keepsDescriptionsOfOperationsVariablesAndFragments() throws {
    let source = """
      "the query" query Q("the variable" $a: Int = 1 @d) { a }
      \"""
      the fragment
      \"""
      fragment F on T { a }
      """
    let document = try DocumentNode(parsing: source)
    #expect(document.operations[0].description == "the query")
    #expect(document.operations[0].variables[0].description == "the variable")
    #expect(document.operations[0].variables[0].directives[0].name.value == "d")
    #expect(document.fragments[0].description == "the fragment")
  }

  @Test func numbersFieldsAndSelectionSetsOnce() throws {
    let document = try DocumentNode(parsing: "{ a { b c } ... { d } } query { e }")
    #expect(document.operations.map(\.selectionSet.id) == [0, 3])
  }

  @Test func stopsAtTheLimitOfTokens() {
    let limits = ParseLimits(tokens: 4, depth: 12)
    #expect(failure("{ a b }", limits: limits) == nil)
    #expect(failure("{ a b c }", limits: limits)?.code == "LIMIT_EXCEEDED")
    #expect(failure("{ a b c }", limits: limits)?.locations == [Location(line: 1, column: 9)])
  }

  @Test func stopsAtTheLimitOfDepthHoweverTheTextIsNested() {
    func nested(_ open: String, _ close: String, _ count: Int) -> String {
      String(repeating: open, count: count) + String(repeating: close, count: count)
    }
    #expect(failure("{a" + nested("{a", "}", 11) + "}") == nil)
    #expect(failure("{a" + nested("{a", "}", 12) + "}")?.code == "LIMIT_EXCEEDED")
    for text in [
      nested("{a", "}", 200_000), "{a(b:" + nested("[", "]", 200_000) + ")}",
      "{a(b:" + nested("{c:", "}", 200_000) + ")}",
      "query($a:" + nested("[", "]", 200_000) + "){a}",
    ] {
      let limits = ParseLimits(tokens: 10_000_000, depth: 12)
      #expect(failure(text, limits: limits)?.code == "LIMIT_EXCEEDED")
    }
  }
}
