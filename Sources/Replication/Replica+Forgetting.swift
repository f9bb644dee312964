import Documents

/// How far the tombstones were looked at.
struct Forgetting: Sendable {
  /// What every member knew then.
  var common = Knowledge()
  /// By type, the sequence number behind which none was looked at.
  var through: [TypeNumber: SequenceNumber] = [:]
}

/// Tombstones are forgotten when nobody can bring the document back (DESIGN section 7).
extension Replica {
  /// The most tombstones that are forgotten in one transaction; the rest follows at once.
  private static var batchSize: Int { 2_000 }

  /// Forgets the tombstones that every active member covers in all their stamps, and that were held here for long enough. What is
  /// forgotten raises the floor.
  mutating func forgetTombstones(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard !record.needsFullCopy || roster.active.count <= 1, !record.startsOver,
      let common = commonKnowledge
    else { return }
    if common != maintenance.forgetting.common {
      maintenance.forgetting = Forgetting(common: common)
    }
    let snapshot = try store.snapshot()
    let held = try snapshot.lastCommit(
      before: now.wall.milliseconds - settings.tombstoneRetention + 1)
    guard held.time <= now.wall.milliseconds - settings.tombstoneRetention else { return }
    var count = 0
    for index in catalog.types.indices where count < Self.batchSize {
      let type = TypeNumber(rawValue: UInt16(index))
      count += try forget(
        type, through: held.mark.sequence, common, limit: Self.batchSize - count, snapshot, &store)
    }
    guard count > 0 else { return }
    if count >= Self.batchSize { maintenance.due = now.uptime }
    batch.isRecordChanged = true
    actions.append(.report(.forgotten(count: count)))
  }

  /// Forgets tombstones of a type; returns how many.
  private mutating func forget<Store: ReplicaStore>(
    _ type: TypeNumber, through last: SequenceNumber, _ common: Knowledge, limit: Int,
    _ snapshot: Store.Snapshot, _ store: inout Store
  ) throws(StoreError) -> Int {
    let start = maintenance.forgetting.through[type] ?? .zero
    guard start < last else { return 0 }
    var rows = ChangeBatch()
    let order = Scan.Order.tombstones(after: start, through: last)
    var seen = start
    let isExhausted = try snapshot.scan(Scan(type: type, order: order), into: &rows) { batch in
      guard let row = batch.rows.last else { return .stop }
      seen = row.sequence
      if !batch.isCovered(row, by: common) { batch.removeLast() }
      return batch.count < limit ? .next : .stop
    }
    maintenance.forgetting.through[type] = isExhausted ? last : seen
    var count = 0
    for row in rows.rows {
      let id = rows.id(of: row)
      guard let stored = try store.document(id, type: type), stored.sequence == row.sequence else {
        continue
      }
      record.floor.join(stored.state.stamps.versionVector)
      record.forgotten = max(record.forgotten, stored.sequence)
      try store.remove(id, type: type)
      count += 1
    }
    return count
  }
}
