import Documents
import Replication

/// A snapshot with a layer of the simulator's own above it, which may make a mistake on purpose.
struct SimulatedSnapshot<Base: ReplicaSnapshot>: ReplicaSnapshot {
  private let base: Base
  private let saboteur: SnapshotSaboteur<Base>?

  init(_ base: Base, _ saboteur: SnapshotSaboteur<Base>? = nil) {
    self.base = base
    self.saboteur = saboteur
  }

  /// What rows and indexes are read from.
  private var rows: Base { saboteur?.earlier ?? base }

  func record() throws(StoreError) -> ReplicaRecord { try base.record() }

  func origins() throws(StoreError) -> [ReplicaID] {
    if let origins = saboteur?.origins { return origins }
    return try rows.origins()
  }

  func commit(at sequence: SequenceNumber) throws(StoreError) -> Commit? {
    try base.commit(at: sequence)
  }

  func lastCommit(before time: Int64) throws(StoreError) -> Commit {
    try base.lastCommit(before: saboteur?.sabotage == .timeInclusive ? time + 1 : time)
  }

  func latestSequence(of type: TypeNumber) throws(StoreError) -> SequenceNumber {
    if let latest = saboteur?.latest, Int(type.rawValue) < latest.count {
      return latest[Int(type.rawValue)]
    }
    return try rows.latestSequence(of: type)
  }

  func sums(of type: TypeNumber) throws(StoreError) -> BucketSums { try base.sums(of: type) }

  func scan(
    _ scan: Scan, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    guard let saboteur else { return try base.scan(scan, into: &batch, judge) }
    let isWanted: (ChangeBatch, ChangeBatch.Row) -> Bool
    switch (saboteur.sabotage, scan.order) {
    case (.oneOriginEntry, .byOrigin(let origin, _, _)):
      isWanted = { $0.stamps(of: $1)?.greatestVersion.replica == origin }
    case (.aheadLeftOut, .byOrigin(let origin, _, _)):
      let known = try base.record().knowledge[origin]
      isWanted = { $0.stamps(of: $1)?.versionVector[origin] ?? .zero <= known }
    case (.rosterEntryLost, .byID(after: nil)) where saboteur.isOpening:
      let record = try base.record()
      guard BuiltInType(named: record.catalog[scan.type].name) == .member else {
        return try rows.scan(scan, into: &batch, judge)
      }
      isWanted = { $0.id(of: $1) == MemberEntry.id(of: record.id) }
    default: return try rows.scan(scan, into: &batch, judge)
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

/// What a snapshot gives in place of what it has: see ``StoreSaboteur``.
final class SnapshotSaboteur<Base: ReplicaSnapshot> {
  let sabotage: Sabotage
  let earlier: Base?
  let latest: [SequenceNumber]?
  let origins: [ReplicaID]?
  /// Whether the node starts and has not written yet.
  let isOpening: Bool

  init(
    _ sabotage: Sabotage, earlier: Base?, latest: [SequenceNumber]?, origins: [ReplicaID]?,
    isOpening: Bool
  ) {
    self.isOpening = isOpening
    self.sabotage = sabotage
    self.earlier = earlier
    self.latest = latest
    self.origins = origins
  }
}
