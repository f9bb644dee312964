import Documents
import Replication

/// The entries of one origin in order of their timestamps, from both halves of the origin index: the table itself for documents
/// whose greatest version is the origin's, and the table of further origins.
struct OriginEntries {
  /// The documents with one timestamp of the origin; one, unless something went wrong at the origin.
  struct Group {
    var timestamp: Timestamp
    var sequences: [Int64]
  }

  private let connection: Connection
  private let table: TableLayout
  private let main: Statement
  private let further: Statement
  /// Whether the statements stand on a row.
  private var hasMain: Bool
  private var hasFurther: Bool

  init(
    _ connection: Connection, _ table: TableLayout, _ origin: Int, from timestamp: Timestamp
  ) throws(StoreError) {
    self.connection = connection
    self.table = table
    main = try connection.statement(
      """
      SELECT _version, _seq FROM \(table.table) \
      WHERE \(table.ofType) _origin = ?1 AND _version >= ?2 ORDER BY _version, _seq
      """)
    further = try connection.statement(
      """
      SELECT timestamp, seq FROM \(table.origins) \
      WHERE \(table.ofType) replica = ?1 AND timestamp >= ?2 ORDER BY timestamp, seq
      """)
    for statement in [main, further] {
      statement.bind(Int64(origin), at: 1)
      // Timestamp zero is in no index.
      statement.bind(Int64(clamping: max(timestamp.bits, 1)), at: 2)
    }
    hasMain = try main.step()
    hasFurther = try further.step()
  }

  /// Resets the statements.
  func end() {
    main.reset()
    further.reset()
  }

  /// The next timestamp with its documents; nil at the end.
  mutating func next() throws(StoreError) -> Group? {
    let mainTime = hasMain ? main.int(0) : .max
    let furtherTime = hasFurther ? further.int(0) : .max
    guard hasMain || hasFurther else { return nil }
    let time = min(mainTime, furtherTime)
    var sequences: [Int64] = []
    while hasMain, main.int(0) == time {
      sequences.append(main.int(1))
      hasMain = try main.step()
    }
    while hasFurther, further.int(0) == time {
      sequences.append(further.int(1))
      hasFurther = try further.step()
    }
    return Group(timestamp: Timestamp(bits: UInt64(bitPattern: time)), sequences: sequences)
  }

  /// The documents of a group in order of their ids. With `place`, those behind that id, or none where it is nil.
  func inOrderOfID(_ group: Group, after place: DocumentID??) throws(StoreError) -> [Int64] {
    if case .some(nil) = place { return [] }
    let select = try connection.statement("SELECT id FROM \(table.table) WHERE _seq = ?1")
    var documents: [(id: DocumentID, sequence: Int64)] = []
    for sequence in group.sequences {
      select.bind(sequence, at: 1)
      defer { select.reset() }
      guard try select.step() else {
        throw StoreError(.corrupt, "the origin index of \(table.table) is damaged")
      }
      let id = DocumentID(select.string(0))
      if case .some(.some(let place)) = place, !(place < id) { continue }
      documents.append((id, sequence))
    }
    return documents.sorted { $0.id < $1.id }.map(\.sequence)
  }
}
