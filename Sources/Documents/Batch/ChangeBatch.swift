/// Rows of documents packed into one buffer: how rows pass between a store, the replica, the wire and the API without
/// becoming objects or dictionaries.
///
/// A row has a type, an id, the pseudo-fields, the stamps in the form of ``StampsCoding`` (named by the batch's own table of
/// replicas), and values in the form of ``PackedValues``: one for each column that was asked for, in that order; for
/// replication those are the fields of the catalogue's type by number, and may end early (the rest is absent).
public struct ChangeBatch: Sendable, Hashable {
  /// Which replicas the numbers in the stamps mean.
  public var replicas: [ReplicaID]
  @usableFromInline var storedRows: [Row]
  @usableFromInline var storedBytes: [UInt8]

  /// The rows.
  @inlinable public var rows: [Row] { storedRows }
  /// What the ranges of the rows point into.
  @inlinable public var bytes: [UInt8] { storedBytes }

  /// One row: plain numbers, and ranges of ``ChangeBatch/bytes``.
  public struct Row: Sendable, Hashable {
    /// The type, by the catalogue of the node that made the batch.
    public var type: TypeNumber
    /// Where the row stands in the order of changes of the node that made the batch.
    public var sequence: SequenceNumber
    /// The value of `_createdAt`.
    public var createdAt: Timestamp
    /// Milliseconds of the greatest version.
    public var updatedAt: Int64
    /// The value of `_deleted`.
    public var isDeleted: Bool
    /// Whether the document merely left the filter of the request: then only the id is told.
    public var isLeft: Bool
    /// The id in UTF-8.
    public var id: Range<Int>
    /// The stamps; empty where they were not asked for.
    public var stamps: Range<Int>
    /// The packed values.
    public var values: Range<Int>

    @inlinable
    init(
      type: TypeNumber, sequence: SequenceNumber, createdAt: Timestamp, updatedAt: Int64,
      isDeleted: Bool, isLeft: Bool, id: Range<Int>, stamps: Range<Int>, values: Range<Int>
    ) {
      self.type = type
      self.sequence = sequence
      self.createdAt = createdAt
      self.updatedAt = updatedAt
      self.isDeleted = isDeleted
      self.isLeft = isLeft
      self.id = id
      self.stamps = stamps
      self.values = values
    }
  }

  /// An empty batch.
  public init(replicas: [ReplicaID] = []) {
    self.replicas = replicas
    storedRows = []
    storedBytes = []
  }

  /// How many rows there are.
  @inlinable public var count: Int { storedRows.count }

  /// Whether there is no row.
  @inlinable public var isEmpty: Bool { storedRows.isEmpty }

  /// About how much memory the batch takes, in bytes.
  public var size: Int { bytes.count + rows.count * MemoryLayout<Row>.stride }

  /// Makes room.
  public mutating func reserveCapacity(rows: Int, bytes: Int) {
    storedRows.reserveCapacity(rows)
    storedBytes.reserveCapacity(bytes)
  }

  /// Appends a row; `writeValues` appends its packed values. Appends nothing if it throws.
  @inlinable
  public mutating func append(
    type: TypeNumber, sequence: SequenceNumber, createdAt: Timestamp, updatedAt: Int64,
    isDeleted: Bool, isLeft: Bool = false, id: UnsafeRawBufferPointer,
    stamps: UnsafeRawBufferPointer, writeValues: (inout [UInt8]) throws -> Void
  ) rethrows {
    let start = storedBytes.count
    storedBytes.append(contentsOf: id.bindMemory(to: UInt8.self))
    let afterID = storedBytes.count
    storedBytes.append(contentsOf: stamps.bindMemory(to: UInt8.self))
    let afterStamps = storedBytes.count
    do {
      try writeValues(&storedBytes)
    } catch {
      storedBytes.removeSubrange(start...)
      throw error
    }
    storedRows.append(
      Row(
        type: type, sequence: sequence, createdAt: createdAt, updatedAt: updatedAt,
        isDeleted: isDeleted, isLeft: isLeft, id: start..<afterID, stamps: afterID..<afterStamps,
        values: afterStamps..<storedBytes.count))
  }

  /// Appends the whole state of a document, its replicas added to the table as needed.
  public mutating func append(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber
  ) {
    var id = state.id.text
    var stamps: [UInt8] = []
    StampsCoding.append(state.stamps, to: &stamps) { number(of: $0) }
    id.withUTF8 { id in
      stamps.withUnsafeBytes { stamps in
        append(
          type: type, sequence: sequence, createdAt: state.createdAt, updatedAt: state.updatedAt,
          isDeleted: state.isDeleted, id: UnsafeRawBufferPointer(id), stamps: stamps
        ) { bytes in
          for value in state.values { PackedValues.append(value, to: &bytes) }
        }
      }
    }
  }

  /// Takes the last row away.
  public mutating func removeLast() {
    let row = storedRows.removeLast()
    storedBytes.removeSubrange(row.id.lowerBound...)
  }

  /// The number of a replica in the table, added if it is not there.
  public mutating func number(of replica: ReplicaID) -> Int {
    if let index = replicas.firstIndex(of: replica) { return index }
    replicas.append(replica)
    return replicas.count - 1
  }

  /// The id of a row.
  public func id(of row: Row) -> DocumentID {
    DocumentID(String(decoding: bytes[row.id], as: UTF8.self))
  }

  /// The stamps of a row; nil where its bytes are no stamps, which a batch from a peer may have.
  public func stamps(of row: Row) -> Stamps? {
    bytes.withUnsafeBytes {
      StampsCoding.read(UnsafeRawBufferPointer(rebasing: $0[row.stamps]), replicas: replicas)
    }
  }

  /// The values of a row; nil where its bytes are no values, or too many (``Catalog/maximumCount``).
  public func values(of row: Row) -> [Value?]? {
    bytes.withUnsafeBytes { bytes in
      let bytes = UnsafeRawBufferPointer(rebasing: bytes[row.values])
      var position = 0
      var values: [Value?] = []
      while position < bytes.count {
        guard values.count < Catalog.maximumCount,
          let value = PackedValues.readValue(bytes, at: &position)
        else { return nil }
        values.append(value)
      }
      return values
    }
  }

  /// The whole state that a row describes; nil where its bytes are malformed, or its id is none (``DocumentID/problem(with:)``).
  public func state(of row: Row) -> DocumentState? {
    guard let stamps = stamps(of: row), let values = values(of: row),
      let id = String(validating: bytes[row.id], as: UTF8.self), DocumentID.problem(with: id) == nil
    else { return nil }
    return DocumentState(
      id: DocumentID(id), createdAt: row.createdAt, isDeleted: row.isDeleted, values: values,
      stamps: stamps)
  }

  /// Whether `knowledge` covers every version of a row. A row with malformed stamps, or with replicas beyond the table,
  /// is not covered.
  public func isCovered(_ row: Row, by knowledge: Knowledge) -> Bool {
    var covered = true
    let wellFormed = bytes.withUnsafeBytes {
      StampsCoding.forEachVersion(UnsafeRawBufferPointer(rebasing: $0[row.stamps])) {
        replica, timestamp in
        if replica >= replicas.count || knowledge[replicas[replica]] < timestamp { covered = false }
      }
    }
    return wellFormed && covered
  }
}
