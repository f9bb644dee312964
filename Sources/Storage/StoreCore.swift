import Documents
import GRDB
import GRDBSQLite
import Replication
import Synchronization

/// What a store shares with nobody: its writing connection and what it knows of the database. A class, so that a transaction can hand
/// the store on without copying.
///
/// Unchecked: it may pass from one thread to another, but has one user at a time, the owner of the ``SQLiteStore``.
final class StoreCore: @unchecked Sendable {
  let path: String
  let model: Model
  let connection: Connection
  /// Opened the connection, and closes it.
  let writer: any DatabaseWriter
  /// Held as long as the store is open.
  private var lock: FolderLock?
  /// What readers need; replaced in the moment of a commit.
  let published: PublishedLayout
  /// Where snapshots come from; nil where they share the writing connection.
  let readers: ReaderPool?

  /// What goes back when a transaction is undone.
  struct State {
    var layout: StoreLayout
    var record: ReplicaRecord?
    /// Up to where the log of commits has been thinned out.
    var thinnedThrough: Int64
    /// How many documents of each type there are.
    var counts = DocumentCounts()
    /// The sums of the types, and those that the transaction has changed.
    var sums = SumKeeper()
    /// Whether ``layout`` is not the published one.
    var layoutChanged = false
  }

  var state: State
  /// How many transactions are open within each other.
  private var depth = 0
  /// Counts commits, so that snapshots on the writing connection know when they are over.
  private(set) var generation: UInt64 = 0

  init(
    path: String, model: Model, writer: any DatabaseWriter, lock: FolderLock?,
    readers: ReaderPool?, published: PublishedLayout
  ) throws(StoreError) {
    self.path = path
    self.model = model.withBuiltIns
    self.writer = writer
    self.lock = lock
    self.readers = readers
    self.published = published
    guard let handle = writer.unsafeReentrantWrite({ $0.sqliteConnection }) else {
      throw StoreError(.inputOutput, "\(path) is closed")
    }
    connection = Connection(handle)
    ListFunction.register(on: connection.handle)
    state = State(layout: StoreLayout(), record: nil, thinnedThrough: 0)
    try DatabaseFormat.prepare(connection, path: path)
    let keeper = CatalogKeeper(connection: connection, model: self.model)
    state.layout = try keeper.load()
    if !state.layout.catalog.types.isEmpty {
      try transaction { () throws(StoreError) in
        try keeper.update(&state.layout, to: state.layout.catalog)
      }
    }
    try countSums()
    state.record = try readRecord(connection, catalog: state.layout.catalog)
    state.counts = try DocumentCounts(connection)
    if !state.counts.haveAll(of: state.layout.tables) {
      // A database of an older format: they are counted this once.
      try transaction { () throws(StoreError) in
        try state.counts.count(state.layout.tables, connection)
      }
    }
    state.thinnedThrough =
      try connection.integer("SELECT min(sequence) FROM \"deltamesh.commits\"") ?? 0
    published.layout.withLock { $0 = state.layout }
  }

  /// Runs `body` in a transaction, or in a savepoint within one.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    let saved = state
    try connection.statement(depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT \"s\(depth)\"").run()
    depth += 1
    do throws(StoreError) {
      let result = try body()
      try end()
      depth -= 1
      return result
    } catch {
      depth -= 1
      state = saved
      if connection.isInTransaction {
        let undo = depth == 0 ? "ROLLBACK" : "ROLLBACK TO \"s\(depth)\"; RELEASE \"s\(depth)\""
        // Where even that fails, the next BEGIN or COMMIT says so.
        try? connection.execute(undo)
      }
      throw error
    }
  }

  private func end() throws(StoreError) {
    guard connection.isInTransaction else {
      throw StoreError(.inputOutput, "\(path): SQLite gave the transaction up")
    }
    if depth == 1 { try state.sums.write(to: connection) }
    if depth > 1 { return try connection.statement("RELEASE \"s\(depth - 1)\"").run() }
    try state.counts.save(connection)
    let commit = try connection.statement("COMMIT")
    if state.layoutChanged {
      // Readers take the layout and begin their transaction under the same lock, so the two always fit.
      try published.layout.withLock { (layout) throws(StoreError) in
        try commit.run()
        state.layoutChanged = false
        layout = state.layout
      }
    } else {
      try commit.run()
    }
    generation += 1
  }

  /// The number of a replica in stamps at rest, which is given now if it is new.
  func learn(_ replica: ReplicaID) throws(StoreError) -> Int {
    if let number = state.layout.number(of: replica) { return number }
    let number = state.layout.replicas.count
    let row = try connection.statement(
      "INSERT INTO \"deltamesh.replicas\" (number, id) VALUES (?1, ?2)")
    row.bind(Int64(number), at: 1)
    row.bind(copying: replica.description, at: 2)
    try row.run()
    state.layout.replicas.append(replica)
    state.layoutChanged = true
    return number
  }

  /// Takes what is in the log into the database file, and closes everything. Returns whether all is in the file, and durable.
  func close() throws(StoreError) -> Bool {
    readers?.close()
    // What is left in the log is taken up at the next opening, so a failure here loses nothing.
    let isBusy = (try? connection.integer("PRAGMA wal_checkpoint(TRUNCATE)")) != 0
    connection.end()
    do {
      try writer.close()
    } catch {
      throw StoreError(error, doing: "closing \(path)")
    }
    lock = nil
    return !isBusy
  }
}

/// The layout that goes with the last commit, and the lock under which readers begin.
final class PublishedLayout: Sendable {
  let layout = Mutex(StoreLayout())
}

/// Reads the record as it stands in the database; nil where there is none.
func readRecord(
  _ connection: Connection, catalog: Catalog
) throws(StoreError) -> ReplicaRecord? {
  let row = try connection.statement(
    """
    SELECT replica, knowledge, floor, sequence, nonce, time, needsFullCopy, latest, former, \
    startsOver, closed, forgotten, silences, scope, relinquished, examined \
    FROM "deltamesh.record" WHERE one = 1
    """)
  defer { row.reset() }
  guard try row.step() else { return nil }
  guard let id = ReplicaID(row.string(0)),
    let knowledge = KnowledgeBlob.knowledge(from: row.blob(1)),
    let floor = KnowledgeBlob.knowledge(from: row.blob(2)),
    let former = KnowledgeBlob.replicas(from: row.blob(8)),
    let closed = KnowledgeBlob.knowledge(from: row.blob(10)),
    let silences = KnowledgeBlob.numbers(from: row.blob(12)),
    let scope = ReplicationScope(row.string(13)),
    let relinquished = KnowledgeBlob.knowledge(from: row.blob(14))
  else { throw StoreError(.corrupt, "the record of the replica is damaged") }
  let mark = CommitMark(
    sequence: SequenceNumber(rawValue: UInt64(bitPattern: row.int(3))),
    nonce: UInt64(bitPattern: row.int(4)))
  let latest = Timestamp(bits: UInt64(bitPattern: row.int(7)))
  var record = ReplicaRecord(
    id: id, knowledge: knowledge, floor: floor, commit: Commit(mark: mark, time: row.int(5)),
    needsFullCopy: row.int(6) != 0, catalog: catalog,
    // The first format did not keep it; there the knowledge, which has the replica's own writes, says about as much.
    latestTimestamp: latest == .zero ? knowledge.greatestTimestamp : latest)
  record.former = former
  record.startsOver = row.int(9) != 0
  record.closed = closed
  record.forgotten = SequenceNumber(rawValue: UInt64(bitPattern: row.int(11)))
  record.silences = silences
  record.scope = scope
  record.relinquished = relinquished
  record.examined = SequenceNumber(rawValue: UInt64(bitPattern: row.int(15)))
  return record
}
