public import Documents
public import GRDB
public import Replication

/// The store of a node: one SQLite database, `deltamesh.sqlite` in the data folder, with a table for each type of the model.
///
/// One owner uses it, from one thread at a time; anybody may read beside it, by snapshots of ``reader``. Copies of the value are the
/// same store.
public struct SQLiteStore: ReplicaStore, Sendable {
  let core: StoreCore

  /// The name of the database in the data folder.
  public static let fileName = "deltamesh.sqlite"

  /// Opens the store in a data folder, which must exist, and locks the folder against other processes. Moves rows where the model
  /// has types and fields that it did not have before.
  ///
  /// Throws ``StoreError/Kind/locked`` where another process has the folder, ``StoreError/Kind/otherVersion`` where a newer
  /// version of Deltamesh wrote it, ``StoreError/Kind/corrupt`` where the file is not a database of Deltamesh.
  public init(
    folder: String, model: Model, durability: Durability = .full
  ) throws(StoreError) {
    let lock = try FolderLock(path: folder + "/lock")
    let path = folder + "/" + Self.fileName
    let writer: DatabasePool
    do {
      writer = try DatabasePool(path: path, configuration: Self.configuration())
    } catch {
      throw Self.openingError(error, path)
    }
    try self.init(
      writer: writer, path: path, model: model, durability: durability, lock: lock,
      readers: ReaderPool(path: path))
  }

  /// Opens the store on one connection alone, which has the database for itself: what a file system without shared memory needs.
  /// Nothing is locked; snapshots share the connection, and are good until the next commit.
  ///
  /// - Parameters:
  ///   - path: A path or an SQLite URI, taken as it is.
  ///   - name: What messages call the database.
  ///   - checkpointPages: After how many pages of 4 KiB the log is taken into the database.
  ///
  /// Throws what ``init(folder:model:durability:)`` throws.
  public init(
    exclusive path: String, name: String, model: Model, durability: Durability = .full,
    checkpointPages: Int = checkpointPages
  ) throws(StoreError) {
    let writer: DatabaseQueue
    do {
      var configuration = Self.configuration(checkpointPages, isExclusive: true)
      configuration.prepareDatabase { db in
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
          throw StoreError(.inputOutput, "\(name): SQLite does not write a log ahead here")
        }
      }
      writer = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw Self.openingError(error, name)
    }
    try self.init(
      writer: writer, path: name, model: model, durability: durability, lock: nil, readers: nil)
  }

  /// Opens the store on a writer that was made elsewhere. Without connections of their own snapshots share the writer, and are good
  /// until the next commit.
  public init(
    writer: any DatabaseWriter, model: Model, durability: Durability = .full
  ) throws(StoreError) {
    try self.init(
      writer: writer, path: writer.path, model: model, durability: durability, lock: nil,
      readers: nil)
  }

  private init(
    writer: any DatabaseWriter, path: String, model: Model, durability: Durability,
    lock: FolderLock?, readers: ReaderPool?
  ) throws(StoreError) {
    let published = PublishedLayout()
    do throws(StoreError) {
      core = try StoreCore(
        path: path, model: model, writer: writer, lock: lock, readers: readers,
        published: published)
    } catch {
      try? writer.close()
      throw error
    }
    reader = SnapshotSource(pool: readers, published: published)
    // The pool sets its own level after opening, so this comes last, and is looked at.
    try core.connection.execute("PRAGMA synchronous = \(durability.synchronous)")
    let level = try core.connection.integer("PRAGMA synchronous")
    guard level == durability.synchronous else {
      throw StoreError(.inputOutput, "\(path): SQLite does not take the durability \(durability)")
    }
    // After a crash the last commit in the log may end within a sector, and what is written next would share that sector: the next
    // power cut could tear both. Or it is one whose sync failed, which the system has given up to write, and shows all the same until
    // power is cut. So the log is taken into the database before anything is added to it, or told to anybody. Where that fails,
    // nothing is lost yet, and reading goes on.
    try? core.connection.emptyLog()
  }

  /// Where any thread takes snapshots from.
  public let reader: SnapshotSource

  /// The path of the database.
  public var path: String { core.path }

  /// The model that the store was opened with.
  public var model: Model { core.model }

  /// After how many pages of 4 KiB the log is taken into the database.
  public static let checkpointPages = 8_000

  /// The settings of every connection that writes.
  private static func configuration(
    _ checkpointPages: Int = checkpointPages, isExclusive: Bool = false
  ) -> Configuration {
    var configuration = Configuration()
    configuration.label = "deltamesh.writer"
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { db in
      // Before anything that looks at the database: without shared memory SQLite could not read a log otherwise.
      if isExclusive { try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
      try db.execute(
        sql: """
          PRAGMA secure_delete = OFF;
          PRAGMA cache_size = -32768;
          PRAGMA temp_store = MEMORY;
          PRAGMA wal_autocheckpoint = \(checkpointPages);
          PRAGMA journal_size_limit = \(checkpointPages * 4_096 * 2);
          """)
    }
    return configuration
  }

  /// Takes what is in the log into the database, and closes it. Snapshots at hand stay good; the store is of no use any more.
  ///
  /// Returns whether all is in the database itself, and durable: the loss of power takes nothing any more, whatever the durability.
  @discardableResult
  public func close() throws(StoreError) -> Bool { try core.close() }

  /// Takes what is in the log into the database, as far as no reader needs it: to be called when there is nothing else to do, so that
  /// no commit has to. Cheap where there is little.
  public func checkpoint() throws(StoreError) {
    try core.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
  }

  /// Has SQLite look at every page of the database and compare tables with their indexes, and returns the first problem; nil where
  /// there is none. Takes long.
  public func integrityProblem() throws(StoreError) -> String? {
    let check = try core.connection.statement("PRAGMA integrity_check(1)")
    defer { check.reset() }
    guard try check.step() else { return "SQLite's check says nothing" }
    let verdict = check.string(0)
    return verdict == "ok" ? nil : verdict.split(separator: "\n").joined(separator: " ")
  }

  /// Runs `body` as one transaction; within another, as a part of it that is undone by itself.
  public mutating func transaction<Result>(
    _ body: (inout SQLiteStore) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    var store = self
    return try core.transaction { () throws(StoreError) in try body(&store) }
  }

  /// A view of what was committed last, for one thread at a time. Meant for a moment: as long as one is held, the log grows.
  public func snapshot() throws(StoreError) -> SQLiteSnapshot {
    if core.readers != nil { return try reader.snapshot() }
    return try SQLiteSnapshot(sharing: core)
  }

  /// The error for a file that can't be opened.
  private static func openingError(_ error: any Error, _ path: String) -> StoreError {
    let error = StoreError(error, doing: "opening \(path)")
    guard error.kind == .corrupt else { return error }
    return StoreError(
      .corrupt, "\(path) is not a database, or is damaged: \(error.message)")
  }
}
