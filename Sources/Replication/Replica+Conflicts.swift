import Documents

/// The log of conflicts between replicas (DESIGN section 6): documents of the built-in type `_Conflict`.
///
/// A record is written in the transaction of the merge that loses a value, as a write of the replica that merges. Its age is that
/// of its own greatest version, so of when the loss was detected: all nodes see the same there, and a write that was made long ago
/// and offline is not forgotten as it comes in.
extension Replica {
  /// Records what a merge has lost, unless it is recorded already. Built-in types record nothing.
  mutating func recordLostWrites(
    of merge: Merge, local: DocumentState, remote: DocumentState, type: TypeNumber,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard !merge.lostWrites.isEmpty, BuiltInType(named: catalog[type].name) == nil else { return }
    for lost in merge.lostWrites {
      try recordLoss(lost, from: lost.isLocal ? local : remote, type, at: now, store: &store)
    }
  }

  /// Records what only this node knew of a live document that it drops, as its deletion is forgotten by others. The write that won is
  /// forgotten, too: a version at zero stands for it.
  mutating func recordDropped(
    _ state: DocumentState, _ type: TypeNumber, unknownTo known: Knowledge, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    guard !state.isDeleted, BuiltInType(named: catalog[type].name) == nil else { return }
    for index in Slot.deleted.index..<max(state.stamps.slotCount, Slot.deleted.index) {
      let slot = Slot(index: index)
      guard let stamp = state.stamps[slot], !known.covers(stamp.version) else { continue }
      let lost = LostWrite(
        slot: slot, losing: stamp.version, winning: .forgottenDeletion, isLocal: true)
      try recordLoss(lost, from: state, type, at: now, store: &store)
    }
  }

  /// Records a lost write, unless it is recorded already; `state` is the document that lost.
  private mutating func recordLoss(
    _ lost: LostWrite, from state: DocumentState, _ type: TypeNumber, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    guard let record = ConflictRecord(lost, from: state, type: catalog[type]),
      try store.document(record.id, type: conflictType) == nil
    else { return }
    try write(record.values, id: record.id, to: .conflict, at: now, store: &store)
    batch.noteConflict(record)
    expectOldConflicts(at: now)
  }

  // MARK: Retention

  /// The most records that are dropped in one transaction.
  private static var conflictsDroppedAtOnce: Int { 1_000 }
  /// How long the next look at the age of records is away at most, in milliseconds: the wall clock may step.
  private static var conflictInterval: Int64 { 3_600_000 }

  /// Whether a record of that age is kept no more.
  func isOldConflict(updatedAt: Int64, at now: Moment) -> Bool {
    updatedAt < now.wall.milliseconds - settings.conflictRetention
  }

  /// Sees to it that the age of records is looked at some time.
  mutating func expectOldConflicts(at now: Moment) {
    guard maintenance.conflictsDue == nil else { return }
    maintenance.conflictsDue =
      now.uptime + min(Self.conflictInterval, max(settings.conflictRetention, 1_000))
  }

  /// Drops records that are too old, the oldest of each origin first, so that it costs what it drops; and says when to look again.
  mutating func dropOldConflicts(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard let due = maintenance.conflictsDue, due <= now.uptime else { return }
    let type = conflictType
    maintenance.conflictsDue = nil
    let snapshot = try store.snapshot()
    var oldest: Int64?
    var dropped = 0
    for origin in try snapshot.origins() {
      let order = Scan.Order.byOrigin(origin, after: .zero, id: nil)
      var batch = ChangeBatch()
      let room = Self.conflictsDroppedAtOnce - dropped
      _ = try snapshot.scan(Scan(type: type, order: order), into: &batch) { batch in
        guard let row = batch.rows.last else { return .next }
        if isOldConflict(updatedAt: row.updatedAt, at: now), batch.count <= room { return .next }
        oldest = min(oldest ?? .max, row.updatedAt)
        batch.removeLast()
        return .stop
      }
      for row in batch.rows {
        let id = batch.id(of: row)
        guard let stored = try store.document(id, type: type),
          isOldConflict(updatedAt: stored.state.updatedAt, at: now)
        else { continue }
        try store.remove(id, type: type)
      }
      dropped += batch.count
    }
    guard let oldest else { return }
    let left = oldest + settings.conflictRetention + 1 - now.wall.milliseconds
    maintenance.conflictsDue = now.uptime + min(max(left, 0), Self.conflictInterval)
    if left <= 0 { maintenance.due = now.uptime }
  }
}

extension ConflictRecord {
  /// The record of a lost write; `state` is the document that lost, of a type of the catalogue. Nil for a field that the catalogue
  /// does not have.
  init?(_ lost: LostWrite, from state: DocumentState, type: CatalogType) {
    var field = "_deleted"
    var value = "\(state.isDeleted)"
    var contents: String?
    switch lost.slot {
    case .createdAt: return nil
    case .deleted:
      if !state.isDeleted {
        contents = JSONForm.object(
          zip(type.fields, state.values).compactMap { field, value in
            value.map { (field.name, JSONForm.text(of: $0, type: field.type)) }
          })
      }
    default:
      let index = lost.slot.index - Slot.firstField
      guard type.fields.indices.contains(index) else { return nil }
      field = type.fields[index].name
      value = JSONForm.text(of: state.value(at: lost.slot) ?? .null, type: type.fields[index].type)
    }
    self.init(
      type: type.name, document: state.id, field: field, value: value, contents: contents,
      losing: lost.losing, winning: lost.winning)
  }
}

extension BatchChanges {
  /// Counts a record, and keeps the first as an example.
  fileprivate mutating func noteConflict(_ record: ConflictRecord) {
    conflictCount += 1
    if firstConflict == nil { firstConflict = record }
  }
}
