import Documents
public import Replication

extension SQLiteStore {
  /// What is known about the replica; nil for a new store.
  public func record() throws(StoreError) -> ReplicaRecord? { core.state.record }

  /// Stores the record, adds its commit to the log where that is new, and makes room for new types and fields.
  public mutating func save(_ record: ReplicaRecord) throws(StoreError) {
    if record.catalog != core.state.layout.catalog || core.state.record == nil {
      let keeper = CatalogKeeper(connection: core.connection, model: core.model)
      core.state.layoutChanged = true
      try keeper.update(&core.state.layout, to: record.catalog)
      // The same storage as the caller's makes the comparison above free.
      if core.state.layout.catalog == record.catalog {
        core.state.layout.catalog = record.catalog
      }
    }
    let row = try core.connection.statement(
      """
      INSERT INTO "deltamesh.record" \
      (one, replica, knowledge, floor, sequence, nonce, time, needsFullCopy, latest, former, \
      startsOver, closed, forgotten, silences, scope, relinquished, examined) \
      VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) \
      ON CONFLICT (one) DO UPDATE SET replica = ?1, knowledge = ?2, floor = ?3, sequence = ?4, \
      nonce = ?5, time = ?6, needsFullCopy = ?7, latest = ?8, former = ?9, startsOver = ?10, \
      closed = ?11, forgotten = ?12, silences = ?13, scope = ?14, \
      relinquished = ?15, examined = ?16
      """)
    let commit = record.commit
    row.bind(copying: record.id.description, at: 1)
    row.bind(copying: KnowledgeBlob.bytes(of: record.knowledge), at: 2)
    row.bind(copying: KnowledgeBlob.bytes(of: record.floor), at: 3)
    row.bind(Int64(bitPattern: commit.mark.sequence.rawValue), at: 4)
    row.bind(Int64(bitPattern: commit.mark.nonce), at: 5)
    row.bind(commit.time, at: 6)
    row.bind(record.needsFullCopy ? 1 : 0 as Int64, at: 7)
    row.bind(Int64(bitPattern: record.latestTimestamp.bits), at: 8)
    row.bind(copying: KnowledgeBlob.bytes(ofReplicas: record.former), at: 9)
    row.bind(record.startsOver ? 1 : 0 as Int64, at: 10)
    row.bind(copying: KnowledgeBlob.bytes(of: record.closed), at: 11)
    row.bind(Int64(bitPattern: record.forgotten.rawValue), at: 12)
    row.bind(copying: KnowledgeBlob.bytes(of: record.silences), at: 13)
    row.bind(copying: record.scope.description, at: 14)
    row.bind(copying: KnowledgeBlob.bytes(of: record.relinquished), at: 15)
    row.bind(Int64(bitPattern: record.examined.rawValue), at: 16)
    try row.run()
    let isFirst = core.state.record == nil
    if isFirst || core.state.record?.commit != commit { try log(commit, isFirst: isFirst) }
    core.state.record = record
  }

  private func log(_ commit: Commit, isFirst: Bool) throws(StoreError) {
    let row = try core.connection.statement(
      """
      INSERT INTO "deltamesh.commits" (sequence, nonce, time) VALUES (?1, ?2, ?3) \
      ON CONFLICT (sequence) DO NOTHING
      """)
    row.bind(Int64(bitPattern: commit.mark.sequence.rawValue), at: 1)
    row.bind(Int64(bitPattern: commit.mark.nonce), at: 2)
    row.bind(commit.time, at: 3)
    try row.run()
    if isFirst { core.state.thinnedThrough = Int64(bitPattern: commit.mark.sequence.rawValue) }
    let last = core.state.record?.commit.time ?? commit.time
    if last / CommitLog.minute != commit.time / CommitLog.minute {
      core.state.thinnedThrough = try CommitLog(core.connection).thin(
        after: core.state.thinnedThrough, before: commit.time - CommitLog.day)
    }
  }

  /// The progress of pulling, by peer.
  public func pullProgress() throws(StoreError) -> [PullProgress] {
    let rows = try core.connection.statement(
      "SELECT peer, token, endsRound FROM \"deltamesh.pulls\" ORDER BY peer")
    defer { rows.reset() }
    var progress: [PullProgress] = []
    while try rows.step() {
      guard let peer = ReplicaID(rows.string(0)) else {
        throw StoreError(.corrupt, "the progress of pulling is damaged")
      }
      progress.append(
        PullProgress(peer: peer, token: rows.bytes(1), endsRound: rows.int(2) != 0))
    }
    return progress
  }

  /// Stores the progress of pulling from a peer.
  public mutating func save(_ progress: PullProgress) throws(StoreError) {
    let row = try core.connection.statement(
      """
      INSERT OR REPLACE INTO "deltamesh.pulls" (peer, token, endsRound) VALUES (?1, ?2, ?3)
      """)
    row.bind(copying: progress.peer.description, at: 1)
    row.bind(copying: progress.token, at: 2)
    row.bind(progress.endsRound ? 1 : 0 as Int64, at: 3)
    try row.run()
  }

  /// A setting of the node that belongs to the database; nil where it was never saved.
  public func setting(_ key: String) throws(StoreError) -> [UInt8]? {
    let row = try core.connection.statement(
      "SELECT value FROM \"deltamesh.settings\" WHERE key = ?1")
    row.bind(copying: key, at: 1)
    defer { row.reset() }
    return try row.step() ? row.bytes(0) : nil
  }

  /// Takes a setting of the node away.
  public mutating func removeSetting(_ key: String) throws(StoreError) {
    let row = try core.connection.statement("DELETE FROM \"deltamesh.settings\" WHERE key = ?1")
    row.bind(copying: key, at: 1)
    try row.run()
  }

  /// Saves a setting of the node.
  public mutating func save(_ value: [UInt8], setting key: String) throws(StoreError) {
    let row = try core.connection.statement(
      "INSERT OR REPLACE INTO \"deltamesh.settings\" (key, value) VALUES (?1, ?2)")
    row.bind(copying: key, at: 1)
    row.bind(copying: value, at: 2)
    try row.run()
  }
}
