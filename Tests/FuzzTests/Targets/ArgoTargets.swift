import GraphQL

@testable import Argo

/// JSON, and Argo.
enum ArgoTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(
      "json", dictionary: "json",
      texts: [
        #"{"a": [1, -0.5e-3, 1E300, 9223372036854775807, 18446744073709551616], "b": {"é\u00e9\ud83d\ude00\n": null}}"#,
        #" [ true , false , [ [ ] ] , { } , "" , 1.0 , -0 ] "#,
      ]
    ) { text in
      let limits = JSONLimits(bytes: 1 << 12, depth: 32)
      guard let json = try? JSON(parsing: text, limits: limits) else { return false }
      let bytes = json.bytes
      // Printed, a byte may become six.
      let again = try hold("printed JSON is read") {
        try JSON(parsing: bytes, limits: JSONLimits(bytes: 6 << 12, depth: 32))
      }
      try hold(again == json, "printed JSON is the same value: \(json)")
      try hold(again.bytes == bytes, "printed JSON is printed alike")
      return true
    },
    FuzzTarget("argo", dictionary: nil, seeds: argoSeeds) { input in
      guard let first = input.first else { return false }
      let codec = codecs[Int(first) % codecs.count]
      return try argo(Array(input.dropFirst()), codec)
    },
    FuzzTarget(
      "argo-response", maximumLength: 2_048, dictionary: "graphql",
      texts: [
        "{ pet { name ... on Dog { owner { name color } } } any { ... on Cat { lives } } day }"
      ]
    ) { text in
      guard let document = try? DocumentNode(parsing: text),
        let type = try? zooTyper.responseType(of: document, hasExtensions: true)
      else { return false }
      _ = try hold("a wire type that was made is well-formed") { try ArgoCodec(type) }
      return true
    },
  ]

  /// Codecs of all kinds of wire types.
  private static let codecs: [ArgoCodec] = {
    let strings = WireType.block(.string, key: "String", deduplicates: true)
    let numbers = WireType.block(.varint, key: "Int", deduplicates: false)
    let record = WireType.record([
      .init("a", .nullable(strings)), .init("b", .array(numbers), isOmittable: true),
      .init("c", .nullable(.block(.float64, key: "Float", deduplicates: false))),
      .init("d", .boolean), .init("e", .block(.bytes, key: "Bytes", deduplicates: true)),
      .init("f", .block(.fixed(length: 3), key: "Three", deduplicates: false), isOmittable: true),
      .init("g", .desc, isOmittable: true),
    ])
    let types: [WireType] = [
      .desc, .response(data: record, hasExtensions: true), .array(.nullable(record)),
      .response(data: .record([.init("x", .nullable(.array(.nullable(record))))]), errors: .error),
      .nullable(.array(strings)),
    ]
    do throws(WireTypeError) {
      var codecs: [ArgoCodec] = []
      for type in types { codecs.append(try ArgoCodec(type)) }
      return codecs
    } catch {
      preconditionFailure("the types are well-formed: \(error)")
    }
  }()

  private static func argo(_ message: [UInt8], _ codec: ArgoCodec) throws -> Bool {
    let value: ArgoValue
    do throws(ArgoDecodingError) { value = try codec.decode(message) } catch {
      try hold(!error.description.isEmpty, "an error says what is wrong")
      return false
    }
    var position = 0
    let header = try hold("a decoded message has a header") {
      try ArgoHeader(reading: message, at: &position)
    }
    let encoded = try hold("what was decoded is encoded") {
      try codec.encode(value, header: header)
    }
    let again = try hold("what was encoded is decoded") { try codec.decode(encoded) }
    try hold(again == value, "what was encoded is the same value: \(value) and \(again)")
    return true
  }

  private static func argoSeeds() throws -> [[UInt8]] {
    let record: ArgoValue = .object([
      .init("a", .string("text")), .init("b", .list([.int(1), .int(-70_000)])),
      .init("c", .float(1.5)), .init("d", .boolean(true)), .init("e", .bytes([1, 2, 3])),
      .init("f", .bytes([7, 8, 9])),
      .init("g", .object([.init("k", .list([.null, .string("text"), .int(5), .float(0.5)]))])),
    ])
    let error: ArgoValue = .object([
      .init("message", .string("wrong")), .init("path", .list([.string("x")])),
    ])
    let values: [ArgoValue] = [
      record,
      .object([
        .init("data", record), .init("errors", .list([error])), .init("extensions", .object([])),
      ]),
      .list([record, .null, record]),
      .object([.init("data", .object([.init("x", .list([record, .null]))]))]),
      .list([.string("a"), .string("b"), .string("a")]),
    ]
    var seeds: [[UInt8]] = []
    for (index, value) in values.enumerated() {
      for modes: ArgoModes in [
        [.outOfBandFieldErrors, .selfDescribingErrors],
        [.outOfBandFieldErrors, .selfDescribingErrors, .inlineEverything, .noDeduplication],
        [.selfDescribing], [.nullTerminatedStrings, .selfDescribingErrors],
      ] {
        seeds.append(
          [UInt8(index)] + (try codecs[index].encode(value, header: ArgoHeader(modes))))
      }
    }
    return seeds
  }
}
