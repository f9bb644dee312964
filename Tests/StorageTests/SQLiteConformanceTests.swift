import Documents
import Replication
import Storage
import StoreConformance
import Testing

/// The store in SQLite does what every store must do.
@Suite struct SQLiteConformanceTests {
  struct Harness: StoreHarness {
    let folder: TemporaryFolder

    func open(_ model: Model) throws -> SQLiteStore {
      try SQLiteStore(folder: folder.makeFolder(), model: model, durability: .normal)
    }

    func reopen(_ store: SQLiteStore, _ model: Model) throws -> SQLiteStore {
      try store.close()
      let folder = String(store.path.dropLast(SQLiteStore.fileName.count + 1))
      return try SQLiteStore(folder: folder, model: model, durability: .normal)
    }
  }

  let conformance: StoreConformance<Harness>

  init() throws {
    conformance = StoreConformance(Harness(folder: try TemporaryFolder()))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `random operations agree with the reference`(seed: UInt64) throws {
    try conformance.randomOperationsAgreeWithTheReference(seed: seed, transactions: 60)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `snapshots are isolated from later commits`(seed: UInt64) throws {
    try conformance.snapshotsAreIsolatedFromLaterCommits(seed: seed)
  }

  @Test func `inner transactions undo their own part`() throws {
    try conformance.innerTransactionsUndoTheirOwnPart()
  }

  @Test func `answers to keys are kept`() throws {
    try conformance.answersToKeysAreKept()
    try conformance.theOldestAnswersAreForgottenFirst()
  }

  @Test func `pull progress is kept`() throws {
    try conformance.pullProgressIsKept()
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `schema changes keep everything`(seed: UInt64) throws {
    try conformance.schemaChangesKeepEverything(seed: seed)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `what models mean otherwise trades places`(seed: UInt64) throws {
    try conformance.incompatibleModelsTradePlaces(seed: seed)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `scans filter`(seed: UInt64) throws {
    try conformance.scansFilter(seed: seed)
  }
}
