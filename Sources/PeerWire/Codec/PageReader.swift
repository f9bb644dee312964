internal import Argo
internal import Documents
internal import Replication

/// Reads a page from an answer to `Changes`, straight into packed rows, and checks everything that can be checked without the
/// receiver's own state. The rows' sequence numbers are zero: those of the sender mean nothing here.
struct PageReader {
  private var reader: PayloadReader
  private let catalog: Catalog
  private let bits64: ArgoBlock
  private let token: ArgoBlock
  private let knowledge: ArgoBlock
  private let id: ArgoBlock
  private let timestamp: ArgoBlock
  private let stamps: ArgoBlock

  /// The fewest bytes that a row can have.
  private static let leastRowLength = 19

  /// Reads a page whose numbers are those of `catalog`.
  static func page(
    _ payload: [UInt8], catalog: Catalog
  ) throws(PeerCodecError) -> ChangePage {
    var reader = try PageReader(payload, catalog)
    return try payload.withBytes { (bytes) throws(PeerCodecError) in try reader.read(bytes) }
  }

  private init(_ payload: [UInt8], _ catalog: Catalog) throws(PeerCodecError) {
    reader = try PayloadReader(response: payload)
    self.catalog = catalog
    bits64 = reader.declare("Bits64")
    token = reader.declare("Token")
    knowledge = reader.declare("Knowledge")
    id = reader.declare("ID")
    timestamp = reader.declare("Timestamp")
    stamps = reader.declare("Stamps")
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(PeerCodecError) -> ChangePage {
    var batch = ChangeBatch(replicas: try readTable())
    let count = try reader.count()
    batch.reserveCapacity(rows: min(count, bytes.count / Self.leastRowLength), bytes: bytes.count)
    for index in 0..<count {
      do {
        try readRow(bytes, into: &batch)
      } catch .invalid(let place, let problem) {
        throw .invalid("items[\(index)].\(place)", problem)
      }
    }
    let token = try reader.token(token)
    let known = try reader.knowledge(knowledge, "knowledge")
    let claim = try reader.takeNull() ? nil : try reader.knowledge(knowledge, "claim")
    let floor = try reader.knowledge(knowledge, "floor")
    let hasMore = try reader.boolean()
    try reader.finishResponse()
    return ChangePage(
      changes: batch, token: token, knowledge: known, claim: claim, floor: floor, hasMore: hasMore)
  }

  private mutating func readTable() throws(PeerCodecError) -> [ReplicaID] {
    let count = try reader.count()
    var replicas: [ReplicaID] = []
    for _ in 0..<count { replicas.append(ReplicaID(bits: try reader.bits(bits64))) }
    guard Set(replicas).count == count else {
      throw .invalid("replicas", "one replica stands in the table twice")
    }
    return replicas
  }

  private mutating func readRow(
    _ bytes: UnsafeRawBufferPointer, into batch: inout ChangeBatch
  ) throws(PeerCodecError) {
    let number = try reader.integer(.int)
    guard number >= 0, number < catalog.types.count else {
      throw .invalid("type", "\(number) is not in the sender's catalog")
    }
    let type = TypeNumber(rawValue: UInt16(truncatingIfNeeded: number))
    let fieldCount = catalog.types[Int(number)].fields.count
    let id = try readID(bytes)
    let explicitCreation = try reader.isNull() ? nil : Timestamp(bits: try reader.bits(timestamp))
    let isDeleted = try reader.boolean()
    let stampBytes = UnsafeRawBufferPointer(rebasing: bytes[try reader.range(ofBytes: stamps)])
    let summary: StampsSummary
    do {
      summary = try StampsSummary(
        stampBytes, replicas: batch.replicas, maximumSlots: fieldCount + Slot.firstField)
    } catch {
      throw .invalid("stamps", error.text)
    }
    guard let createdAt = explicitCreation ?? summary.createdAt else {
      throw .invalid("createdAt", "null, but there is no stamp to take it from")
    }
    let count = try reader.count()
    guard count <= max(summary.slotCount - Slot.firstField, 0) else {
      throw .invalid("values", "\(count) values, and stamps for \(summary.slotCount) slots")
    }
    do {
      try batch.append(
        type: type, sequence: .zero, createdAt: createdAt,
        updatedAt: summary.greatest.milliseconds, isDeleted: isDeleted, id: id, stamps: stampBytes
      ) { packed in
        for _ in 0..<count { try readValue(bytes, into: &packed, depth: 0) }
      }
    } catch let error as PeerCodecError {
      throw error
    } catch {
      throw .invalid("values", "\(error)")
    }
  }

  private mutating func readID(
    _ bytes: UnsafeRawBufferPointer
  ) throws(PeerCodecError) -> UnsafeRawBufferPointer {
    let id = UnsafeRawBufferPointer(rebasing: bytes[try reader.range(ofUTF8: id)])
    if id.isEmpty || id.count > DocumentID.maximumLength || id.containsZero {
      let text = String(decoding: id, as: UTF8.self)
      throw .invalid("id", DocumentID.problem(with: text) ?? "no id")
    }
    return id
  }
}

/// Values.
extension PageReader {
  private mutating func readValue(
    _ bytes: UnsafeRawBufferPointer, into packed: inout [UInt8], depth: Int
  ) throws(PeerCodecError) {
    switch try reader.desc() {
    case .null: PackedValues.appendNull(to: &packed)
    case .boolean(let value): PackedValues.append(value, to: &packed)
    case .int(let value): PackedValues.append(value, to: &packed)
    case .float(let value): PackedValues.append(value, to: &packed)
    case .string(let range):
      let text = UnsafeRawBufferPointer(rebasing: bytes[range])
      guard !text.containsZero else { throw .invalid("values", "text with U+0000") }
      PackedValues.append(text: text, to: &packed)
    case .bytes: throw .invalid("values", "a byte string is no value of a document")
    case .list(let count): try readList(count, bytes, into: &packed, depth: depth)
    case .object(let count):
      guard count == 0, depth == 0 else {
        throw .invalid("values", "an object is no value of a document")
      }
      PackedValues.appendAbsent(to: &packed)
    }
  }

  private mutating func readList(
    _ count: Int, _ bytes: UnsafeRawBufferPointer, into packed: inout [UInt8], depth: Int
  ) throws(PeerCodecError) {
    guard depth < PeerLimits.depth else {
      throw .invalid("values", "lists are nested more than \(PeerLimits.depth) deep")
    }
    try PackedValues.appendList(count: count, to: &packed) { (packed) throws(PeerCodecError) in
      for _ in 0..<count { try readValue(bytes, into: &packed, depth: depth + 1) }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether a byte is zero; looks at all of them, so that it can look at many at once.
  @inline(__always)
  var containsZero: Bool {
    var found: UInt8 = 0
    for byte in self { found |= byte == 0 ? 1 : 0 }
    return found != 0
  }
}
