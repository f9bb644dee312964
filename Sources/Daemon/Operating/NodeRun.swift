import Logging
import Replication
import Storage

/// One run of a node, from its start to its end: who it may be, and the marks that tell the next start (DESIGN section 7, "Rollback").
struct NodeRun: Sendable {
  private let file: RunFile
  private let record: RunRecord

  /// Begins a run on an open store: takes a new ReplicaID where writes of its own may be missing, and marks the store and the file.
  init(
    folder: String, store: inout SQLiteStore, durability: Durability, logger: Logger,
    random: inout some RandomNumberGenerator
  ) throws(NodeError) {
    file = RunFile(folder: folder)
    let boot = RunFile.boot()
    do throws(StoreError) {
      let stored = try store.storedMarker()
      let last = file.read()
      try Self.carryOut(
        IdentityDecision(stored: stored, file: last, boot: boot), &store, logger, &random)
      var record = RunRecord(
        marker: .random(using: &random), isDurable: durability == .full, isClean: false, boot: boot)
      // Should the process end between the two marks, the database still has the old one: the file knows both until it has the new.
      if case .run(let marker) = stored { record.previous = marker }
      try Self.write(record, file)
      try store.mark(record.marker)
      record.previous = nil
      try Self.write(record, file)
      self.record = record
    } catch {
      throw NodeError(.store, error.message)
    }
  }

  /// The run has ended, and everything is in the database, durably.
  func end() throws(NodeError) {
    var record = record
    record.isClean = true
    try file.write(record)
  }

  private static func write(_ record: RunRecord, _ file: RunFile) throws(StoreError) {
    do throws(NodeError) { try file.write(record) } catch {
      throw StoreError(.inputOutput, error.message)
    }
  }

  private static func carryOut(
    _ decision: IdentityDecision, _ store: inout SQLiteStore, _ logger: Logger,
    _ random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    guard let record = try store.record() else { return }
    switch decision {
    case .keep(let reason):
      logger.info(
        "the node goes on under its ReplicaID",
        metadata: ["replica": "\(record.id)", "reason": "\(reason.rawValue)"])
    case .takeNew(let danger):
      try Replica.takeNewIdentity(in: &store, retiringOld: true, random: &random)
      let new = try store.record()?.id
      logger.warning(
        "writes of this node may be missing here, so it goes on under a new ReplicaID; its peers return what they have",
        metadata: [
          "code": "NEW_IDENTITY", "reason": "\(danger.rawValue)", "former": "\(record.id)",
          "replica": "\(new.map { "\($0)" } ?? "")",
        ])
    }
  }
}
