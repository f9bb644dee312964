public import Documents

/// For whom documents are examined.
public enum AuditPurpose: Sendable, Hashable {
  /// For the question of a peer.
  case answer(LinkID, AuditNumber)
  /// For the node's own comparison with a peer, after the answer to that question.
  case comparison(LinkID, AuditNumber)
  /// For the count of the node's own rows. Counts of before an adjustment of sums are void: its number.
  case recount(TypeNumber, adjustments: UInt64)

  /// Whether it is for what this node does of itself, which may write.
  var isOwn: Bool {
    switch self {
    case .answer: false
    case .comparison, .recount: true
    }
  }
}

/// What to look at in one snapshot of the store. A nil type is one that this node has never heard of: it has no documents of it.
public enum Examination: Sendable, Hashable {
  case sums(TypeNumber?)
  /// The documents in some buckets, behind an id and up to another, at most so many.
  case entries(
    TypeNumber?, buckets: [Int], after: DocumentID?, through: DocumentID?, limit: Int)
  /// Whole documents, about so many bytes.
  case documents(TypeNumber?, [DocumentID], bytes: Int)
  /// All rows of a type.
  case recount(TypeNumber)
}

/// What an ``Examination`` found.
public enum Finding: Sendable, Hashable {
  case sums(AuditStanding, BucketSums)
  case entries(AuditStanding, [AuditEntry], hasMore: Bool)
  case documents(AuditStanding, ChangeBatch, hasMore: Bool)
  case recount(Recount)
}

extension Examination {
  /// Looks at a snapshot. May take as long as it takes to read every row of the type.
  public func run(on snapshot: some ReplicaSnapshot) throws(StoreError) -> Finding {
    switch self {
    case .sums(let type):
      return .sums(
        try Self.standing(type, snapshot),
        try type.map { type throws(StoreError) in try snapshot.sums(of: type) } ?? BucketSums())
    case .entries(let type, let buckets, let after, let through, let limit):
      let standing = try Self.standing(type, snapshot)
      guard let type else { return .entries(standing, [], hasMore: false) }
      let (entries, hasMore) = try Self.entries(
        type, Set(buckets), after: after, through: through, limit, snapshot)
      return .entries(standing, entries, hasMore: hasMore)
    case .documents(let type, let ids, let bytes):
      let standing = try Self.standing(type, snapshot)
      guard let type else { return .documents(standing, ChangeBatch(), hasMore: false) }
      let (batch, hasMore) = try Self.documents(type, ids, bytes, snapshot)
      return .documents(standing, batch, hasMore: hasMore)
    case .recount(let type): return .recount(try snapshot.recount(type))
    }
  }

  /// Where the node stands: an entry of the origin index above its knowledge is ahead of it.
  private static func standing(
    _ type: TypeNumber?, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> AuditStanding {
    let record = try snapshot.record()
    var isAhead = false
    guard let type else {
      return AuditStanding(knowledge: record.knowledge, floor: record.floor, isAhead: isAhead)
    }
    for origin in try snapshot.origins() where !isAhead {
      var batch = ChangeBatch()
      let scan = Scan(
        type: type, order: .byOrigin(origin, after: record.knowledge[origin], id: nil))
      isAhead = try !snapshot.scan(scan, into: &batch) { _ in .stop }
    }
    return AuditStanding(knowledge: record.knowledge, floor: record.floor, isAhead: isAhead)
  }

  private static func entries(
    _ type: TypeNumber, _ buckets: Set<Int>, after: DocumentID?, through: DocumentID?,
    _ limit: Int, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> ([AuditEntry], hasMore: Bool) {
    let record = try snapshot.record()
    let hasher = TypeHasher(record.catalog[type])
    var entries: [AuditEntry] = []
    var damaged: DocumentID?
    var batch = ChangeBatch()
    let isExhausted = try snapshot.scan(
      Scan(type: type, order: .byID(after: after)), into: &batch
    ) { batch in
      guard let row = batch.rows.last else { return .next }
      defer { batch.removeLast() }
      let hash = batch.bytes.withUnsafeBytes { bytes -> DocumentHash? in
        let bucket = hasher.bucket(ofID: UnsafeRawBufferPointer(rebasing: bytes[row.id]))
        guard buckets.contains(bucket) else {
          return DocumentHash(bucket: -1, hash: 0, isDeleted: false)
        }
        return hasher.hash(row, bytes, replicas: batch.replicas)
      }
      guard hash?.bucket != -1 else { return .next }
      let id = batch.id(of: row)
      if let through, through < id { return .stop }
      guard let hash else {
        damaged = id
        return .stop
      }
      guard entries.count < limit else { return .stop }
      entries.append(
        AuditEntry(
          id: id, hash: hash.hash, isDeleted: hash.isDeleted,
          isForgettable: hash.isDeleted && batch.isCovered(row, by: record.floor)))
      return .next
    }
    if let damaged { throw StoreError(.corrupt, "the document \(damaged) can't be read") }
    return (entries, !isExhausted && entries.count >= limit)
  }

  private static func documents(
    _ type: TypeNumber, _ ids: [DocumentID], _ bytes: Int, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> (ChangeBatch, hasMore: Bool) {
    var batch = ChangeBatch()
    for id in ids {
      if batch.bytes.count >= bytes { return (batch, true) }
      // Scans begin behind an id: a shorter one that stands closely before this one.
      let before = String(id.text.unicodeScalars.dropLast())
      let order = Scan.Order.byID(after: before.isEmpty ? nil : DocumentID(before))
      _ = try snapshot.scan(Scan(type: type, order: order), into: &batch) { batch in
        guard let row = batch.rows.last else { return .next }
        let found = batch.id(of: row)
        if found != id { batch.removeLast() }
        return found < id ? .next : .stop
      }
    }
    return (batch, false)
  }
}
