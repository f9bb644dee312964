public import Documents

/// The writing side of a store of documents: what the replica needs within a transaction. Synchronous; used by one owner.
///
/// A store keeps, for each type of the catalogue, the current state of every document (live and deleted) with two indexes:
/// by sequence number (one entry a document), and by (origin replica, timestamp): one entry a document and distinct replica
/// in its stamps, at the highest timestamp of that replica. Superseded states leave both.
///
/// Beside them it keeps ``BucketSums`` of each type, which follow every change of its documents within the transaction, so that
/// two nodes can compare what they hold without reading it (DESIGN section 7, Audit).
public protocol ReplicaStore {
  /// A consistent view of what was committed last.
  associatedtype Snapshot: ReplicaSnapshot

  /// Runs `body` as one transaction: all of it is durable when this returns (as far as the store's durability goes), or
  /// none of it happened and an error is thrown.
  mutating func transaction<Result>(
    _ body: (inout Self) throws(StoreError) -> Result
  ) throws(StoreError) -> Result

  /// What is known about the replica; nil for a new store.
  func record() throws(StoreError) -> ReplicaRecord?

  /// Stores the record. Where its commit's sequence is new, the commit is added to the log of commits, in which
  /// ``ReplicaSnapshot/commit(at:)`` finds it. Types and fields that its catalogue has more than the stored one are
  /// prepared for rows.
  mutating func save(_ record: ReplicaRecord) throws(StoreError)

  /// The progress of pulling, for every peer ever pulled from.
  func pullProgress() throws(StoreError) -> [PullProgress]

  /// Stores the progress of pulling from a peer, in place of what was there.
  mutating func save(_ progress: PullProgress) throws(StoreError)

  /// The document with an id, live or deleted.
  func document(_ id: DocumentID, type: TypeNumber) throws(StoreError) -> StoredDocument?

  /// Stores a document in place of `old`, which must be what ``document(_:type:)`` gives.
  mutating func put(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber,
    replacing old: StoredDocument?
  ) throws(StoreError)

  /// Stores those rows of `range` in `batch` whose documents don't exist yet, with sequence numbers that count on from `sequence`
  /// (the first stored row gets `sequence.next`), and returns the indexes of the rows whose documents exist, in order: these
  /// are for the caller to merge. The rows are whole (all fields of the catalogue by number), well-formed, and numbered by
  /// this store's catalogue; a document that stands in the range twice exists at its second row.
  mutating func insertNew(
    _ batch: ChangeBatch, range: Range<Int>, after sequence: SequenceNumber
  ) throws(StoreError) -> [Int]

  /// Forgets a document altogether: no trace stays in documents or indexes.
  mutating func remove(_ id: DocumentID, type: TypeNumber) throws(StoreError)

  /// Adds to the sums that the store keeps of a type, without a change of documents: for sums that don't fit the rows, see
  /// ``ReplicaSnapshot/recount(_:)``.
  mutating func adjust(_ type: TypeNumber, by difference: BucketSums) throws(StoreError)

  /// What was answered to a row that was pushed with a key; nil for a key that is not known, or not any more.
  func answer(to key: String) throws(StoreError) -> KeyedAnswer?

  /// Remembers what was answered to a key that is not known.
  mutating func save(_ answer: KeyedAnswer) throws(StoreError)

  /// Forgets what was answered before a time; returns to how many keys.
  @discardableResult
  mutating func forgetAnswers(before time: Int64) throws(StoreError) -> Int

  /// Forgets what was answered first, to so many keys; of one time in the order of their bytes.
  mutating func forgetAnswers(oldest count: Int) throws(StoreError)

  /// To how many keys an answer is known. Counts them.
  func answerCount() throws(StoreError) -> Int

  /// A view of what was committed last; later commits don't show in it.
  func snapshot() throws(StoreError) -> Snapshot
}
