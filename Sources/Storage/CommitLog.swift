import Documents
import Replication

/// The log of commits: all of the last day, and the first; one a minute of what is older.
struct CommitLog {
  private let connection: Connection

  static let minute: Int64 = 60_000
  static let day: Int64 = 24 * 60 * minute
  /// The most rows that are looked at in one go, so that no commit waits long.
  private static let chunk: Int64 = 20_000

  init(_ connection: Connection) {
    self.connection = connection
  }

  /// The commit that ended at a sequence number.
  func commit(at sequence: SequenceNumber) throws(StoreError) -> Commit? {
    try commit("WHERE sequence = ?1", Int64(bitPattern: sequence.rawValue))
  }

  /// The latest commit with a time before `time`, or the first one. Times never step back, so it is found by halving.
  func lastCommit(before time: Int64) throws(StoreError) -> Commit {
    guard let first = try commit("ORDER BY sequence LIMIT 1"),
      let last = try commit("ORDER BY sequence DESC LIMIT 1")
    else { throw StoreError(.corrupt, "the log of commits is empty") }
    if last.time < time { return last }
    var found = first
    var low = first.mark.sequence.rawValue
    var high = last.mark.sequence.rawValue
    while low < high {
      let middle = Int64(low + (high - low) / 2)
      guard let commit = try commit("WHERE sequence <= ?1 ORDER BY sequence DESC LIMIT 1", middle)
      else { break }
      if commit.time < time {
        found = commit
        low = UInt64(middle) + 1
      } else {
        high = commit.mark.sequence.rawValue
      }
    }
    return found
  }

  /// Thins out commits behind `first` that are older than `time`. Returns up to where it came.
  func thin(after first: Int64, before time: Int64) throws(StoreError) -> Int64 {
    let rows = try connection.statement(
      """
      SELECT sequence, time FROM "deltamesh.commits" WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
      """)
    let delete = try connection.statement("DELETE FROM \"deltamesh.commits\" WHERE sequence = ?1")
    rows.bind(first, at: 1)
    rows.bind(Self.chunk, at: 2)
    defer { rows.reset() }
    var kept = first
    var doomed: [Int64] = []
    var lastMinute: Int64?
    while try rows.step(), rows.int(1) < time {
      if rows.int(1) / Self.minute == lastMinute {
        doomed.append(rows.int(0))
      } else {
        lastMinute = rows.int(1) / Self.minute
        kept = rows.int(0)
      }
    }
    rows.reset()
    for sequence in doomed {
      delete.bind(sequence, at: 1)
      try delete.run()
    }
    return doomed.last.map { max($0, kept) } ?? kept
  }

  private func commit(_ which: String, _ parameter: Int64? = nil) throws(StoreError) -> Commit? {
    let row = try connection.statement(
      "SELECT sequence, nonce, time FROM \"deltamesh.commits\" \(which)")
    if let parameter { row.bind(parameter, at: 1) }
    defer { row.reset() }
    guard try row.step() else { return nil }
    let mark = CommitMark(
      sequence: SequenceNumber(rawValue: UInt64(bitPattern: row.int(0))),
      nonce: UInt64(bitPattern: row.int(1)))
    return Commit(mark: mark, time: row.int(2))
  }
}
