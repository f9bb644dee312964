import Argo
import Testing

/// A fixed operation written and read row by row gives the bytes that the tree codec gives.
struct ChangeListTests {
  private static let type = WireType.response(
    data: .record([
      .init(
        "changes",
        .record([
          .init("items", .array(change)),
          .init("lastSync", .block(.bytes, key: "Bytes", deduplicates: true)),
          .init("hasMore", .boolean),
        ]))
    ]))
  private static let change = WireType.record([
    .init("type", .block(.varint, key: "Int", deduplicates: false)),
    .init("id", .block(.string, key: "ID", deduplicates: true)),
    .init("createdAt", .block(.varint, key: "Timestamp", deduplicates: false)),
    .init("deleted", .boolean),
    .init("stamps", .block(.bytes, key: "Bytes", deduplicates: true)),
    .init("values", .array(.nullable(.block(.desc, key: "Value", deduplicates: false)))),
  ])

  private static let values: [ArgoValue] = [
    .string("text"), .null, .int(-5), .float(2.5), .boolean(true), .bytes([1, 2]),
    .list([.int(1), .string("x")]),
  ]

  private static func tree(rows: Int) -> ArgoValue {
    let items = (0..<rows).map { row in
      ArgoValue.object([
        .init("type", .int(3)), .init("id", .string("id-\(row)")),
        .init("createdAt", .int(1_700_000_000_000 + Int64(row))),
        .init("deleted", .boolean(row % 2 == 1)), .init("stamps", .bytes([7, UInt8(row)])),
        .init("values", .list(values)),
      ])
    }
    return .object([
      .init(
        "data",
        .object([
          .init(
            "changes",
            .object([
              .init("items", .list(items)), .init("lastSync", .bytes([9])),
              .init("hasMore", .boolean(false)),
            ]))
        ]))
    ])
  }

  private static func write(rows: Int, with writer: inout ArgoMessageWriter) -> [UInt8] {
    let id = writer.declare("ID")
    let timestamp = writer.declare("Timestamp")
    writer.reset()
    writer.writeNonNull()
    writer.writeCount(rows)
    for row in 0..<rows {
      writer.writeVarint(3, to: .int)
      writer.writeString("id-\(row)", to: id)
      writer.writeVarint(1_700_000_000_000 + Int64(row), to: timestamp)
      writer.writeBoolean(row % 2 == 1)
      writer.writeBytes([7, UInt8(row)], to: .bytes)
      writer.writeCount(7)
      writer.writeNonNull()
      writer.writeDesc("text")
      writer.writeNull()
      writer.writeNonNull()
      writer.writeDesc(-5 as Int64)
      writer.writeNonNull()
      writer.writeDesc(2.5)
      writer.writeNonNull()
      writer.writeDesc(true)
      writer.writeNonNull()
      writer.writeDesc([1, 2])
      writer.writeNonNull()
      writer.beginDescList(count: 2)
      writer.writeDesc(1 as Int64)
      writer.writeDesc("x")
    }
    writer.writeBytes([9], to: .bytes)
    writer.writeBoolean(false)
    writer.writeAbsent()
    return writer.finish()
  }

  @Test(
    arguments: [[ArgoModes.noDeduplication], [.noDeduplication, .inlineEverything], []], [0, 1, 9])
  func rowByRowIsTheSameAsATree(_ modes: [ArgoModes], rows: Int) throws {
    let header = ArgoHeader(ArgoHeader.response.modes.union(ArgoModes(modes)))
    let codec = try ArgoCodec(Self.type)
    var writer = ArgoMessageWriter(header: header, deduplicates: false)
    let tree = try codec.encode(Self.tree(rows: rows), header: header, deduplicates: false)
    #expect(Self.write(rows: rows, with: &writer) == tree)
    #expect(Self.write(rows: rows, with: &writer) == tree, "a writer can be used again")
    #expect(try codec.decode(tree) == Self.tree(rows: rows))
  }

  @Test func rowsAreReadWithoutATree() throws {
    var writer = ArgoMessageWriter(header: ArgoHeader([.noDeduplication, .outOfBandFieldErrors]))
    let message = Self.write(rows: 2, with: &writer)
    var reader = try ArgoMessageReader(message, tracksBackreferences: false)
    let id = reader.declare("ID")
    let timestamp = reader.declare("Timestamp")
    #expect(try reader.readIsNull() == false)
    #expect(try reader.readCount() == 2)
    for row in 0..<2 {
      #expect(try reader.readVarint(from: .int) == 3)
      #expect(try reader.string(in: reader.readUTF8(from: id)) == "id-\(row)")
      #expect(try reader.readVarint(from: timestamp) == 1_700_000_000_000 + Int64(row))
      #expect(try reader.readBoolean() == (row == 1))
      #expect(message[try reader.readBytes(from: .bytes)] == [7, UInt8(row)])
      #expect(try reader.readCount() == 7)
      var tokens: [ArgoDescToken?] = []
      for _ in 0..<7 { tokens.append(try reader.readIsNull() ? nil : reader.readDesc()) }
      guard case .string(let text) = tokens[0], case .bytes(let bytes) = tokens[5] else {
        Issue.record("\(tokens)")
        return
      }
      #expect(try reader.string(in: text) == "text")
      #expect(message[bytes] == [1, 2])
      #expect(
        tokens == [
          .string(text), nil, .int(-5), .float(2.5), .boolean(true), .bytes(bytes), .list(count: 2),
        ])
      #expect(try reader.readDesc() == .int(1))
      try reader.skipDesc()
    }
    #expect(message[try reader.readBytes(from: .bytes)] == [9])
    #expect(try reader.readBoolean() == false)
    #expect(try reader.readAbsentIfPresent())
    try reader.finish()
  }
}
