import Documents
import Testing

@Suite struct ScalarTypeTests {
  private let color = ScalarType.enumeration(name: "Color", values: ["RED", "GREEN"])

  private func problem(_ type: ScalarType, _ external: ExternalScalar) -> String? {
    do throws(ScalarError) {
      _ = try type.normalise(external)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func eachScalarHasItsInternalForm() throws {
    #expect(try ScalarType.string.normalise(.string("")) == .string(""))
    #expect(try ScalarType.int.normalise(.int(-2_147_483_648)) == .int(-2_147_483_648))
    #expect(try ScalarType.int.normalise(.double(3)) == .int(3))
    #expect(try ScalarType.float.normalise(.int(3)) == .double(3))
    #expect(try ScalarType.float.normalise(.double(-0.0)) == .double(0))
    #expect(try ScalarType.boolean.normalise(.bool(true)) == .bool(true))
    #expect(try ScalarType.id.normalise(.int(42)) == .string("42"))
    #expect(try ScalarType.timestamp.normalise(.string("1700000000000")) == .int(1_700_000_000_000))
    #expect(try ScalarType.timestamp.normalise(.double(1.7e12)) == .int(1_700_000_000_000))
    #expect(try ScalarType.date.normalise(.string("2026-11-23")) == .string("2026-11-23"))
    #expect(
      try ScalarType.time.normalise(.string("00:30:00+01:00")) == .string("23:30:00.000000000Z"))
    #expect(
      try ScalarType.dateTime.normalise(.string("2026-11-23T00:30:00.5+01:00"))
        == .string("2026-11-22T23:30:00.500000000Z"))
    #expect(try ScalarType.bigInt.normalise(.int(-120)) == .string("09996879"))
    #expect(try ScalarType.json.normalise(.string(" [1, 2 ] ")) == .string("[1,2]"))
    #expect(try color.normalise(.string("RED")) == .string("RED"))
  }

  @Test func messagesSayWhatIsWrong() {
    #expect(
      problem(.int, .int(2_147_483_648))
        == "Int cannot represent 2147483648: it is not between -2147483648 and 2147483647")
    #expect(problem(.int, .double(1.5)) == "Int cannot represent 1.5: it is not a whole number")
    #expect(problem(.int, .double(.nan)) == "Int cannot represent nan: it is not finite")
    #expect(problem(.int, .double(1e300)) == "Int cannot represent 1e+300: it is too large")
    #expect(problem(.int, .string("1")) == "Int cannot represent \"1\": it is not a number")
    #expect(problem(.float, .double(.infinity)) == "Float cannot represent inf: it is not finite")
    #expect(problem(.string, .int(1)) == "String cannot represent 1: it is not a string")
    #expect(problem(.string, .string("a\0b")) == "String cannot contain U+0000")
    #expect(problem(.boolean, .int(1)) == "Boolean cannot represent 1: it is not true or false")
    #expect(problem(.id, .string("")) == "an id must not be empty")
    #expect(
      problem(.id, .double(1))
        == "ID cannot represent 1.0: it is neither a string nor a whole number")
    #expect(
      problem(.date, .string("2026-02-30"))
        == "Date cannot represent \"2026-02-30\": there is no such date")
    #expect(
      problem(color, .string("BLUE"))
        == "Color cannot represent \"BLUE\": its values are RED, GREEN")
    #expect(
      problem(.timestamp, .string("+1"))
        == "Timestamp cannot represent \"+1\": it is not a number of milliseconds")
    #expect(
      problem(.json, .string("{"))
        == "JSON cannot represent \"{\": not JSON: a member's name is expected at byte 1")
  }

  @Test func aLongTextIsCutShortInTheMessage() {
    let text = String(repeating: "x", count: 100)
    #expect(
      problem(color, .string(text))
        == "Color cannot represent \"\(text.prefix(64))…\": its values are RED, GREEN")
  }

  @Test func clientsReadWhatTheyWrote() throws {
    let cases: [(ScalarType, ExternalScalar, ExternalScalar)] = [
      (.string, .string("é"), .string("é")), (.int, .int(-5), .int(-5)),
      (.float, .double(1.25), .double(1.25)), (.boolean, .bool(false), .bool(false)),
      (.id, .int(7), .string("7")), (.timestamp, .int(1), .int(1)),
      (.date, .string("2024-02-29"), .string("2024-02-29")),
      (.time, .string("12:00:00Z"), .string("12:00:00.000Z")),
      (.dateTime, .string("2024-02-29t12:00:00.1234z"), .string("2024-02-29T12:00:00.123400Z")),
      (.bigInt, .string("-00012"), .string("-12")), (.json, .string("{ }"), .string("{}")),
      (color, .string("GREEN"), .string("GREEN")),
    ]
    for (type, written, read) in cases {
      let value = try type.normalise(written)
      #expect(type.external(value) == read)
      guard case .string(var text) = value, case .string(let expected) = read else { continue }
      var bytes: [UInt8] = []
      text.withUTF8 { type.appendDisplay(text: UnsafeRawBufferPointer($0), to: &bytes) }
      #expect(String(decoding: bytes, as: UTF8.self) == expected)
      #expect(type.convertsText || text == expected)
    }
  }

  @Test func nullAndListsAreShownAsText() {
    #expect(ScalarType.int.external(.null) == nil)
    #expect(ScalarType.int.external(.list([.int(1)])) == nil)
    #expect(ScalarType.int.external(.string("1")) == nil)
    #expect(ScalarType.int.displayText(.null) == "null")
    #expect(ScalarType.bigInt.displayText(.list([.string("10000"), .null])) == "[0, null]")
  }
}
