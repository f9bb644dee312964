import Documents
import Testing

@Suite struct TextFormTests {
  @Test(arguments: [
    ("2026-11-23T17:30:00Z", "2026-11-23T17:30:00.000000000Z", "2026-11-23T17:30:00.000Z"),
    ("2026-11-23T17:30:00.25+01:00", "2026-11-23T16:30:00.250000000Z", "2026-11-23T16:30:00.250Z"),
    ("2024-12-31T23:00:00-02:30", "2025-01-01T01:30:00.000000000Z", "2025-01-01T01:30:00.000Z"),
    ("2024-03-01T00:10:00+00:20", "2024-02-29T23:50:00.000000000Z", "2024-02-29T23:50:00.000Z"),
    ("2023-03-01T00:10:00+23:59", "2023-02-28T00:11:00.000000000Z", "2023-02-28T00:11:00.000Z"),
    ("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:60.000000000Z", "1990-12-31T23:59:60.000Z"),
    (
      "0000-01-01t00:00:00.000001z", "0000-01-01T00:00:00.000001000Z", "0000-01-01T00:00:00.000001Z"
    ),
    (
      "1985-04-12T23:20:50.123456789-00:00", "1985-04-12T23:20:50.123456789Z",
      "1985-04-12T23:20:50.123456789Z"
    ),
    (
      "1985-04-12T23:20:50.100000001Z", "1985-04-12T23:20:50.100000001Z",
      "1985-04-12T23:20:50.100000001Z"
    ),
  ])
  func dateTimesAreNormalisedToUTC(text: String, normalised: String, shown: String) throws {
    #expect(try DateTimeForm.normalise(text) == normalised)
    #expect(DateTimeForm.display(normalised) == shown)
    #expect(try DateTimeForm.normalise(shown) == normalised)
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-11-23T17:30Z", "2026-11-23T17:30:00", "2026-11-23 17:30:00Z",
    "2026-11-23T24:00:00Z", "2026-11-23T17:60:00Z", "2026-11-23T17:30:61Z", "2026-11-23T17:30:60Z",
    "2026-11-22T23:59:60Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-00T00:00:00Z", "26-11-23T17:30:00Z",
    "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-11-23T17:30:00.Z",
    "2026-11-23T17:30:00.1234567890Z", "2026-11-23T17:30:00+24:00", "2026-11-23T17:30:00+01:60",
    "2026-11-23T17:30:00+0100", "2026-11-23T17:30:00ZZ", "+026-11-23T17:30:00Z",
    "2026-11-23T17:30:00\u{661}Z",
  ])
  func otherTextIsNoDateTime(text: String) {
    #expect(throws: TextFormError.self) { try DateTimeForm.normalise(text) }
  }

  @Test func bytesOfDateTimesSortAsTheInstantsDo() throws {
    let ascending = [
      "0000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z",
      "2026-11-23T18:00:00+01:00", "2026-11-23T17:00:00.000000001Z", "2026-11-23T12:30:00-05:00",
      "2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ]
    let forms = try ascending.map(DateTimeForm.normalise)
    for (left, right) in zip(forms, forms.dropFirst()) {
      #expect(UTF8Order.precedes(left, right))
    }
  }

  @Test func textInAnotherFormIsShownAsItIs() {
    for text in ["", "Z", "abc", "2026", ".000000000Y"] {
      #expect(DateTimeForm.display(text) == text)
      #expect(BigIntForm.display(text + "x") == text + "x")
    }
  }

  @Test func datesStayAsTheyAre() throws {
    for text in ["0000-01-01", "2000-02-29", "2026-11-30", "9999-12-31"] {
      #expect(try DateForm.normalise(text) == text)
    }
    for text in ["2100-02-29", "2026-11-31", "2026-1-01", "2026-11-23T", "", "2026-11-2x"] {
      #expect(throws: TextFormError.self) { try DateForm.normalise(text) }
    }
  }

  @Test func timesAreNormalisedToUTC() throws {
    #expect(try TimeForm.normalise("17:30:00Z") == "17:30:00.000000000Z")
    #expect(try TimeForm.normalise("00:30:00.5+01:00") == "23:30:00.500000000Z")
    #expect(try TimeForm.normalise("23:30:00-01:00") == "00:30:00.000000000Z")
    #expect(try TimeForm.normalise("23:59:60Z") == "23:59:60.000000000Z")
    #expect(TimeForm.display("23:30:00.500000000Z") == "23:30:00.500Z")
    for text in ["17:30:00", "17:30Z", "24:00:00Z", "12:00:60Z", "17:30:00Z1"] {
      #expect(throws: TextFormError.self) { try TimeForm.normalise(text) }
    }
  }

  @Test func bytesOfBigIntsSortAsTheNumbersDo() throws {
    let large = String(repeating: "9", count: 1_000)
    let ascending = [
      "-" + large, "-10000", "-1000", "-999", "-998", "-100", "-99", "-10", "-9", "-1", "0", "1",
      "9", "10", "99", "100", "998", "999", "1000", "18446744073709551616", large,
    ]
    let forms = try ascending.map(BigIntForm.normalise)
    for (left, right) in zip(forms, forms.dropFirst()) {
      #expect(UTF8Order.precedes(left, right))
    }
    #expect(forms.map(BigIntForm.display) == ascending)
  }

  @Test func aBigIntHasOneForm() throws {
    #expect(try BigIntForm.normalise("12345") == "1000512345")
    #expect(try BigIntForm.normalise("-5") == "099984")
    #expect(try BigIntForm.normalise("-000") == "10000")
    #expect(try BigIntForm.normalise("007") == "100017")
    for text in [
      "", "-", "+1", "1.0", "1e3", " 1", "--1", "\u{661}",
      "1" + String(repeating: "0", count: 1_000),
    ] {
      #expect(throws: TextFormError.self) { try BigIntForm.normalise(text) }
    }
  }

  @Test func version7IDsHoldTheTimeAndSort() {
    var random = SplitMix64(seed: 5)
    let id = UUIDv7.make(milliseconds: 0x0123_4567_89AB, using: &random).text
    #expect(id.hasPrefix("01234567-89ab-7"))
    #expect(id.utf8.count == 36)
    let dashes = id.utf8.enumerated().filter { $0.element == UInt8(ascii: "-") }.map(\.offset)
    #expect(dashes == [8, 13, 18, 23])
    #expect("89ab".contains(id[id.index(id.startIndex, offsetBy: 19)]))
    let later = UUIDv7.make(milliseconds: 0x0123_4567_89AC, using: &random)
    #expect(DocumentID(id) < later)
    #expect(DocumentID.problem(with: id) == nil)
  }
}
