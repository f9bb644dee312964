import Documents
import Replication

/// How many documents of each type there are: kept with each commit, so that nobody has to scan a table to know.
struct DocumentCounts: Sendable {
  /// By number of the type.
  private var types: [Count?]
  private struct Count: Sendable {
    var live: Int64 = 0
    var deleted: Int64 = 0
    /// Whether the transaction at hand has changed it.
    var isChanged = false
  }

  /// Nothing is there.
  init() {
    types = []
  }

  /// Reads what was counted.
  init(_ connection: Connection) throws(StoreError) {
    types = []
    let rows = try connection.statement(
      "SELECT type, live, deleted FROM \"deltamesh.counts\" ORDER BY type")
    defer { rows.reset() }
    while try rows.step() {
      guard let type = UInt16(exactly: rows.int(0)) else {
        throw StoreError(.corrupt, "the counts of documents are damaged")
      }
      set(Int(type), Count(live: rows.int(1), deleted: rows.int(2)))
    }
  }

  /// Whether every table was counted.
  func haveAll(of tables: [TableLayout]) -> Bool {
    tables.allSatisfy { table in
      let type = Int(table.type.rawValue)
      return type < types.count && types[type] != nil
    }
  }

  /// Counts what was not counted yet, by scans.
  mutating func count(
    _ tables: [TableLayout], _ connection: Connection
  ) throws(StoreError) {
    for table in tables where !haveAll(of: [table]) {
      let counter = try connection.statement(
        """
        SELECT count(*), coalesce(sum(_deleted), 0) FROM \(table.table) WHERE \(table.ofType)true
        """)
      defer { counter.reset() }
      guard try counter.step() else { continue }
      let deleted = counter.int(1)
      set(
        Int(table.type.rawValue),
        Count(live: counter.int(0) - deleted, deleted: deleted, isChanged: true))
    }
  }

  /// Documents came or went.
  @inline(__always)
  mutating func add(_ number: Int64, type: TypeNumber, isDeleted: Bool) {
    let type = Int(type.rawValue)
    if type >= types.count || types[type] == nil { set(type, Count()) }
    if isDeleted { types[type]?.deleted += number } else { types[type]?.live += number }
    types[type]?.isChanged = true
  }

  /// Ends a transaction.
  mutating func save(_ connection: Connection) throws(StoreError) {
    let row = try connection.statement(
      """
      INSERT INTO "deltamesh.counts" (type, live, deleted) VALUES (?1, ?2, ?3) \
      ON CONFLICT (type) DO UPDATE SET live = ?2, deleted = ?3
      """)
    for (type, count) in types.enumerated() {
      guard let count, count.isChanged else { continue }
      row.bind(Int64(type), at: 1)
      row.bind(count.live, at: 2)
      row.bind(count.deleted, at: 3)
      try row.run()
      types[type]?.isChanged = false
    }
  }

  /// What a connection sees of a type; zero where no document of it was ever stored.
  static func counts(
    of type: TypeNumber, on connection: Connection
  ) throws(StoreError) -> (live: Int, deleted: Int) {
    let row = try connection.statement(
      "SELECT live, deleted FROM \"deltamesh.counts\" WHERE type = ?1")
    row.bind(Int64(type.rawValue), at: 1)
    defer { row.reset() }
    guard try row.step() else { return (0, 0) }
    return (Int(row.int(0)), Int(row.int(1)))
  }

  private mutating func set(_ type: Int, _ count: Count) {
    while types.count <= type { types.append(nil) }
    types[type] = count
  }
}
