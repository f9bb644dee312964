import Testing

@testable import GraphQL

private func tokens(_ source: String) throws(GraphQLError) -> [Token] {
  var lexer = Lexer(source, limits: .operation)
  var tokens: [Token] = []
  while true {
    let token = try lexer.next()
    if token.kind == .end { return tokens }
    tokens.append(token)
  }
}

private func first(_ source: String) throws(GraphQLError) -> Token? { try tokens(source).first }

private func failure(_ source: String) -> String {
  do {
    _ = try tokens(source)
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Suite struct LexerTests {
  @Test func skipsWhiteSpaceCommentsCommasAndTheByteOrderMark() throws {
    let found = try tokens("\u{FEFF} #comment\n\r\n  ,,, foo,\t# end")
    #expect(found == [Token(kind: .name, text: "foo", location: Location(line: 3, column: 7))])
  }

  @Test func countsColumnsInScalarsAndLinesByAnyLineEnd() throws {
    let found = try tokens("\"é👍\" a\r\nb\rc\n d")
    #expect(found.map(\.location.description) == ["1:1", "1:6", "2:1", "3:1", "4:2"])
  }

  @Test func readsPunctuatorsAndNumbers() throws {
    let found = try tokens("! $ & ( ) ... : = @ [ ] { | } 0 -4 9 4.123 -0.123 123e4 1.5E-10")
    #expect(
      found.map(\.kind) == [
        .bang, .dollar, .ampersand, .leftParenthesis, .rightParenthesis, .spread, .colon, .equals,
        .at, .leftBracket, .rightBracket, .leftBrace, .pipe, .rightBrace, .int, .int, .int, .float,
        .float, .float, .float,
      ])
  }

  @Test func readsStringsWithEscapes() throws {
    #expect(try first(#""simple""#)?.text == "simple")
    #expect(
      try first(#""escaped \n\r\b\t\f \" \\ \/""#)?.text == "escaped \n\r\u{8}\t\u{C} \" \\ /")
    #expect(try first(#""unicode \u1234\u5678""#)?.text == "unicode \u{1234}\u{5678}")
    #expect(try first(#""\u{1F44D}\uD83D\uDC4D""#)?.text == "👍👍")
  }

  @Test func readsBlockStringsAndRemovesTheirIndentation() throws {
    let source = "\"\"\"\n\n    Hello,\n      World!\r\n\n    \\\"\"\" Yours,\n  \t\n\"\"\""
    #expect(try first(source)?.text == "Hello,\n  World!\n\n\"\"\" Yours,")
    #expect(try first("\"\"\"\"\"\"")?.text == "")
    #expect(try tokens("\"\"\"\na\n\"\"\" b").last?.location == Location(line: 3, column: 5))
  }

  @Test func saysWhereAStringGoesWrong() {
    #expect(failure("\"") == "1:2: Syntax Error: Unterminated string.")
    #expect(failure("\"multi\nline\"") == "1:7: Syntax Error: Unterminated string.")
    #expect(failure("\"\"\"never\nends") == "2:5: Syntax Error: Unterminated string.")
    #expect(
      failure(#""bad \z""#) == #"1:6: Syntax Error: Invalid character escape sequence: "\z"."#)
    #expect(
      failure(#""bad \uD83D esc""#)
        == #"1:6: Syntax Error: Invalid Unicode escape sequence: "\uD83D"."#)
    #expect(
      failure(#""bad \u{110000}""#)
        == #"1:6: Syntax Error: Invalid Unicode escape sequence: "\u{110"."#)
  }

  @Test func saysWhereANumberGoesWrong() {
    #expect(failure("00") == "1:2: Syntax Error: Invalid number, unexpected digit after 0: \"0\".")
    #expect(failure("1.") == "1:3: Syntax Error: Invalid number, expected digit but got: <EOF>.")
    #expect(failure("1.A") == "1:3: Syntax Error: Invalid number, expected digit but got: \"A\".")
    #expect(failure("-A") == "1:2: Syntax Error: Invalid number, expected digit but got: \"A\".")
    #expect(failure("1.0e") == "1:5: Syntax Error: Invalid number, expected digit but got: <EOF>.")
    #expect(failure("1x") == "1:2: Syntax Error: Invalid number, expected digit but got: \"x\".")
    #expect(failure(".5") == "1:1: Syntax Error: Invalid number, expected digit before \".\".")
  }

  @Test func namesUnexpectedCharacters() {
    #expect(failure("  ?") == "1:3: Syntax Error: Unexpected character: \"?\".")
    #expect(failure("\u{203B}") == "1:1: Syntax Error: Unexpected character: U+203B.")
    #expect(failure("..") == "1:1: Syntax Error: Unexpected character: \".\".")
    #expect(failure("\u{7}") == "1:1: Syntax Error: Unexpected character: U+0007.")
  }
}
