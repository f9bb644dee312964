import Documents
import Replication
import StoreConformance
import Testing

/// The store in memory does what every store must do.
@Suite struct MemoryStoreTests {
  struct Harness: StoreHarness {
    func open(_ model: Model) -> MemoryStore { MemoryStore(model: model) }

    func reopen(_ store: MemoryStore, _ model: Model) throws -> MemoryStore {
      try #require(MemoryStore(store, model: model))
    }
  }

  let conformance = StoreConformance(Harness())

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `random operations agree with the reference`(seed: UInt64) throws {
    try conformance.randomOperationsAgreeWithTheReference(seed: seed, transactions: 60)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
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

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `schema changes keep everything`(seed: UInt64) throws {
    try conformance.schemaChangesKeepEverything(seed: seed)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `what models mean otherwise trades places`(seed: UInt64) throws {
    try conformance.incompatibleModelsTradePlaces(seed: seed)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `scans filter`(seed: UInt64) throws {
    try conformance.scansFilter(seed: seed)
  }
}
