import Documents
import Replication

/// A snapshot with a layer of the simulator's own above it, which may make a mistake on purpose.
struct SimulatedSnapshot<Base: ReplicaSnapshot>: ReplicaSnapshot {
  private let base: Base
  private let sabotage: Sabotage?
  /// See ``StoreSaboteur``: what is given in place of what the base has.
  var earlier: Base?
  var latest: [SequenceNumber]?
  var named: [ReplicaID]?

  init(_ base: Base, _ sabotage: Sabotage? = nil) {
    self.base = base
    self.sabotage = sabotage
  }

  func record() throws(StoreError) -> ReplicaRecord { try base.record() }

  func origins() throws(StoreError) -> [ReplicaID] {
    if let named { return named }
    return try (earlier ?? base).origins()
  }

  func commit(at sequence: SequenceNumber) throws(StoreError) -> Commit? {
    try base.commit(at: sequence)
  }

  func lastCommit(before time: Int64) throws(StoreError) -> Commit {
    try base.lastCommit(before: sabotage == .timeInclusive ? time + 1 : time)
  }

  func latestSequence(of type: TypeNumber) throws(StoreError) -> SequenceNumber {
    if let latest, Int(type.rawValue) < latest.count { return latest[Int(type.rawValue)] }
    return try (earlier ?? base).latestSequence(of: type)
  }

  func scan(
    _ scan: Scan, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    let isWanted: (ChangeBatch, ChangeBatch.Row) -> Bool
    switch (sabotage, scan.order) {
    case (.oneOriginEntry, .byOrigin(let origin, _, _)):
      isWanted = { $0.stamps(of: $1)?.greatestVersion.replica == origin }
    case (.aheadLeftOut, .byOrigin(let origin, _, _)):
      let known = try base.record().knowledge[origin]
      isWanted = { $0.stamps(of: $1)?.versionVector[origin] ?? .zero <= known }
    default: return try (earlier ?? base).scan(scan, into: &batch, judge)
    }
    return try base.scan(scan, into: &batch) { batch in
      guard let row = batch.rows.last, isWanted(batch, row) else {
        if !batch.isEmpty { batch.removeLast() }
        return .next
      }
      return judge(&batch)
    }
  }
}
