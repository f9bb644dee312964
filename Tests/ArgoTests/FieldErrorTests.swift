import Argo
import Testing

/// Errors at the place of a field, errors as records, and their paths.
struct FieldErrorTests {
  private static let string = WireType.block(.string, key: "String", deduplicates: true)
  private static let hero = WireType.record([
    .init("name", .nullable(string)), .init("friends", .nullable(.array(.nullable(friend)))),
  ])
  private static let friend = WireType.record([.init("id", string), .init("name", string)])
  private static let type = WireType.response(
    data: .record([.init("hero", .nullable(hero))]), errors: .error)

  private static func error(_ message: String, path: [ArgoValue]) -> ArgoValue {
    .object([
      .init("message", .string(message)),
      .init("locations", .list([.object([.init("line", .int(2)), .init("column", .int(3))])])),
      .init("path", .list(path)),
      .init("extensions", .object([.init("code", .string("FORBIDDEN"))])),
    ])
  }

  private static func response(name: ArgoValue, friend: ArgoValue, errors: [ArgoValue]?)
    -> ArgoValue
  {
    var members: [ArgoValue.Member] = [
      .init(
        "data",
        .object([
          .init("hero", .object([.init("name", name), .init("friends", .list([.null, friend]))]))
        ]))
    ]
    if let errors { members.append(.init("errors", .list(errors))) }
    return .object(members)
  }

  @Test(arguments: [
    ArgoModes(), .inlineEverything, .selfDescribingErrors,
    [.selfDescribingErrors, .inlineEverything],
  ])
  func inlineErrorsComeBackWithPathsThatBeginAtTheField(_ modes: ArgoModes) throws {
    let codec = try ArgoCodec(Self.type)
    let value = Self.response(
      name: .fieldErrors([Self.error("secret", path: [])]),
      friend: .fieldErrors([
        Self.error("no id", path: [.string("id")]), Self.error("no name", path: [.string("name")]),
      ]), errors: nil)
    let bytes = try codec.encode(value, header: ArgoHeader(modes))
    #expect(try codec.decode(bytes) == value)
  }

  @Test func outOfBandErrorsHaveTheirWholePath() throws {
    let codec = try ArgoCodec(Self.type)
    let path: [ArgoValue] = [.string("hero"), .string("friends"), .int(1), .string("name")]
    let value = Self.response(
      name: .null, friend: .fieldErrors([]), errors: [Self.error("no name", path: path)])
    let header = ArgoHeader([.outOfBandFieldErrors, .inlineEverything])
    let bytes = try codec.encode(value, header: header)
    // The steps: data, hero, friends, the second, name.
    let steps: [UInt8] = [0x0a, 0x00, 0x00, 0x02, 0x02, 0x02]
    #expect(bytes.indices.contains { bytes[$0...].starts(with: steps) })
    #expect(try codec.decode(bytes) == value)
  }

  @Test func whatCantBeIsRefused() throws {
    let codec = try ArgoCodec(Self.type)
    let inline = Self.response(
      name: .fieldErrors([Self.error("secret", path: [])]), friend: .null, errors: nil)
    #expect(throws: ArgoEncodingError.inlineError(path: "data.hero.name")) {
      try codec.encode(inline, header: .response)
    }
    let lost = Self.response(
      name: .null, friend: .null, errors: [Self.error("where", path: [.string("villain")])])
    #expect(throws: ArgoEncodingError.invalidPath(path: "errors.0.path")) {
      try codec.encode(lost, header: ArgoHeader())
    }
    let typed = Self.response(name: .int(5), friend: .null, errors: nil)
    #expect(throws: ArgoEncodingError.typeMismatch(expected: "STRING", path: "data.hero.name")) {
      try codec.encode(typed)
    }
    let missing = Self.response(
      name: .null, friend: .object([.init("id", .string("1"))]), errors: nil)
    #expect(throws: ArgoEncodingError.missingField(path: "data.hero.friends.1.name")) {
      try codec.encode(missing)
    }
  }

  @Test func scalarsOutsideOfBlocksAreNoWireType() {
    #expect(throws: WireTypeError.malformed("the scalar STRING stands outside of a block")) {
      try ArgoCodec(.array(.string))
    }
    #expect(throws: WireTypeError.malformed("a block holds scalars only")) {
      try ArgoCodec(.block(.array(.boolean), key: "X", deduplicates: false))
    }
  }

  @Test func fixedBytesAndNumbersKeepTheirForm() throws {
    let codec = try ArgoCodec(
      .record([
        .init("key", .block(.fixed(length: 3), key: "Key", deduplicates: false), isOmittable: true),
        .init("number", .nullable(.block(.float64, key: "Float", deduplicates: false))),
        .init("count", .nullable(.block(.varint, key: "Int", deduplicates: false))),
        .init("blob", .block(.bytes, key: "Blob", deduplicates: true), isOmittable: true),
      ]))
    let value = ArgoValue.object([
      .init("key", .bytes([1, 2, 3])), .init("number", .int(4)), .init("count", .float(5)),
      .init("blob", .bytes([])),
    ])
    let bytes = try codec.encode(value, header: ArgoHeader([.inlineEverything]))
    #expect(bytes == [2, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x40, 0, 10, 0])
    #expect(
      try codec.decode(bytes)
        == .object([
          .init("key", .bytes([1, 2, 3])), .init("number", .float(4)), .init("count", .int(5)),
          .init("blob", .bytes([])),
        ]))
    #expect(throws: ArgoEncodingError.wrongLength(expected: 3, actual: 1, path: "key")) {
      try codec.encode(.object([.init("key", .bytes([1]))]))
    }
    #expect(throws: ArgoEncodingError.typeMismatch(expected: "VARINT", path: "count")) {
      try codec.encode(.object([.init("count", .float(0.5))]))
    }
    #expect(
      try codec.encode(.object([]), header: ArgoHeader([.inlineEverything])) == [2, 3, 1, 1, 3])
  }

  @Test(arguments: [ArgoModes(), .inlineEverything])
  func whatMayBeAbsentMayBeNull(_ modes: ArgoModes) throws {
    let codec = try ArgoCodec(
      .record([
        .init("text", Self.string, isOmittable: true),
        .init(
          "three", .block(.fixed(length: 3), key: "Three", deduplicates: false), isOmittable: true),
        .init("friend", Self.friend, isOmittable: true),
      ]))
    let value: ArgoValue = .object([
      .init("text", .null), .init("three", .null), .init("friend", .null),
    ])
    #expect(try codec.decode(codec.encode(value, header: ArgoHeader(modes))) == value)
  }
}
