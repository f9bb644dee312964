public import Documents
public import Replication
import Synchronization

/// Gives snapshots of a store to any thread.
public struct SnapshotSource: Sendable {
  private let pool: ReaderPool?
  private let published: PublishedLayout

  init(pool: ReaderPool?, published: PublishedLayout) {
    self.pool = pool
    self.published = published
  }

  /// A view of what was committed last; takes microseconds. Throws ``StoreError/Kind/locked`` where too many are held at a time.
  /// - Parameter deadline: when reads on it are given up with ``StoreError/Kind/interrupted``; nil for never.
  public func snapshot(
    until deadline: ContinuousClock.Instant? = nil
  ) throws(StoreError) -> SQLiteSnapshot {
    guard let pool else {
      throw StoreError(.rejected, "the store has no connections for reading beside it")
    }
    return try SQLiteSnapshot(pool: pool, published: published, until: deadline)
  }
}

/// One committed state of a ``SQLiteStore``. Any thread may use it, one at a time; it ends when the last reference goes.
///
/// Hold it for a moment only, for a page or a query: as long as it lives, SQLite's log can't be taken into the database.
public final class SQLiteSnapshot: ReplicaSnapshot, @unchecked Sendable {
  // Unchecked: the connection has one user at a time, which is the user of the snapshot.

  /// On whose connection it reads.
  private enum Source {
    case reader(Reader, ReaderPool)
    /// The writer's own, good until its next commit.
    case shared(StoreCore, generation: UInt64)
  }

  private let source: Source
  private let currentRecord: ReplicaRecord
  let layout: StoreLayout
  /// The statements of the connection before this snapshot.
  private let earlierStatements: Int

  init(
    pool: ReaderPool, published: PublishedLayout, until deadline: ContinuousClock.Instant? = nil
  ) throws(StoreError) {
    let reader = try pool.take()
    do throws(StoreError) {
      (layout, currentRecord) = try published.layout.withLock {
        (layout) throws(StoreError) -> (StoreLayout, ReplicaRecord) in
        try reader.connection.statement("BEGIN").run()
        // The first read fixes the state.
        return (layout, try Self.record(reader.connection, layout))
      }
    } catch {
      if reader.connection.isInTransaction { try? reader.connection.execute("ROLLBACK") }
      pool.put(reader, isUsable: !reader.connection.isInTransaction)
      throw error
    }
    reader.deadline.end = deadline
    source = .reader(reader, pool)
    earlierStatements = reader.connection.statementCount
  }

  init(sharing core: StoreCore) throws(StoreError) {
    layout = core.state.layout
    guard let record = core.state.record else {
      throw StoreError(.rejected, "a store without a record can't be read")
    }
    currentRecord = record
    source = .shared(core, generation: core.generation)
    earlierStatements = core.connection.statementCount
  }

  deinit {
    switch source {
    case .reader(let reader, let pool):
      reader.deadline.end = nil
      let isEnded = (try? reader.connection.statement("COMMIT").run()) != nil
      pool.put(reader, isUsable: isEnded && !reader.connection.isInTransaction)
    case .shared: break
    }
  }

  private static func record(
    _ connection: Connection, _ layout: StoreLayout
  ) throws(StoreError) -> ReplicaRecord {
    guard let record = try readRecord(connection, catalog: layout.catalog) else {
      throw StoreError(.rejected, "a store without a record can't be read")
    }
    return record
  }

  /// The connection to read on.
  func connection() throws(StoreError) -> Connection {
    switch source {
    case .reader(let reader, _): return reader.connection
    case .shared(let core, let generation):
      guard core.generation == generation else {
        throw StoreError(.locked, "the snapshot ended with the commit after it")
      }
      return core.connection
    }
  }

  /// How many statements were run for what was asked of this snapshot.
  public var statementCount: Int {
    switch source {
    case .reader(let reader, _): reader.connection.statementCount - earlierStatements
    case .shared(let core, _): core.connection.statementCount - earlierStatements
    }
  }

  /// What is known about the replica.
  public func record() throws(StoreError) -> ReplicaRecord { currentRecord }

  /// Every replica that stamps may name; ascending.
  public func origins() throws(StoreError) -> [ReplicaID] { layout.replicas.sorted() }

  /// The commit that ended at a sequence number.
  public func commit(at sequence: SequenceNumber) throws(StoreError) -> Commit? {
    try CommitLog(connection()).commit(at: sequence)
  }

  /// The latest commit before a time, or the first one.
  public func lastCommit(before time: Int64) throws(StoreError) -> Commit {
    try CommitLog(connection()).lastCommit(before: time)
  }

  /// The greatest sequence number of a type.
  public func latestSequence(of type: TypeNumber) throws(StoreError) -> SequenceNumber {
    let table = try layout.table(type)
    let last = try connection().integer(
      "SELECT _seq FROM \(table.table) WHERE \(table.ofType) true ORDER BY _seq DESC LIMIT 1")
    return SequenceNumber(rawValue: UInt64(bitPattern: last ?? 0))
  }

  /// The sums of a type.
  public func sums(of type: TypeNumber) throws(StoreError) -> BucketSums {
    try SumKeeper.read(type, from: connection())
  }

  /// Reads rows in the order of `scan`.
  public func scan(
    _ scan: Scan, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    try TableScan(scan, layout: layout, connection: connection()).run(into: &batch, judge)
  }
}
