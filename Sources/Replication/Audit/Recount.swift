public import Documents

/// What a full count of a type found, beside the sums that the store keeps of it.
public struct Recount: Sendable, Hashable {
  /// How many documents there are, tombstones included.
  public var documents: Int
  /// The sums of the rows as they are.
  public var counted: BucketSums
  /// The sums as they were kept.
  public var kept: BucketSums

  /// A count.
  public init(documents: Int, counted: BucketSums, kept: BucketSums) {
    self.documents = documents
    self.counted = counted
    self.kept = kept
  }

  /// The buckets in which rows are not what was written: they changed behind the store's back. Ascending.
  public var differingBuckets: [Int] { counted.differing(from: kept, withTombstones: true) }
}

extension ReplicaSnapshot {
  /// Counts the sums of a type anew from its rows. Reads every row of the type.
  public func recount(_ type: TypeNumber) throws(StoreError) -> Recount {
    let catalog = try record().catalog
    guard Int(type.rawValue) < catalog.types.count else {
      throw StoreError(.rejected, "there is no type number \(type.rawValue) in the catalogue")
    }
    let hasher = TypeHasher(catalog[type])
    let (sums, documents) = try hasher.count { (batch, judge) throws(StoreError) in
      try scan(Scan(type: type, order: .byID(after: nil)), into: &batch, judge)
    }
    return Recount(documents: documents, counted: sums, kept: try self.sums(of: type))
  }
}

extension TypeHasher {
  /// Adds up the rows that `scan` passes over.
  public func count(
    _ scan: (inout ChangeBatch, (inout ChangeBatch) -> ScanStep) throws(StoreError) -> Bool
  ) throws(StoreError) -> (sums: BucketSums, documents: Int) {
    var sums = BucketSums()
    var documents = 0
    var damaged: DocumentID?
    var batch = ChangeBatch()
    _ = try scan(&batch) { batch in
      guard let row = batch.rows.last else { return .next }
      documents += 1
      if let hash = batch.bytes.withUnsafeBytes({ hash(row, $0, replicas: batch.replicas) }) {
        sums.add(hash)
      } else {
        damaged = damaged ?? batch.id(of: row)
      }
      batch.removeLast()
      return .next
    }
    if let damaged { throw StoreError(.corrupt, "the document \(damaged) can't be read") }
    return (sums, documents)
  }
}
