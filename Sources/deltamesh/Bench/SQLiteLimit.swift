import Documents
import Foundation
import GRDBSQLite
import Replication
import Storage

/// What SQLite alone does on this machine: the same rows into the table that the store makes for them, with its settings, by one
/// prepared statement, in the order of ids.
struct SQLiteLimit {
  private let settings: BenchSettings

  init(_ settings: BenchSettings) {
    self.settings = settings
  }

  /// Inserts rows in transactions of so many.
  func measure(rows: Int, inTransactionsOf size: Int, durability: Durability) throws -> Figure {
    let folder = "\(settings.folder)/limit-\(size)-\(durability.rawValue)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try makeTable(in: folder, durability)
    var database: OpaquePointer?
    guard
      sqlite3_open_v2(
        "\(folder)/\(SQLiteStore.fileName)", &database,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let database
    else { throw BenchError("SQLite can't open the database of the limit") }
    defer { sqlite3_close(database) }
    try run(
      """
      PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL"); PRAGMA secure_delete = OFF;
      PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8000
      """, on: database)
    let latencies = try insert(rows, inTransactionsOf: size, into: database)
    let total = latencies.reduce(0, +)
    return Figure(
      what: "limit: SQLite alone, \(size) a transaction, \(durability.rawValue)", count: rows,
      seconds: Double(total) / 1e9, latencies: Latencies(nanoseconds: latencies))
  }

  /// Lets the store make its tables.
  private func makeTable(in folder: String, _ durability: Durability) throws {
    let model = try BenchDocuments.model()
    var store = try SQLiteStore(folder: folder, model: model, durability: durability)
    var catalog = Catalog()
    guard BoundModel(model, catalog: &catalog) != nil else {
      throw BenchError("the catalogue has no room")
    }
    let record = ReplicaRecord(
      id: ReplicaID(bits: 1), knowledge: Knowledge(), floor: Knowledge(),
      commit: Commit(mark: CommitMark(sequence: .zero, nonce: 1), time: 1), needsFullCopy: false,
      catalog: catalog)
    try store.transaction { (store) throws(StoreError) in try store.save(record) }
    try store.close()
  }

  /// Returns how long each transaction took, in nanoseconds.
  private func insert(
    _ rows: Int, inTransactionsOf size: Int, into database: OpaquePointer
  ) throws -> [Int64] {
    let sql = """
      INSERT INTO "Comment" (_seq, id, _origin, _version, _createdAt, _updatedAt, _deleted, _stamps, text, author, likes, rating)
      VALUES (?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """
    var prepared: OpaquePointer?
    guard
      sqlite3_prepare_v3(
        database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
      let statement = prepared
    else { throw BenchError(String(cString: sqlite3_errmsg(database))) }
    defer { sqlite3_finalize(statement) }
    let base: Int64 = 1_760_000_000_000
    var latencies: [Int64] = []
    for start in stride(from: 0, to: rows, by: size) {
      let texts = Texts(start..<min(start + size, rows))
      let watch = Stopwatch()
      try run("BEGIN IMMEDIATE", on: database)
      try texts.bytes.withUnsafeBufferPointer { bytes in
        guard let bytes = bytes.baseAddress else { return }
        sqlite3_bind_blob(statement, 6, bytes, 13, nil)
        sqlite3_bind_text(statement, 7, bytes, Int32(BenchDocuments.text.utf8.count), nil)
        for (index, ends) in zip(start..., texts.ends) {
          let timestamp = (base + Int64(index)) << 16
          sqlite3_bind_int64(statement, 1, Int64(index) + 1)
          sqlite3_bind_text(statement, 2, bytes + ends.start, Int32(ends.id - ends.start), nil)
          sqlite3_bind_int64(statement, 3, timestamp)
          sqlite3_bind_int64(statement, 4, timestamp)
          sqlite3_bind_int64(statement, 5, timestamp >> 16)
          sqlite3_bind_text(statement, 8, bytes + ends.id, Int32(ends.author - ends.id), nil)
          sqlite3_bind_int64(statement, 9, Int64(index))
          sqlite3_bind_double(statement, 10, Double(index % 100) / 10)
          guard sqlite3_step(statement) == SQLITE_DONE else {
            throw BenchError(String(cString: sqlite3_errmsg(database)))
          }
          sqlite3_reset(statement)
        }
      }
      try run("COMMIT", on: database)
      latencies.append(watch.nanoseconds)
    }
    return latencies
  }

  private func run(_ sql: String, on database: OpaquePointer) throws {
    guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
      throw BenchError(String(cString: sqlite3_errmsg(database)))
    }
  }
}

/// The texts of the rows of a transaction, made before its time is taken: the text that all share, then id and author of each.
private struct Texts {
  private(set) var bytes: [CChar]
  private(set) var ends: [(start: Int, id: Int, author: Int)] = []

  init(_ range: Range<Int>) {
    bytes = BenchDocuments.text.utf8.map { CChar(bitPattern: $0) }
    bytes.reserveCapacity(bytes.count + range.count * 48)
    ends.reserveCapacity(range.count)
    for index in range {
      let start = bytes.count
      bytes += BenchDocuments.id(index).utf8.map { CChar(bitPattern: $0) }
      let id = bytes.count
      bytes += BenchDocuments.author(index).utf8.map { CChar(bitPattern: $0) }
      ends.append((start, id, bytes.count))
    }
  }
}
