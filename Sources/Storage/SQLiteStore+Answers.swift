import Documents
public import Replication

extension SQLiteStore {
  /// What was answered to a row that was pushed with a key.
  public func answer(to key: String) throws(StoreError) -> KeyedAnswer? {
    let row = try core.connection.statement(
      "SELECT time, fingerprint, outcome, message FROM \"deltamesh.answers\" WHERE key = ?1")
    row.bind(copying: key, at: 1)
    defer { row.reset() }
    guard try row.step() else { return nil }
    guard let outcome = PushOutcome(rawValue: row.string(2)) else {
      throw StoreError(.corrupt, "what was answered to the key \(key) is damaged")
    }
    return KeyedAnswer(
      key: key, time: row.int(0), fingerprint: UInt64(bitPattern: row.int(1)), outcome: outcome,
      message: row.isNull(3) ? nil : row.string(3))
  }

  /// Remembers what was answered to a key.
  public mutating func save(_ answer: KeyedAnswer) throws(StoreError) {
    let row = try core.connection.statement(
      """
      INSERT INTO "deltamesh.answers" (key, time, fingerprint, outcome, message) \
      VALUES (?1, ?2, ?3, ?4, ?5)
      """)
    row.bind(copying: answer.key, at: 1)
    row.bind(answer.time, at: 2)
    row.bind(Int64(bitPattern: answer.fingerprint), at: 3)
    row.bind(copying: answer.outcome.rawValue, at: 4)
    if let message = answer.message {
      row.bind(copying: message, at: 5)
    } else {
      row.bindNull(at: 5)
    }
    try row.run()
  }

  /// Forgets what was answered before a time.
  @discardableResult
  public mutating func forgetAnswers(before time: Int64) throws(StoreError) -> Int {
    let row = try core.connection.statement("DELETE FROM \"deltamesh.answers\" WHERE time < ?1")
    row.bind(time, at: 1)
    try row.run()
    return core.connection.changeCount
  }

  /// Forgets what was answered first.
  public mutating func forgetAnswers(oldest count: Int) throws(StoreError) {
    let row = try core.connection.statement(
      """
      DELETE FROM "deltamesh.answers" WHERE key IN (
        SELECT key FROM "deltamesh.answers" ORDER BY time, key LIMIT ?1)
      """)
    row.bind(Int64(count), at: 1)
    try row.run()
  }

  /// Counts what was answered.
  public func answerCount() throws(StoreError) -> Int {
    Int(try core.connection.integer("SELECT count(*) FROM \"deltamesh.answers\"") ?? 0)
  }
}
