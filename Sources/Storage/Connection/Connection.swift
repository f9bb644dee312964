import GRDBSQLite
import Replication

/// A connection of SQLite's with the statements that were prepared on it. It belongs to one owner at a time; GRDB opens and
/// closes it.
final class Connection {
  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  /// The statements that look up single documents: found without making their text.
  private var lookups: [LookupKey: (table: TableLayout, statement: Statement)] = [:]

  /// How many statements were asked for, to be run.
  private(set) var statementCount = 0

  /// Whether GRDB has closed the connection, or is about to.
  private var isClosed = false

  /// The most statements that are kept; beyond, all are dropped and prepared anew as they come.
  private static let maximumStatementCount = 400

  /// Takes over a connection that GRDB opened. GRDB's hooks, which follow its own statements, go: these are not its own.
  init(_ handle: OpaquePointer) {
    self.handle = handle
    sqlite3_commit_hook(handle, nil, nil)
    sqlite3_rollback_hook(handle, nil, nil)
    sqlite3_update_hook(handle, nil, nil)
    sqlite3_set_authorizer(handle, nil, nil)
  }

  /// The statement of a text, prepared once. Not to be used by two loops at a time.
  func statement(_ sql: String) throws(StoreError) -> Statement {
    statementCount += 1
    if let statement = statements[sql] { return statement }
    try checkOpen()
    if statements.count >= Self.maximumStatementCount { statements = [:] }
    let statement = try Statement(sql, on: handle)
    statements[sql] = statement
    return statement
  }

  /// Names a look-up of single documents.
  private struct LookupKey: Hashable {
    var table: ObjectIdentifier
    var fields: [Int]
    var wantsStamps: Bool
  }

  /// The statement of a look-up of these fields by index in the model; `sql` is its text, made once.
  func lookup(
    in table: TableLayout, fields: [Int], wantsStamps: Bool, sql: () -> String
  ) throws(StoreError) -> Statement {
    statementCount += 1
    let key = LookupKey(table: ObjectIdentifier(table), fields: fields, wantsStamps: wantsStamps)
    if let lookup = lookups[key] { return lookup.statement }
    try checkOpen()
    if lookups.count >= Self.maximumStatementCount { lookups = [:] }
    let statement = try Statement(sql(), on: handle)
    // The layout is kept along, so that no other one takes its identity.
    lookups[key] = (table, statement)
    return statement
  }

  /// Runs statements that are needed once.
  func execute(_ sql: String) throws(StoreError) {
    try checkOpen()
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw StoreError(on: handle, code: code, doing: "running \(sql.prefix(120))")
    }
  }

  /// Takes the whole log into the database, empties it, and makes that durable.
  func emptyLog() throws(StoreError) {
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    // SQLite does not sync the emptied log itself: it takes what it synced before for what would come back.
    var log: UnsafeMutablePointer<sqlite3_file>?
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
    guard let sync = log?.pointee.pMethods?.pointee.xSync else { return }
    let code = sync(log, SQLITE_SYNC_NORMAL)
    guard code == SQLITE_OK else {
      throw StoreError(on: handle, code: code, doing: "syncing the log")
    }
  }

  /// The integer that a statement gives in its first row; nil where it gives none.
  func integer(_ sql: String) throws(StoreError) -> Int64? {
    let statement = try statement(sql)
    defer { statement.reset() }
    return try statement.step() && !statement.isNull(0) ? statement.int(0) : nil
  }

  /// How many rows the last statement changed.
  @inline(__always)
  var changeCount: Int { Int(sqlite3_changes(handle)) }

  /// Whether a transaction is open; SQLite itself ends it after some failures.
  var isInTransaction: Bool { !isClosed && sqlite3_get_autocommit(handle) == 0 }

  private func checkOpen() throws(StoreError) {
    if isClosed { throw StoreError(.inputOutput, "the store is closed") }
  }

  /// Finalises all statements, without which the connection can't be closed, and makes no more.
  func end() {
    isClosed = true
    statements = [:]
    lookups = [:]
  }
}
