import Documents
import Replication
import Storage
import StoreConformance
import Testing

@testable import Simulator

/// The store on a simulated disk does what every store must do.
@Suite struct SQLiteDiskConformanceTests {
  /// Remembers the disks of its stores, to open them again.
  final class Harness: StoreHarness {
    private var disk = SQLiteDisk(durability: .full)

    func open(_ model: Model) throws -> SQLiteStore {
      disk = SQLiteDisk(durability: .full)
      try disk.open(model)
      return disk.store.base
    }

    func reopen(_ store: SQLiteStore, _ model: Model) throws -> SQLiteStore {
      disk.close()
      try disk.open(model)
      return disk.store.base
    }
  }

  private let conformance = StoreConformance(Harness())

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `random operations agree with the reference`(seed: UInt64) throws {
    try conformance.randomOperationsAgreeWithTheReference(seed: seed, transactions: 40)
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

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `schema changes keep everything`(seed: UInt64) throws {
    try conformance.schemaChangesKeepEverything(seed: seed)
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `what models mean otherwise trades places`(seed: UInt64) throws {
    try conformance.incompatibleModelsTradePlaces(seed: seed)
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `scans filter`(seed: UInt64) throws {
    try conformance.scansFilter(seed: seed)
  }
}
