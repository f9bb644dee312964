import Testing

@testable import GraphQL

private func failure(_ text: String, _ limits: JSONLimits = JSONLimits()) -> String? {
  do {
    _ = try JSON(parsing: text, limits: limits)
    return nil
  } catch {
    return error.description
  }
}

@Suite struct JSONTests {
  @Test func readsAndWritesEveryKindOfValue() throws {
    let text =
      #"{"a":[1,-2,0,9223372036854775807,-9223372036854775808],"b":{"c":null,"d":true,"e":false},"":"x","f":[],"g":{},"h":1.5}"#
    let value = try JSON(parsing: text)
    #expect(value.description == text)
    #expect(value["b"]?["d"] == true)
    #expect(value["a"]?[1] == -2)
    #expect(value["nothing"] == nil)
  }

  @Test func keepsTheOrderOfKeysAndTellsIntegersFromDoubles() throws {
    #expect(try JSON(parsing: #"{"b":1,"a":2}"#) == ["b": 1, "a": 2])
    #expect(try JSON(parsing: #"{"b":1,"a":2}"#) != ["a": 2, "b": 1])
    #expect(
      try JSON(parsing: "[1,1.0,1e0,-0,9223372036854775808]") == [
        1, 1.0, 1.0, -0.0, 9.223372036854775808e18,
      ])
    #expect(JSON.int(1) != JSON.double(1))
  }

  @Test func comparesByBytesNotByCanonicalEquivalence() throws {
    #expect(JSON.string("é") != JSON.string("e\u{301}"))
    let both = try JSON(parsing: "{\"é\":1,\"e\u{301}\":2}")
    #expect(both["é"] == 1)
    #expect(both["e\u{301}"] == 2)
  }

  @Test func escapesWhatMustBeEscaped() throws {
    let text = "quote \" slash \\ tab \t line \n nul \u{0} del \u{7F} é👍 / long enough for a word"
    let written = JSON.string(text).description
    #expect(
      written
        == #""quote \" slash \\ tab \t line \n nul \u0000 del \#u{7F} é👍 / long enough for a word""#
    )
    #expect(try JSON(parsing: written) == .string(text))
    #expect(try JSON(parsing: #""\u00e9\ud83d\udc4d\/""#) == "é👍/")
  }

  @Test func refusesWhatIsNotJSON() {
    for text in [
      "", " ", "nul", "tru", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "+1", "1.", ".5",
      "1e",
      "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\n\"", "[1 2]", "1 2", "NaN", "-", "\u{FEFF}1", "[",
      "{",
    ] {
      #expect(failure(text) != nil, "\(text)")
    }
    #expect(failure("{\"a\":1,\"a\":2}") == "The key \"a\" comes twice (at byte 7)")
    #expect(failure("1e999") == "The number is out of range (at byte 0)")
    #expect(failure(#""\ud83d""#) == "A surrogate stands alone (at byte 7)")
    #expect(failure(#""\ude00""#) == "A surrogate stands alone (at byte 7)")
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
  }

  @Test func holdsItsLimits() {
    let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(failure(deep) == nil)
    #expect(
      failure("[" + deep + "]") == "JSON text is nested more than 32 levels deep (at byte 32)")
    #expect(
      failure("[1,2]", JSONLimits(bytes: 4)) == "JSON text is longer than 4 bytes (at byte 4)")
  }

  @Test func writesNumbersInShortestForm() {
    #expect(
      JSON.array([0.1, 1e300, -0.0, 5.0, 123_456_789.25]).description
        == "[0.1,1e+300,-0.0,5.0,123456789.25]")
    #expect(JSON.double(.infinity).description == "null")
  }

  @Test func goesBackToAnEarlierState() {
    var bytes = JSONBytes(capacity: 1)
    bytes.beginArray()
    bytes.int(1)
    let mark = bytes.count
    bytes.beginObject()
    bytes.key("a")
    bytes.string(String(repeating: "x", count: 500))
    bytes.rewind(to: mark)
    bytes.null()
    bytes.endArray()
    #expect(String(decoding: bytes.finish(), as: UTF8.self) == "[1,null]")
  }
}
