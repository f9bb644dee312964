public import Documents

/// The reading side of a store: one consistent state of everything.
public protocol ReplicaSnapshot {
  /// What is known about the replica. A store from which a snapshot can be taken has a record.
  func record() throws(StoreError) -> ReplicaRecord

  /// Every replica that stamps in this store may name; ascending.
  func origins() throws(StoreError) -> [ReplicaID]

  /// The commit that ended at a sequence number, if there was one and the log still has it (it is thinned out with age, but
  /// keeps the last day, and the first commit).
  func commit(at sequence: SequenceNumber) throws(StoreError) -> Commit?

  /// The latest commit in the log with a time strictly before `time` (milliseconds); the first commit if there is none.
  func lastCommit(before time: Int64) throws(StoreError) -> Commit

  /// The greatest sequence number of any document of a type; zero if there is none. Takes a look-up, not a scan.
  func latestSequence(of type: TypeNumber) throws(StoreError) -> SequenceNumber

  /// The sums of a type as the store keeps them (``ReplicaStore/adjust(_:by:)``); takes a look-up, not a scan.
  func sums(of type: TypeNumber) throws(StoreError) -> BucketSums

  /// Appends rows to `batch` one by one in the order of `scan`, and calls `judge` after each with the row at the end of the
  /// batch; `judge` may take it away again, and says whether to go on. Work is proportional to the rows passed over, not to
  /// the size of the type. Returns whether the order was exhausted (false after ``ScanStep/stop``).
  ///
  /// The first row of a batch sets the batch's table of replicas to the store's own.
  func scan(
    _ scan: Scan, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool
}

/// Whether a scan goes on.
public enum ScanStep: Sendable, Hashable {
  case next
  case stop
}

/// Which rows of a type to read, in which order, and what of them.
public struct Scan: Sendable, Hashable {
  /// An order, and where in it to begin.
  public enum Order: Sendable, Hashable {
    /// All documents by id, behind an id (nil: from the first).
    case byID(after: DocumentID?)
    /// The documents in whose stamps `origin` appears, by the highest timestamp of it and then id, behind a place in that order
    /// (a nil id: behind all documents at that timestamp).
    case byOrigin(ReplicaID, after: Timestamp, id: DocumentID?)
    /// The documents by sequence number, behind one and up to another.
    case bySequence(after: SequenceNumber, through: SequenceNumber)
    /// The deleted documents by sequence number, behind one and up to another.
    case tombstones(after: SequenceNumber, through: SequenceNumber)
  }

  /// What to read of a document.
  public enum Columns: Sendable, Hashable {
    /// Everything, as replication needs it: stamps, and all fields of the catalogue by number.
    case everything
    /// Some fields by index in the type of the model, in this order; stamps as well. Unwritten fields are absent.
    case fields([Int])
  }

  /// The type.
  public var type: TypeNumber
  /// In which order.
  public var order: Order
  /// Which documents: deleted ones are judged by the values that they had. Only for types of the model, and on one document alone.
  public var filter: Filter?
  /// Whether documents that don't match `filter` come too, as bare rows marked ``ChangeBatch/Row/isLeft`` (with stamps, without
  /// values).
  public var marksLeft: Bool
  /// What of them.
  public var columns: Columns

  /// A scan of these parts.
  public init(
    type: TypeNumber, order: Order, filter: Filter? = nil, marksLeft: Bool = false,
    columns: Columns = .everything
  ) {
    self.type = type
    self.order = order
    self.filter = filter
    self.marksLeft = marksLeft
    self.columns = columns
  }
}
