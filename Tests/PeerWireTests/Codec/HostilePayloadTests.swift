import Argo
import Documents
import Replication
import Testing

@testable import PeerWire

@Suite("Payloads of a faulty or hostile peer")
struct HostilePayloadTests {
  static let catalog = Catalog(types: [
    CatalogType(
      name: "Note", merge: .field,
      fields: [
        CatalogField(name: "text", type: "String"), CatalogField(name: "tags", type: "[String]"),
      ])
  ])

  static func decoder() throws -> PeerDecoder {
    var samples = Samples(seed: 1)
    var decoder = PeerDecoder()
    var hello = samples.hello()
    hello.catalog = catalog
    _ = try decoder.decode(PeerEncoder.encode(.hello(hello)))
    return decoder
  }

  /// What became of input that may be anything: it must be a value or a typed error.
  static func survives(_ message: LinkMessage, _ decoder: PeerDecoder) -> Bool {
    var decoder = decoder
    do throws(PeerCodecError) {
      let input = try decoder.decode(message)
      guard case .message(.page(_, let page)) = input else { return true }
      return page.changes.rows.allSatisfy { row in
        page.changes.bytes[row.id].count <= DocumentID.maximumLength
          && page.changes.values(of: row) != nil
          && Int(row.type.rawValue) < decoder.catalog.types.count
      }
    } catch {
      return !"\(error)".isEmpty
    }
  }

  @Test("every message cut anywhere is refused", arguments: 0..<6 as Range<UInt64>)
  func truncations(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    var decoder = PeerDecoder()
    let hello = samples.hello()
    let messages = [.hello(hello)] + samples.messages(hello.catalog)
    _ = try decoder.decode(PeerEncoder.encode(messages[0]))
    for message in messages {
      let whole = try PeerEncoder.encode(message)
      for length in 0..<whole.payload.count {
        var copy = decoder
        #expect(throws: PeerCodecError.self) {
          try copy.decode(
            LinkMessage(whole.kind, id: whole.id, payload: Array(whole.payload.prefix(length))))
        }
      }
      var copy = decoder
      #expect(throws: PeerCodecError.self) {
        try copy.decode(LinkMessage(whole.kind, id: whole.id, payload: whole.payload + [0]))
      }
    }
  }

  @Test(
    "flipped bits give a value within all limits, or a typed error",
    arguments: 0..<40 as Range<UInt64>)
  func flips(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    var decoder = PeerDecoder()
    let hello = samples.hello()
    let messages = [.hello(hello)] + samples.messages(hello.catalog)
    _ = try decoder.decode(PeerEncoder.encode(messages[0]))
    for message in messages {
      let whole = try PeerEncoder.encode(message)
      for _ in 0..<60 where !whole.payload.isEmpty {
        var payload = whole.payload
        for _ in 0..<samples.number(1...3) {
          payload[samples.number(0...payload.count - 1)] ^= 1 << UInt8(samples.number(0...7))
        }
        #expect(Self.survives(LinkMessage(whole.kind, id: whole.id, payload: payload), decoder))
      }
    }
  }

  @Test("random bytes give a typed error or a value, of every kind and id")
  func garbage() throws {
    var samples = Samples(seed: 9)
    let decoder = try Self.decoder()
    for kind in LinkMessage.Kind.allCases where !kind.isOfLink {
      for id: UInt64 in [1, 2, 3, 4_294_967_297, 4_294_967_298, .max] {
        for _ in 0..<100 {
          let message = LinkMessage(kind, id: id, payload: samples.bytes(0...60))
          #expect(Self.survives(message, decoder))
        }
      }
    }
  }

  /// A page of one row, as a tree, in which one thing is replaced.
  static func page(_ change: (inout [String: ArgoValue]) -> Void) throws -> LinkMessage {
    let stamps: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 4 << 1 | 1]
    var row: [String: ArgoValue] = [
      "type": .int(0), "id": .string("a"), "createdAt": .null, "deleted": .boolean(false),
      "stamps": .bytes(stamps), "values": .list([.string("text"), .list([.string("tag")])]),
    ]
    change(&row)
    let tree = Trees.response(
      "changes",
      .object([
        .init("replicas", row["replicas"] ?? .list([Trees.bits(1), Trees.bits(2)])),
        .init(
          "items",
          .list([
            .object(
              ["type", "id", "createdAt", "deleted", "stamps", "values"].map {
                .init($0, row[$0] ?? .null)
              })
          ])),
        .init("lastSync", row["lastSync"] ?? .bytes([])),
        .init("knowledge", row["knowledge"] ?? .bytes([])), .init("claim", .null),
        .init("floor", .bytes([])), .init("hasMore", .boolean(false)),
      ]))
    let payload = try ArgoCodec(PeerOperation.changes.responseType).encode(
      tree, header: PeerEncoder.responseHeader)
    return LinkMessage(.next, id: 3, payload: payload)
  }

  @Test("a page with one thing wrong is refused, and the reason says where")
  func badPages() throws {
    var decoder = try Self.decoder()
    _ = try decoder.decode(Self.page { _ in })
    func stamps(_ bytes: [UInt8]) -> ArgoValue { .bytes(bytes) }
    let time: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 0]
    let deep = (0..<40).reduce(ArgoValue.null) { value, _ in .list([value]) }
    let wrong: [(place: String, key: String, value: ArgoValue)] = [
      ("items[0].type", "type", .int(1)), ("items[0].type", "type", .int(-1)),
      ("items[0].type", "type", .int(.max)),
      ("items[0].id", "id", .string("")), ("items[0].id", "id", .string("a\0")),
      ("items[0].id", "id", .string(String(repeating: "a", count: 129))),
      ("items[0].values", "values", .list([.string("a\0b")])),
      ("items[0].values", "values", .list([.null, .null, .null])),
      ("items[0].values", "values", .list([.bytes([1])])),
      ("items[0].values", "values", .list([.object([.init("a", .null)])])),
      ("items[0].values", "values", .list([.list([.object([])])])),
      ("items[0].values", "values", .list([deep])),
      ("replicas", "replicas", .list([Trees.bits(1), Trees.bits(1)])),
      ("knowledge", "knowledge", .bytes([1])),
      ("knowledge", "knowledge", .bytes([UInt8](repeating: 0, count: 16))),
      ("lastSync", "lastSync", .bytes([UInt8](repeating: 0, count: PeerLimits.token + 1))),
      ("items[0].stamps", "stamps", stamps([])),
      ("items[0].stamps", "stamps", stamps([0, 0])),
      ("items[0].stamps", "stamps", stamps([1, 2] + time + [0, 9])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 11])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 3])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 9, 0])),
      ("items[0].stamps", "stamps", stamps([1, 0] + [UInt8](repeating: 0, count: 8) + [0, 9])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [1, 0] + time + [9])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [2, 1] + time + [1] + time + [9])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 8, 1, 1, 1, 0])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 8, 1, 1, 1, 1])),
      ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 8, 1, 2, 1, 1])),
      ("items[0].stamps", "stamps", stamps([1, 0x80, 0] + time + [0, 9])),
      ("items[0].createdAt", "stamps", stamps([1, 0] + time + [0, 8, 0, 1, 1, 1])),
    ]
    // What was merged behind the slots of a stamp of the first replica.
    let merged: [[UInt8]] = [
      [1], [1, 0, 0], [1, 1, 1, 1] + time, [1, 0, 1, 0] + time, [1, 0, 1, 2] + time,
      [1, 0, 1, 1] + [UInt8](repeating: 0, count: 8), [1, 0, 1, 1] + time + [0],
      [0x81, 0, 0, 1, 1] + time, [2, 0, 1, 1] + time + [0, 1, 1] + time,
      [1, 0, 2, 1] + time + [1] + time,
    ]
    let whole = stamps([1, 0] + time + [0, 9, 1, 0, 1, 1] + time)
    _ = try decoder.decode(Self.page { $0["stamps"] = whole })
    for (place, key, value) in wrong
      + merged.map({ ("items[0].stamps", "stamps", stamps([1, 0] + time + [0, 9] + $0)) })
    {
      let message = try Self.page { $0[key] = value }
      do throws(PeerCodecError) {
        _ = try decoder.decode(message)
        Issue.record("\(key) \(value) was accepted")
      } catch .invalid(let found, _) {
        #expect(found == place, "\(value)")
      } catch {
        Issue.record("\(key) \(value): \(error)")
      }
    }
  }

  @Test("ids, kinds and operations that don't go together are refused")
  func badEnvelopes() throws {
    var decoder = try Self.decoder()
    let page = try Self.page { _ in }
    let opening = PeerEncoder.opening
    let wrong: [LinkMessage] = [
      LinkMessage(.next, id: 2, payload: page.payload),
      LinkMessage(.next, id: 1 << 40, payload: page.payload),
      LinkMessage(.complete, id: 1), LinkMessage(.complete, id: 3, payload: [0]),
      LinkMessage(.credit, id: 3), LinkMessage(.credit, id: 3, payload: [0]),
      LinkMessage(.credit, id: 3, payload: [1, 1]), LinkMessage(.credit, id: 2, payload: [1]),
      LinkMessage(.subscribe, id: 2, payload: opening[0].payload),
      LinkMessage(.subscribe, id: 3, payload: opening[1].payload),
      LinkMessage(.error, id: 3), LinkMessage(.error, id: 3, payload: page.payload),
    ]
    for message in wrong {
      #expect(throws: PeerCodecError.self, "\(message.kind) \(message.id)") {
        try decoder.decode(message)
      }
    }
  }

  @Test("names in a catalogue are names, each once")
  func badCatalogs() throws {
    func type(_ name: String, _ fields: [(String, String)] = []) -> CatalogType {
      CatalogType(
        name: name, merge: .field, fields: fields.map { CatalogField(name: $0.0, type: $0.1) })
    }
    var samples = Samples(seed: 2)
    for types in [
      [type("")], [type("1a")], [type("a b")], [type("é")], [type("A"), type("A")],
      [type(String(repeating: "a", count: 256))], [type("A", [("b", "")])],
      [type("A", [("b", "[Int")])], [type("A", [("b", "Int!")])], [type("A", [("b", "[]")])],
      [type("A", [("b", "Int"), ("b", "Int")])], [type("A", [("b;", "Int")])],
      (0...4_096).map { type("T\($0)") },
    ] {
      var hello = samples.hello()
      hello.catalog = Catalog(types: types)
      let message = try PeerEncoder.encode(.hello(hello))
      var decoder = PeerDecoder()
      #expect(throws: PeerCodecError.self) { try decoder.decode(message) }
    }
  }

  @Test("names and texts too long for the wire are cut, at a character")
  func cutting() throws {
    var samples = Samples(seed: 3)
    var hello = samples.hello()
    hello.name = String(repeating: "é", count: 200) + "\n"
    var decoder = PeerDecoder()
    guard case .message(.hello(let copy)) = try decoder.decode(PeerEncoder.encode(.hello(hello)))
    else { return #expect(Bool(false)) }
    #expect(copy.name == String(repeating: "é", count: 127))
  }
}
