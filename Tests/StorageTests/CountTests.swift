import Documents
import GRDB
import Replication
import Storage
import StoreConformance
import Testing

/// Documents are counted as they come and go.
@Suite struct CountTests {
  private let folder: TemporaryFolder
  private let type = TypeNumber(rawValue: 0)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func state(_ id: String, _ time: Int64, isDeleted: Bool = false) -> DocumentState {
    let version = Version(
      timestamp: Timestamp(milliseconds: time), replica: ReplicaID(bits: 9))
    return DocumentState(
      id: DocumentID(id), createdAt: version.timestamp, isDeleted: isDeleted, values: [],
      stamps: Stamps(uniform: Stamp(version: version), slotCount: 2))
  }

  private func counts(_ store: SQLiteStore) throws -> [Int] {
    let counts = try store.snapshot().counts(of: "Note")
    return [counts.live, counts.deleted]
  }

  private func number(_ value: UInt64) -> SequenceNumber { SequenceNumber(rawValue: value) }

  @Test
  func `counts follow puts, deletions, new rows and removals, and go back with a transaction`()
    throws
  {
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      try store.put(state("a", 1), type: type, sequence: number(1), replacing: nil)
      try store.put(state("b", 2), type: type, sequence: number(2), replacing: nil)
    }
    #expect(try counts(store) == [2, 0])
    try store.transaction { store throws(StoreError) in
      let old = try store.document(DocumentID("a"), type: type)
      try store.put(
        state("a", 3, isDeleted: true), type: type, sequence: number(3), replacing: old)
    }
    #expect(try counts(store) == [1, 1])
    var batch = ChangeBatch()
    for (index, id) in ["b", "c", "d"].enumerated() {
      batch.append(
        state(id, 9, isDeleted: id == "d"), type: type, sequence: number(UInt64(index)))
    }
    let rows = batch
    #expect(throws: StoreError.self) {
      try store.transaction { store throws(StoreError) in
        _ = try store.insertNew(rows, range: 0..<3, after: number(3))
        throw StoreError(.full, "no space")
      }
    }
    #expect(try counts(store) == [1, 1])
    let existing = try store.transaction { store throws(StoreError) in
      try store.insertNew(rows, range: 0..<3, after: number(3))
    }
    #expect(existing == [0])
    #expect(try counts(store) == [2, 2])
    try store.transaction { store throws(StoreError) in
      try store.remove(DocumentID("a"), type: type)
      try store.remove(DocumentID("nobody"), type: type)
    }
    #expect(try counts(store) == [2, 1])
    try store.close()
    store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    #expect(try counts(store) == [2, 1])
    try store.close()
  }

  @Test func `a database of an older format is counted when it is opened`() throws {
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      try store.put(state("a", 1), type: type, sequence: number(1), replacing: nil)
      try store.put(
        state("b", 2, isDeleted: true), type: type, sequence: number(2), replacing: nil)
    }
    try store.close()
    let queue = try DatabaseQueue(path: folder.path + "/" + SQLiteStore.fileName)
    try queue.writeWithoutTransaction {
      let later = [
        "former", "startsOver", "closed", "forgotten", "silences", "scope", "relinquished",
        "examined",
      ]
      let columns = later.map { "ALTER TABLE \"deltamesh.record\" DROP COLUMN \($0);" }
      try $0.execute(
        sql: columns.joined() + "DROP TABLE \"deltamesh.answers\";"
          + "DROP INDEX \"deltamesh.documents._deleted\";"
          + "DROP TABLE \"deltamesh.counts\"; DROP TABLE \"deltamesh.sums\";"
          + "PRAGMA user_version = 2")
    }
    try queue.close()
    store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    #expect(try counts(store) == [1, 1])
    try store.close()
  }

  @Test func `the incarnations before are kept`() throws {
    var record = SampleModel.record()
    record.former = [ReplicaID(bits: 3), ReplicaID(bits: 1)]
    let saved = record
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in try store.save(saved) }
    try store.close()
    store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    #expect(try store.record()?.former == record.former)
    try store.close()
  }
}
