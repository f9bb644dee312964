import Documents
import Testing

@Suite struct JSONFormTests {
  @Test(arguments: [
    ("null", "null"), (" true ", "true"), ("\tfalse\r\n", "false"), ("-0.5e+10", "-0.5e+10"),
    ("0", "0"), ("1E5", "1E5"), ("\" a \\u00e9 \\n\\\" \"", "\" a \\u00e9 \\n\\\" \""),
    ("{ \"a\" : [ 1 , { } , [ ] ] , \"a\" : \"é\" }", "{\"a\":[1,{},[]],\"a\":\"é\"}"),
  ])
  func whiteSpaceBetweenTokensGoes(text: String, compact: String) throws {
    #expect(try JSONForm.normalise(text) == compact)
    #expect(try JSONForm.normalise(compact) == compact)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "01", "-", "1.", ".5", "1e", "+1", "NaN", "'a'", "\"",
    "\"\\x\"",
    "\"\\u12g4\"", "\"\\", "\"\u{1}\"", "\"a\nb\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]",
    "{",
    "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "1 2", "[] x",
    "/**/1",
    "\u{FEFF}1", "\u{A0}1",
  ])
  func otherTextIsRefused(text: String) {
    #expect(throws: TextFormError.self) { try JSONForm.normalise(text) }
  }

  @Test func nestingHasALimit() throws {
    let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(try JSONForm.normalise(deepest) == deepest)
    let deeper = String(repeating: "[", count: 100_000)
    #expect(throws: TextFormError.self) { try JSONForm.normalise(deeper) }
    #expect(throws: TextFormError.self) { try JSONForm.normalise("[\(deepest)]") }
  }

  @Test func theMessageSaysWhere() {
    do throws(TextFormError) {
      _ = try JSONForm.normalise("[1, x]")
      Issue.record("accepted")
    } catch {
      #expect(error.description == "not JSON: a value is expected at byte 4")
    }
  }
}
