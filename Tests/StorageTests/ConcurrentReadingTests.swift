import Documents
import Replication
import Storage
import StoreConformance
import Synchronization
import Testing

/// Snapshots on other threads see whole commits, and always know the types and replicas of what they see.
@Suite struct ConcurrentReadingTests {
  private static let perCommit = 10

  /// Tells the readers that the writer is done.
  private final class End: Sendable {
    let hasCome = Atomic(false)
  }

  @Test func `readers beside the writer see whole commits`() async throws {
    let folder = try TemporaryFolder()
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model, durability: .normal)
    try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    let source = store.reader
    let end = End()
    let looks = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var count = 0
          repeat {
            try Self.look(at: source.snapshot())
            count += 1
            await Task.yield()
          } while !end.hasCome.load(ordering: .relaxed)
          return count
        }
      }
      try write(&store)
      end.hasCome.store(true, ordering: .relaxed)
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(looks.allSatisfy { $0 > 0 })
    try Self.look(at: store.snapshot())
    try store.close()
  }

  /// Commits with documents of a few types, with a new type or replica every few commits.
  private func write(_ store: inout SQLiteStore) throws {
    var record = SampleModel.record()
    var random = SeededGenerator(seed: 9)
    for step in 1...200 as ClosedRange<UInt64> {
      try store.transaction { store throws(StoreError) in
        if step % 10 == 0 {
          _ = record.catalog.add(
            CatalogType(name: "New\(step)", merge: .field, fields: []))
        }
        var sequence = record.commit.mark.sequence
        let replica = ReplicaID(bits: 100 + step / 5)
        let type = TypeNumber(
          rawValue: UInt16.random(in: 0..<UInt16(record.catalog.types.count), using: &random))
        record.commit = Commit(
          mark: CommitMark(
            sequence: SequenceNumber(rawValue: sequence.rawValue + UInt64(Self.perCommit)),
            nonce: step), time: 1_000 + Int64(step))
        try store.save(record)
        for _ in 0..<Self.perCommit {
          sequence = sequence.next
          let version = Version(
            timestamp: Timestamp(milliseconds: Int64(sequence.rawValue)), replica: replica)
          try store.put(
            DocumentState(
              id: DocumentID("d\(sequence)"), createdAt: version.timestamp, isDeleted: false,
              values: [], stamps: Stamps(uniform: Stamp(version: version), slotCount: 2)),
            type: type, sequence: sequence, replacing: nil)
        }
      }
    }
  }

  private static func look(at snapshot: SQLiteSnapshot) throws {
    let record = try snapshot.record()
    let through = SequenceNumber(rawValue: .max >> 1)
    var count = 0
    var last = SequenceNumber.zero
    for number in record.catalog.types.indices {
      let type = TypeNumber(rawValue: UInt16(number))
      var batch = ChangeBatch()
      _ = try snapshot.scan(
        Scan(type: type, order: .bySequence(after: .zero, through: through)), into: &batch
      ) { _ in .next }
      #expect(batch.rows.allSatisfy { batch.state(of: $0) != nil })
      count += batch.count
      last = max(last, try snapshot.latestSequence(of: type))
    }
    #expect(count % perCommit == 0)
    #expect(last == record.commit.mark.sequence)
    #expect(count == Int(last.rawValue))
  }
}
