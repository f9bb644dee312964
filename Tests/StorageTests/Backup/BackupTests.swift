import Documents
import Foundation
import GRDB
import Replication
import Storage
import StoreConformance
import Testing

/// Backups of databases, and putting them in place.
@Suite struct BackupTests {
  private let folder: TemporaryFolder
  private let type = TypeNumber(rawValue: 0)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func document(_ number: Int, isDeleted: Bool = false) -> DocumentState {
    let version = Version(
      timestamp: Timestamp(milliseconds: Int64(number + 1)), replica: ReplicaID(bits: 9))
    return DocumentState(
      id: DocumentID("n\(number)"), createdAt: version.timestamp, isDeleted: isDeleted,
      values: [.string("text \(number)")],
      stamps: Stamps(uniform: Stamp(version: version), slotCount: 3))
  }

  private func put(_ numbers: Range<Int>, _ store: inout SQLiteStore) throws {
    try store.transaction { store throws(StoreError) in
      for number in numbers {
        try store.put(
          document(number), type: type, sequence: SequenceNumber(rawValue: UInt64(number + 1)),
          replacing: nil)
      }
    }
  }

  private func filled(_ count: Int) throws -> SQLiteStore {
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    try put(0..<count, &store)
    return store
  }

  private func count(in file: String) throws -> Int? {
    try DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM Note") }
  }

  @Test func `a backup of an open store has what was committed, stands alone, and is marked`()
    throws
  {
    var store = try filled(3_000)
    try store.mark(RunMarker(bits: 5))
    let file = folder.path + "/copy"
    var steps: [DatabaseBackup.Progress] = []
    try DatabaseBackup.make(ofFolder: folder.path, to: file) { progress in
      // The first step is the time to write on: what comes now is not in the copy, which goes on all the same.
      if steps.isEmpty { try? put(3_000..<3_500, &store) }
      steps.append(progress)
    }
    #expect(steps.last == .checking)
    #expect(
      steps.contains { if case .copying(let done, let total) = $0 { done == total } else { false } }
    )
    #expect(try store.storedMarker() == .run(RunMarker(bits: 5)))
    #expect(try count(in: file) == 3_000)
    for suffix in ["-wal", "-shm", "-journal", ".partial"] {
      #expect(!FileManager.default.fileExists(atPath: file + suffix))
    }
    try store.close()

    let other = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: file, toPath: other.path + "/" + SQLiteStore.fileName)
    let copy = try SQLiteStore(folder: other.path, model: SampleModel.model)
    #expect(try copy.storedMarker() == .backup)
    #expect(try copy.integrityProblem() == nil)
    try copy.close()
  }

  @Test func `a backup overwrites nothing, and leaves nothing behind where it fails`() throws {
    let store = try filled(10)
    let file = folder.path + "/copy"
    try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: StoreError.self) {
      try DatabaseBackup.make(ofFolder: folder.path, to: file) { _ in }
    }
    #expect(FileManager.default.contents(atPath: file) == Data("mine".utf8))
    let missing = folder.path + "/no/such/folder"
    #expect(throws: StoreError.self) {
      try DatabaseBackup.make(ofFolder: folder.path, to: missing) { _ in }
    }
    #expect(throws: StoreError.self) {
      try DatabaseBackup.make(ofStoppedFolder: folder.path, to: folder.path + "/other") { _ in }
    }
    try store.close()
    try DatabaseBackup.make(ofStoppedFolder: folder.path, to: folder.path + "/other") { _ in }
    #expect(try count(in: folder.path + "/other") == 10)
  }

  private func restore(
    _ file: String, to target: String, _ purpose: DatabaseRestore.Purpose = .sameNode,
    force: Bool = false
  ) throws -> DatabaseRestore {
    var random = SystemRandomNumberGenerator()
    return try DatabaseRestore(
      of: file, to: target, for: purpose, force: force, suffix: ".old", random: &random
    ) { _ in }
  }

  @Test func `a restored database goes on under a new ReplicaID, and the old one is to be retired`()
    throws
  {
    let store = try filled(20)
    let file = folder.path + "/copy"
    try DatabaseBackup.make(ofFolder: folder.path, to: file) { _ in }
    try store.close()
    let before = SampleModel.record()
    let target = folder.path + "/new"
    let restored = try restore(file, to: target)
    let again = try SQLiteStore(folder: target, model: SampleModel.model)
    let record = try #require(try again.record())
    #expect(record.id == restored.replica)
    #expect(record.id != before.id)
    #expect(record.former == [before.id])
    #expect(restored.retired == [before.id])
    #expect(restored.aside == nil)
    #expect(record.knowledge == before.knowledge)
    #expect(try again.storedMarker() == .none)
    #expect(try again.snapshot().counts(of: "Note").live == 20)
    try again.close()
  }

  @Test func `for a new node nothing is retired`() throws {
    try filled(1).close()
    let file = folder.path + "/copy"
    try DatabaseBackup.make(ofStoppedFolder: folder.path, to: file) { _ in }
    let restored = try restore(file, to: folder.path + "/new", .newNode)
    #expect(restored.retired == [])
    let store = try SQLiteStore(folder: folder.path + "/new", model: SampleModel.model)
    #expect(try store.record()?.former == [])
    #expect(try store.record()?.id == restored.replica)
    try store.close()
  }

  @Test func `a database that is there stays, or is put aside and retired`() throws {
    try filled(5).close()
    let file = folder.path + "/copy"
    try DatabaseBackup.make(ofStoppedFolder: folder.path, to: file) { _ in }
    let first = try restore(file, to: folder.path, force: true)
    #expect(try count(in: folder.path + "/\(SQLiteStore.fileName).old") == 5)
    #expect(first.aside == folder.path + "/\(SQLiteStore.fileName).old")
    #expect(throws: StoreError.self) { try restore(file, to: folder.path) }
    try FileManager.default.removeItem(atPath: try #require(first.aside))
    let second = try restore(file, to: folder.path, force: true)
    #expect(second.retired == [SampleModel.record().id, first.replica])
  }

  @Test func `the folder of a running node, and files that are no backups, are refused`() throws {
    let store = try filled(5)
    let file = folder.path + "/copy"
    try DatabaseBackup.make(ofFolder: folder.path, to: file) { _ in }
    do {
      _ = try restore(file, to: folder.path, force: true)
      Issue.record("the folder of an open store was taken")
    } catch let error as StoreError {
      #expect(error.kind == .locked)
    }
    try store.close()
    let junk = folder.path + "/junk"
    try Data(repeating: 7, count: 9_000).write(to: URL(fileURLWithPath: junk))
    let target = folder.path + "/new"
    #expect(throws: StoreError.self) { try restore(junk, to: target) }
    var damaged = try #require(FileManager.default.contents(atPath: file))
    for place in damaged.indices where place > 8_192 && place % 512 < 64 { damaged[place] = 0xAA }
    try damaged.write(to: URL(fileURLWithPath: junk))
    #expect(throws: StoreError.self) { try restore(junk, to: target) }
    #expect(!FileManager.default.fileExists(atPath: target + "/" + SQLiteStore.fileName))
  }
}
