import Documents
import Replication

/// Makes a mistake on purpose in the store of a node: in the simulator's layer, where operations pass. Shared by the copies of the
/// layer that transactions work on, so that where there is none it costs nothing.
final class StoreSaboteur<Base: LayeredStore> {
  /// The mistake.
  let sabotage: Sabotage
  /// The state before the last transaction.
  private var earlier: Base.Snapshot?
  /// The greatest sequence numbers before the last transaction, by type.
  private var latest: [SequenceNumber]?
  /// The replicas that the store named when it was opened.
  private var origins: [ReplicaID]?
  /// The progress that was stored last, whatever came of its transaction.
  private var progress: [ReplicaID: PullProgress] = [:]
  /// What came of the documents that are read next to be merged, and the documents that were.
  var merging: [TypeNumber: [DocumentID: DocumentState]] = [:]
  var originals: [TypeNumber: [DocumentID: DocumentState]] = [:]
  /// The record that the transaction at hand stores.
  private var attempted: ReplicaRecord?
  /// The ReplicaID before a repair of the clock in this run of the node.
  private var repaired: ReplicaID?
  /// Whether the node has not written yet since it was started.
  private(set) var isOpening = false

  init(_ sabotage: Sabotage) {
    self.sabotage = sabotage
  }

  /// The store is opened: what was in memory is gone.
  func restart() {
    earlier = nil
    latest = nil
    origins = nil
    attempted = nil
    repaired = nil
    isOpening = true
  }

  // MARK: Transactions

  /// Whether new rows that can't be stored are passed over.
  var passesOverErrors: Bool { sabotage == .rowErrorPassedOver }

  /// Whether a transaction that fails is not undone.
  var keepsHalves: Bool { sabotage == .failureKeepsHalf }

  /// A transaction begins.
  func begin(_ base: Base) {
    isOpening = false
    attempted = nil
    merging = [:]
    originals = [:]
    switch sabotage {
    case .snapshotMixed: earlier = try? base.snapshot()
    case .latestSequenceLags:
      guard let snapshot = try? base.snapshot(), let record = try? snapshot.record() else { return }
      latest = record.catalog.types.indices.map {
        (try? snapshot.latestSequence(of: TypeNumber(rawValue: UInt16($0)))) ?? .zero
      }
    case .originsCached: if origins == nil { origins = try? base.snapshot().origins() }
    default: break
    }
  }

  /// A transaction failed and was undone.
  func fail(_ base: inout Base) {
    guard sabotage == .failureLeavesKnowledge, let attempted,
      var record = try? base.record()
    else { return }
    record.knowledge = attempted.knowledge
    let left = record
    try? base.transaction { (base) throws(StoreError) in try base.save(left) }
  }

  // MARK: Record and progress

  /// The record as it is stored; nil if it is not.
  func distorted(_ record: ReplicaRecord, in base: Base) -> ReplicaRecord? {
    attempted = record
    var result = record
    switch sabotage {
    case .floorUnraised, .forgottenUnmarked:
      guard let stored = (try? base.record()) ?? nil else { break }
      if sabotage == .floorUnraised {
        result.floor = stored.floor
      } else {
        result.forgotten = stored.forgotten
      }
    case .clockStartsOver: result.latestTimestamp = .zero
    case .acceptedForgotten: result.latestTimestamp = record.knowledge[record.id]
    case .recordStoredWithRows:
      let stored = (try? base.record()) ?? nil
      let isNew = stored?.commit != record.commit || stored?.catalog != record.catalog
      return isNew ? record : nil
    case .repairKeepsReplica where repaired != nil: result.id = repaired ?? record.id
    case .repairKeepsReplica, .repairKeepsKnowledge:
      // Only a repair of the clock adds to the former ones while a node runs.
      guard let stored = (try? base.record()) ?? nil, record.former.count > stored.former.count
      else { break }
      if sabotage == .repairKeepsReplica {
        repaired = stored.id
        result.id = stored.id
      } else {
        result.knowledge.join(stored.knowledge)
      }
    default: break
    }
    return result
  }

  /// Takes note of progress that is stored.
  func note(_ stored: PullProgress) {
    if sabotage == .tokenOutsideTransaction { progress[stored.peer] = stored }
  }

  /// The progress as a node that starts finds it.
  func distorted(_ stored: [PullProgress], in base: Base) -> [PullProgress] {
    switch sabotage {
    case .tokenOutsideTransaction:
      var all = progress
      for progress in stored where all[progress.peer] == nil { all[progress.peer] = progress }
      return all.values.sorted { $0.peer < $1.peer }
    case .copyBeginningMoved:
      guard let record = (try? base.record()) ?? nil else { return stored }
      return stored.map { progress in
        // The progress of a copy: its source and its beginning, 8 bytes each, then the token.
        guard progress.peer.bits == 0, progress.token.count > 16 else { return progress }
        var progress = progress
        let sequence = record.commit.mark.sequence.rawValue
        withUnsafeBytes(of: sequence.bigEndian) {
          progress.token.replaceSubrange(8..<16, with: $0)
        }
        return progress
      }
    default: return stored
    }
  }

  /// A snapshot as its readers see it.
  func distorted(_ snapshot: Base.Snapshot) -> SimulatedSnapshot<Base.Snapshot> {
    SimulatedSnapshot(
      snapshot,
      SnapshotSaboteur(
        sabotage, earlier: earlier, latest: latest, origins: origins, isOpening: isOpening))
  }
}
