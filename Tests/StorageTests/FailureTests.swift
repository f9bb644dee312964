import Documents
import GRDB
import Replication
import Storage
import StoreConformance
import Testing

/// What SQLite's failures look like to the replica.
@Suite struct FailureTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A store on one connection without any other, as a simulated disk has it.
  private func makeQueue() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(
      path: folder.makeFolder() + "/one.sqlite", configuration: configuration)
  }

  @Test func `a full disk is told, nothing of the transaction stays, and the store recovers`()
    throws
  {
    let queue = try makeQueue()
    var store = try SQLiteStore(writer: queue, model: SampleModel.model)
    var random = SeededGenerator(seed: 1)
    let catalog = SampleModel.catalog()
    let type = TypeNumber(rawValue: 0)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    var sequence = SequenceNumber.zero
    func fill(_ count: Int) throws(StoreError) {
      try store.transaction { store throws(StoreError) in
        for _ in 0..<count {
          sequence = sequence.next
          var state = random.state(DocumentID("doc-\(sequence)"), type: catalog[type])
          state.values = [.string(String(repeating: "x", count: 500))]
          try store.put(state, type: type, sequence: sequence, replacing: nil)
        }
      }
    }
    try fill(20)
    let pages = try queue.unsafeRead { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = \(pages + 5)")
    }
    let start = sequence
    var failure: StoreError?
    do throws(StoreError) { try fill(500) } catch { failure = error }
    #expect(failure?.kind == .full)
    #expect(try store.snapshot().latestSequence(of: type) == start)
    #expect(try store.document(DocumentID("doc-20"), type: type) != nil)
    #expect(try store.document(DocumentID("doc-21"), type: type) == nil)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
    try fill(500)
    #expect(try store.snapshot().latestSequence(of: type) == sequence)
  }

  @Test func `a read-only database is an error of input and output`() throws {
    let queue = try makeQueue()
    var store = try SQLiteStore(writer: queue, model: SampleModel.model)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
    var failure: StoreError?
    do throws(StoreError) {
      try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    } catch { failure = error }
    #expect(failure?.kind == .inputOutput)
    #expect(try store.record() == nil)
  }

  @Test func `one row that can't be stored is rejected`() throws {
    var store = try SQLiteStore(writer: makeQueue(), model: SampleModel.model)
    let version = Version(timestamp: Timestamp(bits: .max), replica: ReplicaID(bits: 1))
    let state = DocumentState(
      id: DocumentID("late"), createdAt: Timestamp(bits: 1), isDeleted: false, values: [],
      stamps: Stamps(uniform: Stamp(version: version), slotCount: 2))
    var failure: StoreError?
    do throws(StoreError) {
      try store.transaction { store throws(StoreError) in
        try store.save(SampleModel.record())
        try store.put(
          state, type: TypeNumber(rawValue: 0), sequence: SequenceNumber(rawValue: 1),
          replacing: nil)
      }
    } catch { failure = error }
    #expect(failure?.kind == .rejected)
  }

  @Test func `a snapshot on the writing connection ends with the next commit`() throws {
    var store = try SQLiteStore(writer: makeQueue(), model: SampleModel.model)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    let snapshot = try store.snapshot()
    let type = TypeNumber(rawValue: 0)
    #expect(try snapshot.latestSequence(of: type) == .zero)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    #expect(throws: StoreError.self) { try snapshot.latestSequence(of: type) }
  }

  struct QueueHarness: StoreHarness {
    let tests: FailureTests

    func open(_ model: Model) throws -> SQLiteStore {
      try SQLiteStore(writer: tests.makeQueue(), model: model, durability: .normal)
    }

    func reopen(_ store: SQLiteStore, _ model: Model) throws -> SQLiteStore {
      try store.close()
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      return try SQLiteStore(
        writer: DatabaseQueue(path: store.path, configuration: configuration), model: model)
    }
  }

  @Test func `one connection is enough`() throws {
    let conformance = StoreConformance(QueueHarness(tests: self))
    try conformance.randomOperationsAgreeWithTheReference(seed: 77, transactions: 40)
    try conformance.schemaChangesKeepEverything(seed: 78)
    try conformance.pullProgressIsKept()
  }
}
