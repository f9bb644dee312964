internal import Argo
internal import Documents
internal import Replication

/// Writes a page as an answer to `Changes`, from packed rows straight to Argo: no tree, no text, no memory of its own for a row.
struct PageWriter {
  private var writer = ArgoMessageWriter(header: PeerEncoder.responseHeader)
  private let bits64: ArgoBlock
  private let token: ArgoBlock
  private let knowledge: ArgoBlock
  private let id: ArgoBlock
  private let timestamp: ArgoBlock
  private let stamps: ArgoBlock
  /// The stamps of a row, with the numbers of the page.
  private var translated: [UInt8] = []

  /// The payload of a page.
  static func payload(_ page: ChangePage) throws(PeerCodecError) -> [UInt8] {
    var writer = PageWriter()
    try writer.write(page)
    return writer.writer.finish()
  }

  private init() {
    bits64 = writer.declare("Bits64")
    token = writer.declare("Token")
    knowledge = writer.declare("Knowledge")
    id = writer.declare("ID")
    timestamp = writer.declare("Timestamp")
    stamps = writer.declare("Stamps")
  }

  private mutating func write(_ page: ChangePage) throws(PeerCodecError) {
    let table = try StampsTable(page.changes)
    writer.writeNonNull()
    writer.writeCount(table.replicas.count)
    for replica in table.replicas { write(replica.bits, to: bits64) }
    writer.writeCount(page.changes.count)
    try page.changes.bytes.withBytes { (bytes) throws(PeerCodecError) in
      for row in page.changes.rows { try write(row, bytes, table) }
    }
    writer.writeBytes(page.token, to: token)
    writer.writeBytes(KnowledgeCoding.encode(page.knowledge), to: knowledge)
    if let claim = page.claim {
      writer.writeBytes(KnowledgeCoding.encode(claim), to: knowledge)
    } else {
      writer.writeNull()
    }
    writer.writeBytes(KnowledgeCoding.encode(page.floor), to: knowledge)
    writer.writeBoolean(page.hasMore)
    writer.writeAbsent()
  }

  private mutating func write(
    _ row: ChangeBatch.Row, _ bytes: UnsafeRawBufferPointer, _ table: StampsTable
  ) throws(PeerCodecError) {
    writer.writeVarint(Int64(row.type.rawValue), to: .int)
    writer.writeUTF8(UnsafeRawBufferPointer(rebasing: bytes[row.id]), to: id)
    translated.removeAll(keepingCapacity: true)
    let creation = table.translate(
      UnsafeRawBufferPointer(rebasing: bytes[row.stamps]), into: &translated)
    if row.createdAt == creation {
      writer.writeNull()
    } else {
      writer.writeNonNull()
      write(row.createdAt.bits, to: timestamp)
    }
    writer.writeBoolean(row.isDeleted)
    translated.withUnsafeBytes { writer.writeBytes($0, to: stamps) }
    try writeValues(UnsafeRawBufferPointer(rebasing: bytes[row.values]))
  }

  private mutating func write(_ bits: UInt64, to block: ArgoBlock) {
    withUnsafeBytes(of: bits.bigEndian) { writer.writeFixed($0, to: block) }
  }
}

/// Values.
extension PageWriter {
  /// Writes packed values, those at the end that are absent left out.
  private mutating func writeValues(_ packed: UnsafeRawBufferPointer) throws(PeerCodecError) {
    var position = 0
    var index = 0
    var count = 0
    while position < packed.count {
      guard let value = PackedValues.read(packed, at: &position) else {
        throw .invalid("values", "no packed values")
      }
      index += 1
      if value != .absent { count = index }
    }
    writer.writeCount(count)
    position = 0
    for _ in 0..<count { try writeValue(packed, at: &position, depth: 0) }
  }

  private mutating func writeValue(
    _ packed: UnsafeRawBufferPointer, at position: inout Int, depth: Int
  ) throws(PeerCodecError) {
    switch PackedValues.read(packed, at: &position) {
    case nil: throw .invalid("values", "no packed values")
    case .absent: writer.beginDescObject(count: 0)
    case .null: writer.writeDescNull()
    case .bool(let value): writer.writeDesc(value)
    case .int(let value): writer.writeDesc(value)
    case .double(let value): writer.writeDesc(value)
    case .text(let range): writer.writeDescUTF8(UnsafeRawBufferPointer(rebasing: packed[range]))
    case .list(let range):
      guard depth < PeerLimits.depth else {
        throw .invalid("values", "lists are nested too deeply")
      }
      let content = UnsafeRawBufferPointer(rebasing: packed[range])
      var inner = 0
      guard let count = Varint.read(content, at: &inner), count <= content.count else {
        throw .invalid("values", "no packed values")
      }
      writer.beginDescList(count: Int(count))
      for _ in 0..<count { try writeValue(content, at: &inner, depth: depth + 1) }
    }
  }
}

extension [UInt8] {
  /// As `withUnsafeBytes`, for a body with typed errors.
  @inline(__always)
  func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result = withUnsafeBytes { (bytes) -> Swift.Result<Result, Failure> in
      do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
