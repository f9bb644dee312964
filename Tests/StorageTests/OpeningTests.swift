import Documents
import Foundation
import GRDB
import Replication
import Storage
import StoreConformance
import Testing

/// What opening a data folder can run into.
@Suite struct OpeningTests {
  let folder: TemporaryFolder
  var file: String { folder.path + "/" + SQLiteStore.fileName }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func openingError() -> StoreError? {
    do throws(StoreError) {
      _ = try SQLiteStore(folder: folder.path, model: SampleModel.model)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a second store on the folder is refused and names the process`() throws {
    let first = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    let error = openingError()
    #expect(error?.kind == .locked)
    #expect(error?.message.contains("process \(getpid())") == true)
    try first.close()
    #expect(openingError() == nil)
  }

  @Test func `a folder that does not exist is an error of input and output`() throws {
    #expect(throws: StoreError.self) {
      try SQLiteStore(folder: folder.path + "/missing", model: SampleModel.model)
    }
  }

  @Test func `a database of the first format is taken up, and its clock goes on from there`()
    throws
  {
    var record = SampleModel.record()
    record.knowledge = Knowledge([
      Version(timestamp: Timestamp(milliseconds: 70), replica: record.id)
    ])
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in try store.save(record) }
    try store.close()
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction {
      let later = [
        "latest", "former", "startsOver", "closed", "forgotten", "silences", "scope",
        "relinquished", "examined",
      ]
      let columns = later.map { "ALTER TABLE \"deltamesh.record\" DROP COLUMN \($0);" }
      try $0.execute(
        sql: columns.joined()
          + "DROP TABLE \"deltamesh.sums\"; DROP INDEX \"deltamesh.documents._deleted\";"
          + "DROP TABLE \"deltamesh.counts\"; DROP TABLE \"deltamesh.answers\";"
          + "PRAGMA user_version = 1")
    }
    try queue.close()
    record.latestTimestamp = Timestamp(milliseconds: 70)
    store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    #expect(try store.record() == record)
    try store.close()
  }

  @Test func `the sums of a database of the third format are counted once`() throws {
    var random = SeededGenerator(seed: 4)
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    let type = TypeNumber(rawValue: 0)
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      for number in 1...50 as ClosedRange<UInt64> {
        try store.put(
          random.state(DocumentID("\(number)"), type: SampleModel.catalog()[type]), type: type,
          sequence: SequenceNumber(rawValue: number), replacing: nil)
      }
    }
    let sums = try store.snapshot().sums(of: type)
    #expect(sums != BucketSums())
    try store.close()
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction {
      try $0.execute(
        sql: ["scope", "relinquished", "examined"]
          .map { "ALTER TABLE \"deltamesh.record\" DROP COLUMN \($0);" }.joined()
          + "DROP TABLE \"deltamesh.sums\"; DROP TABLE \"deltamesh.counts\";"
          + "DROP TABLE \"deltamesh.answers\"; PRAGMA user_version = 3")
    }
    try queue.close()
    for _ in 1...2 {
      store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
      #expect(try store.snapshot().sums(of: type) == sums)
      #expect(try store.snapshot().recount(type).differingBuckets == [])
      try store.close()
    }
  }

  @Test func `a database of a newer version is refused`() throws {
    try SQLiteStore(folder: folder.path, model: SampleModel.model).close()
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    let error = openingError()
    #expect(error?.kind == .otherVersion)
    #expect(error?.message.contains("format 99") == true)
  }

  @Test func `a file that is no database is refused`() throws {
    try Data("This is not a database, but long enough to look at.".utf8)
      .write(to: URL(fileURLWithPath: file))
    #expect(openingError()?.kind == .corrupt)
  }

  @Test func `a database of another program is refused and left alone`() throws {
    let queue = try DatabaseQueue(path: file)
    try queue.write { try $0.execute(sql: "CREATE TABLE mine (x)") }
    try queue.close()
    #expect(openingError()?.kind == .corrupt)
    let again = try DatabaseQueue(path: file)
    #expect(
      try again.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") } == ["mine"])
  }

  @Test func `a model whose fields differ in case only is refused`() throws {
    let model = Model(types: [
      TypeModel(
        name: "A", plural: "As",
        fields: ["x", "X"].map { FieldModel(name: $0, type: FieldType(.string)) })
    ])
    var catalog = Catalog()
    _ = BoundModel(model, catalog: &catalog)
    let record = SampleModel.record(catalog)
    var store = try SQLiteStore(folder: folder.path, model: model)
    #expect(throws: StoreError.self) {
      try store.transaction { store throws(StoreError) in try store.save(record) }
    }
    #expect(try store.record() == nil)
  }

  @Test func `the tables are readable by any SQLite tool`() throws {
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    let version = Version(
      timestamp: Timestamp(milliseconds: 5, counter: 1), replica: ReplicaID(bits: 9))
    let state = DocumentState(
      id: DocumentID("n1"), createdAt: Timestamp(milliseconds: 4), isDeleted: false,
      values: [
        .string("é"), .int(3), .double(1.5), .bool(true), .list([.string("a\"b"), .null]),
        .null,
      ],
      stamps: Stamps(uniform: Stamp(version: version), slotCount: 8))
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      try store.put(
        state, type: TypeNumber(rawValue: 0), sequence: SequenceNumber(rawValue: 1), replacing: nil)
    }
    try store.close()
    let queue = try DatabaseQueue(path: file)
    let row = try queue.read {
      try Row.fetchOne(
        $0,
        sql: """
          SELECT id, "text", stars, score, "open", tags, due, kind, _updatedAt, _deleted, _seq, _extra
          FROM Note
          """)
    }
    let expected: Row = [
      "id": "n1", "text": "é", "stars": 3, "score": 1.5, "open": 1, "tags": #"["a\"b",null]"#,
      "due": nil, "kind": "plain", "_updatedAt": 5, "_deleted": 0, "_seq": 1, "_extra": nil,
    ]
    #expect(row == expected)
    #expect(try queue.read { try $0.indexes(on: "Note").map(\.columns) }.contains(["stars"]))
  }

  @Test func `a closed store answers with errors, and a snapshot outlives it`() throws {
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    let snapshot = try store.snapshot()
    try store.close()
    #expect(try snapshot.latestSequence(of: TypeNumber(rawValue: 0)) == .zero)
    #expect(throws: StoreError.self) { try store.snapshot() }
    #expect(throws: StoreError.self) {
      try store.document(DocumentID("x"), type: TypeNumber(rawValue: 0))
    }
    #expect(throws: StoreError.self) {
      try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    }
    try store.close()
  }

  @Test func `a default that changes holds for documents that never had the field`() throws {
    var model = SampleModel.model
    var store = try SQLiteStore(folder: folder.path, model: model)
    let version = Version(timestamp: Timestamp(milliseconds: 5), replica: ReplicaID(bits: 9))
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      for (index, slots) in [2, 9].enumerated() {
        let values = slots == 9 ? Array(repeating: Value?.some(.null), count: 7) : []
        try store.put(
          DocumentState(
            id: DocumentID("n\(slots)"), createdAt: version.timestamp, isDeleted: false,
            values: values, stamps: Stamps(uniform: Stamp(version: version), slotCount: slots)),
          type: TypeNumber(rawValue: 0), sequence: SequenceNumber(rawValue: UInt64(index + 1)),
          replacing: nil)
      }
    }
    func kinds(_ store: SQLiteStore) throws -> [[Value?]?] {
      let rows = try store.snapshot().find(
        DocumentQuery(type: "Note", limit: 10, fields: [6])
      ).rows
      return rows.rows.map { rows.values(of: $0) }
    }
    #expect(try kinds(store) == [[.string("plain")], [.null]])
    try store.close()
    let index = try #require(model.types[0].index(ofField: "kind"))
    model.types[0].fields[index].defaultValue = .string("it's new")
    store = try SQLiteStore(folder: folder.path, model: model)
    #expect(try kinds(store) == [[.string("it's new")], [.null]])
    try store.close()
  }
}
