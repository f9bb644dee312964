import Documents
import Replication
import Storage
import StoreConformance
import Testing

/// The log of commits is thinned out with age.
@Suite struct CommitLogTests {
  @Test func `the last day and the first commit stay, and one commit a minute of what is older`()
    throws
  {
    let folder = try TemporaryFolder()
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model, durability: .normal)
    var record = SampleModel.record()
    let second: Int64 = 1_000
    let count: Int64 = 3 * 24 * 60 * 6
    // One commit in ten seconds, for three days; many to a transaction, for speed.
    for start in stride(from: 0, to: count, by: 1_000) {
      try store.transaction { store throws(StoreError) in
        for index in start..<min(start + 1_000, count) {
          record.commit = Commit(
            mark: CommitMark(
              sequence: SequenceNumber(rawValue: UInt64(index) * 3), nonce: UInt64(index)),
            time: index * 10 * second)
          try store.save(record)
        }
      }
    }
    let snapshot = try store.snapshot()
    let kept = try (0..<count).filter {
      try snapshot.commit(at: SequenceNumber(rawValue: UInt64($0) * 3)) != nil
    }
    let day: Int64 = 24 * 60 * 6
    #expect(kept.first == 0)
    #expect(kept.filter { $0 >= count - day } == Array(count - day..<count))
    // At most a minute more than a day is kept whole.
    let older = kept.filter { $0 < count - day - 6 }
    #expect(Set(older.map { $0 / 6 }).count == Int(2 * 24 * 60 - 1))
    #expect(older.count <= 2 * 24 * 60 + 8)
    for time in stride(from: 0, to: count * 10 * second, by: 7_777_777) {
      let expected = kept.last { $0 * 10 * second < time } ?? 0
      #expect(try snapshot.lastCommit(before: time).mark.nonce == UInt64(expected), "\(time)")
    }
  }
}
