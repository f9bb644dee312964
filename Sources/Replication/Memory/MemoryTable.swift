import Documents

/// The documents of one type in memory, with both indexes.
struct MemoryTable: Sendable {
  /// An entry of the origin index; ordered by origin, timestamp, id.
  struct OriginKey: Sendable, Comparable {
    let origin: ReplicaID
    let timestamp: Timestamp
    /// Nil stands behind every id.
    let id: DocumentID?

    static func < (left: OriginKey, right: OriginKey) -> Bool {
      if left.origin != right.origin { return left.origin < right.origin }
      if left.timestamp != right.timestamp { return left.timestamp < right.timestamp }
      guard let leftID = left.id else { return false }
      guard let rightID = right.id else { return true }
      return leftID < rightID
    }
  }

  /// The documents by id.
  private(set) var documents = SortedTable<DocumentID, StoredDocument>()
  /// Their ids by sequence number.
  private(set) var sequences = SortedTable<SequenceNumber, DocumentID>()
  /// The ids of the deleted ones by sequence number.
  private(set) var tombstones = SortedTable<SequenceNumber, DocumentID>()
  /// The sums of the documents.
  var sums = BucketSums()
  /// One entry a document and replica in its stamps.
  private(set) var origins = SortedTable<OriginKey, DocumentID>()

  /// Stores a document, or takes it away if `document` is nil; returns what was there.
  @discardableResult
  mutating func replace(_ id: DocumentID, with document: StoredDocument?) -> StoredDocument? {
    let old = document.map { documents.set(id, to: $0) } ?? documents.remove(id)
    if let old {
      sequences.remove(old.sequence)
      if old.state.isDeleted { tombstones.remove(old.sequence) }
      for version in old.state.stamps.versionVector.entries {
        origins.remove(
          OriginKey(origin: version.replica, timestamp: version.timestamp, id: id))
      }
    }
    if let document {
      sequences.set(document.sequence, to: id)
      if document.state.isDeleted { tombstones.set(document.sequence, to: id) }
      for version in document.state.stamps.versionVector.entries {
        origins.set(
          OriginKey(origin: version.replica, timestamp: version.timestamp, id: id), to: id)
      }
    }
    return old
  }
}
