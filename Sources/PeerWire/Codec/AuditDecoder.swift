internal import Argo
internal import Documents
internal import Replication

/// Reads answers to questions about documents, and checks all that can be checked without knowing the question.
enum AuditDecoder {
  /// The answer to a question of a kind; documents are numbered by the sender's catalogue.
  static func answer(
    _ kind: AuditKind, _ payload: [UInt8], catalog: Catalog
  ) throws(PeerCodecError) -> AuditAnswer {
    switch kind {
    case .sums: try sums(payload)
    case .entries: try entries(payload)
    case .documents: .documents(try PageReader.page(payload, catalog: catalog))
    }
  }

  private static func sums(_ payload: [UInt8]) throws(PeerCodecError) -> AuditAnswer {
    var reader = try PayloadReader(response: payload)
    let hashes = reader.declare("Hashes")
    let knowledge = reader.declare("Knowledge")
    let live = try column(&reader, hashes)
    let tombstones = try column(&reader, hashes)
    let standing = AuditStanding(
      knowledge: try reader.knowledge(knowledge, "knowledge"),
      floor: try reader.knowledge(knowledge, "floor"), isAhead: try reader.boolean())
    try reader.finishResponse()
    guard let sums = BucketSums(live: live, tombstones: tombstones) else {
      throw .invalid("sums", "not \(BucketSums.count) hashes of each kind")
    }
    return .sums(standing, sums)
  }

  private static func column(
    _ reader: inout PayloadReader, _ hashes: ArgoBlock
  ) throws(PeerCodecError) -> [UInt64] {
    let range = try reader.range(ofBytes: hashes)
    guard range.count == BucketSums.count * 8 else {
      throw .invalid("sums", "\(range.count) bytes, not \(BucketSums.count * 8)")
    }
    return reader.bytes.withUnsafeBytes { bytes in
      stride(from: range.lowerBound, to: range.upperBound, by: 8).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
      }
    }
  }

  private static func entries(_ payload: [UInt8]) throws(PeerCodecError) -> AuditAnswer {
    var reader = try PayloadReader(response: payload)
    let id = reader.declare("ID")
    let bits64 = reader.declare("Bits64")
    let knowledge = reader.declare("Knowledge")
    let count = try reader.count()
    guard count <= AuditBounds.entries else {
      throw .invalid("items", "more than \(AuditBounds.entries)")
    }
    var entries: [AuditEntry] = []
    for index in 0..<count {
      let entry = AuditEntry(
        id: try documentID(reader.text(in: try reader.range(ofUTF8: id)), "items[\(index)].id"),
        hash: try reader.bits(bits64), isDeleted: try reader.boolean(),
        isForgettable: try reader.boolean())
      guard entry.isDeleted || !entry.isForgettable else {
        throw .invalid("items[\(index)].forgettable", "no tombstone")
      }
      if let last = entries.last, last.id >= entry.id {
        throw .invalid("items[\(index)].id", "not in ascending order")
      }
      entries.append(entry)
    }
    let standing = AuditStanding(
      knowledge: try reader.knowledge(knowledge, "knowledge"),
      floor: try reader.knowledge(knowledge, "floor"), isAhead: try reader.boolean())
    let hasMore = try reader.boolean()
    try reader.finishResponse()
    guard !hasMore || !entries.isEmpty else {
      throw .invalid("hasMore", "nothing, and more behind it")
    }
    return .entries(standing, entries, hasMore: hasMore)
  }

  /// An id from outside, checked.
  static func documentID(
    _ text: String, _ place: @autoclosure () -> String
  ) throws(PeerCodecError) -> DocumentID {
    if let problem = DocumentID.problem(with: text) { throw .invalid(place(), problem) }
    return DocumentID(text)
  }
}

/// The variables of `Sums`, `Entries` and `Documents`. Those that this version doesn't know are passed over.
struct AuditVariables {
  private var type: String?
  private var buckets: [Int]?
  private var after: DocumentID?
  private var limit: Int?
  private var ids: [DocumentID]?

  mutating func read(_ reader: inout PayloadReader) throws(PeerCodecError) {
    try reader.object("variables") { (reader, key) throws(PeerCodecError) in
      switch key {
      case "type":
        let text = try Self.string(&reader, "type")
        guard text.utf8.count <= PeerLimits.catalogName + 16 else {
          throw .invalid("type", "longer than \(PeerLimits.catalogName + 16) bytes")
        }
        type = text
      case "buckets": buckets = try Self.buckets(&reader)
      case "after": after = try AuditDecoder.documentID(try Self.string(&reader, "after"), "after")
      case "limit":
        limit = try Self.number(&reader, "limit", 1...AuditBounds.entries)
      case "ids": ids = try Self.ids(&reader)
      default: try reader.skipDesc()
      }
    }
  }

  func question(_ kind: AuditKind) throws(PeerCodecError) -> AuditQuestion {
    switch (kind, type, buckets, limit, ids) {
    case (.sums, let type?, _, _, _): return .sums(type: type)
    case (.entries, let type?, let buckets?, let limit?, _):
      return .entries(type: type, buckets: buckets, after: after, limit: limit)
    case (.documents, let type?, _, _, let ids?): return .documents(type: type, ids: ids)
    case (.sums, _, _, _, _), (.entries, _, _, _, _), (.documents, _, _, _, _):
      throw .invalid("variables", "one that \(kind.operation.rawValue) needs is missing")
    }
  }

  private static func buckets(_ reader: inout PayloadReader) throws(PeerCodecError) -> [Int] {
    guard case .list(let count) = try reader.desc(), count <= BucketSums.count else {
      throw .invalid("buckets", "no list of at most \(BucketSums.count)")
    }
    var buckets: [Int] = []
    for _ in 0..<count {
      let bucket = try number(&reader, "buckets", 0...BucketSums.count - 1)
      if let last = buckets.last, last >= bucket {
        throw .invalid("buckets", "not in ascending order")
      }
      buckets.append(bucket)
    }
    return buckets
  }

  private static func ids(_ reader: inout PayloadReader) throws(PeerCodecError) -> [DocumentID] {
    guard case .list(let count) = try reader.desc(), count <= AuditBounds.documents else {
      throw .invalid("ids", "no list of at most \(AuditBounds.documents)")
    }
    var ids: [DocumentID] = []
    for _ in 0..<count {
      ids.append(try AuditDecoder.documentID(try string(&reader, "ids"), "ids"))
    }
    return ids
  }

  private static func string(
    _ reader: inout PayloadReader, _ place: String
  ) throws(PeerCodecError) -> String {
    guard case .string(let range) = try reader.desc() else { throw .invalid(place, "no string") }
    return reader.text(in: range)
  }

  private static func number(
    _ reader: inout PayloadReader, _ place: String, _ range: ClosedRange<Int>
  ) throws(PeerCodecError) -> Int {
    guard case .int(let value) = try reader.desc(), let number = Int(exactly: value),
      range.contains(number)
    else {
      throw .invalid(place, "no integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
