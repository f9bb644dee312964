import Argo
import Testing

/// Headers, labels, blocks and self-describing values, byte by byte, and the reader and writer without trees.
struct PrimitivesTests {
  private static let inline = ArgoHeader([.inlineEverything])

  @Test(arguments: [
    (ArgoHeader(), [0x00] as [UInt8]),
    (ArgoHeader([.outOfBandFieldErrors, .selfDescribingErrors]), [0x18]),
    (
      ArgoHeader([.inlineEverything, .selfDescribing, .outOfBandFieldErrors, .selfDescribingErrors]
      ), [0x1e]
    ),
    (ArgoHeader(ArgoHeader.response.modes, userFlags: 0x20), [0x98, 0x40]),
    (ArgoHeader([], userFlags: 0), [0x80, 0x00]),
    (ArgoHeader([], userFlags: 1 << 7), [0x80, 0x01, 0x02]),
  ])
  func headersAreBitSets(_ header: ArgoHeader, _ bytes: [UInt8]) throws {
    let message = ArgoMessageWriter(header: header).finish()
    #expect(Array(message.prefix(bytes.count)) == bytes)
    #expect(try ArgoMessageReader(message).header == header)
  }

  @Test func unknownModesAreRefused() {
    #expect(throws: ArgoDecodingError.unknownModes(0x80)) {
      try ArgoMessageReader([0x01, 0x02, 0x00])
    }
    #expect(throws: ArgoDecodingError.integerOutOfRange(offset: 9)) {
      try ArgoMessageReader(Array(repeating: 0xff, count: 20))
    }
  }

  private static let integers: [(Int64, [UInt8])] = [
    (0, [0x00]), (-1, [0x01]), (1, [0x02]), (-2, [0x03]), (63, [0x7e]),
    (64, [0x80, 0x01]), (-65, [0x81, 0x01]),
    (.max, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    (.min, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  ]

  @Test(arguments: integers)
  func integersAreZigZagVarints(_ value: Int64, _ bytes: [UInt8]) throws {
    var writer = ArgoMessageWriter(header: Self.inline)
    writer.writeVarint(value, to: .int)
    #expect(writer.finish() == [0x02] + bytes)
    var reader = try ArgoMessageReader(writer.finish())
    #expect(try reader.readVarint(from: .int) == value)
    try reader.finish()
  }

  @Test func longerIntegersAreRefused() throws {
    var reader = try ArgoMessageReader([0x02] + Array(repeating: 0xff, count: 9) + [0x02])
    #expect(throws: ArgoDecodingError.integerOutOfRange(offset: 10)) { try reader.readLabel() }
    reader = try ArgoMessageReader([0x02] + Array(repeating: 0x80, count: 12))
    #expect(throws: ArgoDecodingError.integerOutOfRange(offset: 10)) { try reader.readLabel() }
    reader = try ArgoMessageReader([0x02, 0x80])
    #expect(throws: ArgoDecodingError.truncated(offset: 2)) { try reader.readLabel() }
  }

  @Test func claimedLengthsAreCheckedBeforeAnythingElse() throws {
    let huge: [UInt8] = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
    #expect(throws: ArgoDecodingError.truncated(offset: 11)) {
      try ArgoMessageReader([0x00] + huge)
    }
    var reader = try ArgoMessageReader([0x02] + huge)
    #expect(throws: ArgoDecodingError.truncated(offset: 11)) {
      try reader.readString(from: .string)
    }
    reader = try ArgoMessageReader([0x02] + huge)
    #expect(throws: ArgoDecodingError.tooManyElements(offset: 1)) { try reader.readCount() }
    #expect(throws: ArgoDecodingError.tooManyElements(offset: 2)) {
      try ArgoValue(selfDescribingMessage: [0x06, 0x06] + huge)
    }
  }

  @Test func listsOfNothingCantGrowBeyondTheMessage() throws {
    // Eight lists in one, each claiming eight empty records.
    let codec = try ArgoCodec(.array(.array(.record([]))))
    let bytes: [UInt8] = [0x02, 0x10] + Array(repeating: 0x10, count: 8)
    #expect(throws: ArgoDecodingError.tooManyElements(offset: 2)) { try codec.decode(bytes) }
  }

  @Test func nestingIsLimited() throws {
    var bytes: [UInt8] = [0x06]
    for _ in 0..<100_000 { bytes += [0x06, 0x02] }
    #expect(throws: ArgoDecodingError.tooDeep(offset: 129)) {
      try ArgoValue(selfDescribingMessage: bytes)
    }
    var reader = try ArgoMessageReader(bytes)
    #expect(throws: ArgoDecodingError.tooDeep(offset: 129)) { try reader.skipDesc() }
    var value = ArgoValue.null
    for _ in 0..<65 { value = .list([value]) }
    #expect(throws: ArgoEncodingError.tooDeep(path: "")) { try value.selfDescribingMessage() }
    #expect(throws: ArgoDecodingError.tooManyBlocks) {
      try ArgoMessageReader(Array(repeating: 0, count: 5_000_000))
    }
  }

  @Test func blocksStandInTheOrderOfFirstUse() throws {
    var writer = ArgoMessageWriter(header: ArgoHeader())
    let id = writer.declare("ID")
    _ = writer.declare("Unused")
    writer.writeVarint(1, to: .int)
    writer.writeString("a", to: id)
    writer.writeVarint(2, to: .int)
    writer.writeString("b", to: id)
    #expect(writer.finish() == [0x00, 0x04, 0x02, 0x04, 0x04, 0x61, 0x62, 0x04, 0x02, 0x02])
    #expect(writer.byteCount == 6)
  }

  @Test func stringsAreStoredOnceWhereTheBlockAllowsIt() throws {
    for modes in [ArgoModes(), .inlineEverything, .nullTerminatedStrings] {
      var writer = ArgoMessageWriter(header: ArgoHeader(modes))
      let id = writer.declare("ID")
      let strings = ["one", "", "e\u{301}", "é", "one", "", "é", "e\u{301}"]
      for string in strings {
        writer.writeString(string, to: .string)
        writer.writeString(string, to: id)
      }
      let message = writer.finish()
      var reader = try ArgoMessageReader(message)
      let readID = reader.declare("ID")
      for string in strings {
        #expect(Array(try reader.readString(from: .string).utf8) == Array(string.utf8))
        #expect(Array(try reader.readString(from: readID).utf8) == Array(string.utf8))
      }
      try reader.finish()
      var strict = try ArgoMessageReader(message, tracksBackreferences: false)
      for _ in 0..<8 { _ = try? strict.readString(from: .string) }
      #expect(throws: ArgoDecodingError.self) { try strict.finish() }
    }
  }

  @Test func theHundredThousandthStringIsFoundAgain() throws {
    var writer = ArgoMessageWriter(header: ArgoHeader())
    for _ in 0..<2 { for index in 0..<100_000 { writer.writeString("s\(index)", to: .string) } }
    var reader = try ArgoMessageReader(writer.finish())
    for _ in 0..<2 {
      for index in 0..<100_000 where try reader.readString(from: .string) != "s\(index)" {
        Issue.record("string \(index) differs")
      }
    }
    try reader.finish()
  }

  @Test(arguments: [ArgoModes(), .inlineEverything])
  func aListCanBeCountedAtItsEnd(_ modes: ArgoModes) throws {
    var counted = ArgoMessageWriter(header: ArgoHeader(modes))
    var uncounted = counted
    counted.writeCount(100)
    let outer = uncounted.beginList()
    for _ in 0..<100 {
      counted.writeCount(2)
      let inner = uncounted.beginList()
      for string in ["one", "two"] {
        counted.writeString(string, to: .string)
        uncounted.writeString(string, to: .string)
      }
      uncounted.endList(inner, count: 2)
    }
    uncounted.endList(outer, count: 100)
    counted.writeString("two", to: .string)
    uncounted.writeString("two", to: .string)
    #expect(uncounted.finish() == counted.finish())
  }

  @Test func stringsMustBeUTF8() throws {
    var reader = try ArgoMessageReader([0x02, 0x04, 0xc3, 0x28])
    #expect(throws: ArgoDecodingError.invalidUTF8(offset: 2)) {
      try reader.readString(from: .string)
    }
    reader = try ArgoMessageReader([0x02, 0x04, 0xc3, 0x28])
    #expect(throws: ArgoDecodingError.invalidUTF8(offset: 2)) { try reader.readUTF8(from: .string) }
    reader = try ArgoMessageReader([0x22, 0x02, 0x61, 0x62])
    #expect(throws: ArgoDecodingError.missingTerminator(offset: 3)) {
      try reader.readString(from: .string)
    }
  }

  @Test func whatFollowsTheValueIsRefused() throws {
    #expect(throws: ArgoDecodingError.trailingBytes(offset: 2)) {
      try ArgoValue(selfDescribingMessage: [0x06, 0x00, 0x00])
    }
    // A block that nothing uses, and one that is used in part.
    #expect(throws: ArgoDecodingError.trailingBytes(offset: 2)) {
      try ArgoValue(selfDescribingMessage: [0x04, 0x02, 0x61, 0x02, 0x00])
    }
    #expect(throws: ArgoDecodingError.trailingBytes(offset: 3)) {
      try ArgoValue(selfDescribingMessage: [0x04, 0x04, 0x61, 0x62, 0x04, 0x08, 0x02])
    }
    #expect(throws: ArgoDecodingError.missingBlock(key: "String")) {
      try ArgoValue(selfDescribingMessage: [0x04, 0x04, 0x08, 0x02])
    }
    #expect(throws: ArgoDecodingError.invalidBackreference(-4, offset: 2)) {
      try ArgoValue(selfDescribingMessage: [0x06, 0x08, 0x07])
    }
  }

  @Test(arguments: [ArgoModes.inlineEverything, [], [.noDeduplication], [.nullTerminatedStrings]])
  func selfDescribingValuesComeBack(_ modes: ArgoModes) throws {
    let value = ArgoValue.object([
      .init("null", .null), .init("true", .boolean(true)), .init("false", .boolean(false)),
      .init("int", .int(.min)), .init("float", .float(-0.0)), .init("nan", .float(.nan)),
      .init("text", .string("zażółć 🐋")), .init("empty", .string("")),
      .init("bytes", .bytes([0, 255])), .init("again", .bytes([0, 255])),
      .init("list", .list([.string("text"), .list([]), .object([])])), .init("", .string("\u{0}")),
    ])
    let message = try value.selfDescribingMessage(modes: modes)
    #expect(try ArgoValue(selfDescribingMessage: message) == value)
    var reader = try ArgoMessageReader(message)
    try reader.skipDesc()
    try reader.finish()
  }
}

/// The header of HTTP requests.
struct ArgoModesPreferenceTests {
  private static let preferences: [(String, ArgoModes)] = [
    ("", []), ("InlineEverything", .inlineEverything),
    ("SelfDescribingErrors;OutOfBandFieldErrors", [.selfDescribingErrors, .outOfBandFieldErrors]),
    (" selfdescribing ; NODEDUPLICATION;Later;;", [.selfDescribing, .noDeduplication]),
    ("NullTerminatedStrings", .nullTerminatedStrings), ("HasUserFlags", []),
  ]

  @Test(arguments: preferences)
  func aClientNamesTheModesThatItPrefers(_ header: String, _ modes: ArgoModes) {
    #expect(ArgoModes(preference: header) == modes)
  }
}
