import Documents

/// The log of conflicts between replicas (DESIGN section 6): documents of the built-in type `_Conflict`.
///
/// A record is written in the transaction of the merge that loses a value, as a write of the replica that merges. Its age is that
/// of its own greatest version, so of when the loss was detected: all nodes see the same there, and a write that was made long ago
/// and offline is not forgotten as it comes in.
extension Replica {
  /// The number of the built-in type of records.
  var conflictType: TypeNumber? { model.type(named: BuiltInType.conflict.rawValue)?.number }

  /// Records what a merge has lost, unless it is recorded already. Built-in types record nothing.
  mutating func recordLostWrites(
    of merge: Merge, local: DocumentState, remote: DocumentState, type: TypeNumber,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard !merge.lostWrites.isEmpty, BuiltInType(named: catalog[type].name) == nil,
      let bound = model.type(named: BuiltInType.conflict.rawValue)
    else { return }
    for lost in merge.lostWrites {
      let record = ConflictRecord(
        lost, from: lost.isLocal ? local : remote, type: catalog[type])
      guard let record, try store.document(record.id, type: bound.number) == nil else { continue }
      let version = Version(timestamp: clock.tick(at: now.wall), replica: id)
      self.record.knowledge.raise(version)
      batch.isRecordChanged = true
      let state = DocumentState(record, at: version, type: bound)
      try put(state, type: bound.number, replacing: nil, store: &store)
      batch.noteConflict(record)
      expectOldConflicts(at: now)
    }
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
    guard conflictsDue == nil else { return }
    conflictsDue = now.uptime + min(Self.conflictInterval, max(settings.conflictRetention, 1_000))
  }

  /// Whether records may have grown too old.
  func areConflictsDue(at now: Moment) -> Bool { conflictsDue.map { $0 <= now.uptime } ?? false }

  /// Puts the look at the age of records off, as the store fails.
  mutating func postponeOldConflicts(at now: Moment) {
    if areConflictsDue(at: now) { conflictsDue = now.uptime + 60_000 }
  }

  /// Drops records that are too old, the oldest of each origin first, so that it costs what it drops; and says when to look again.
  mutating func dropOldConflicts(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard areConflictsDue(at: now), let type = conflictType else { return }
    conflictsDue = nil
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
    conflictsDue = now.uptime + min(max(left, 1_000), Self.conflictInterval)
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

extension DocumentState {
  /// The document of a record, created at a version.
  fileprivate init(_ record: ConflictRecord, at version: Version, type: BoundType) {
    let count = type.fields.map { Int($0.rawValue) + 1 }.max() ?? 0
    var values: [Value?] = Array(repeating: nil, count: count)
    for (field, value) in zip(type.fields, record.values) { values[Int(field.rawValue)] = value }
    self.init(
      id: record.id, createdAt: version.timestamp, isDeleted: false, values: values,
      stamps: Stamps(uniform: Stamp(version: version), slotCount: Slot.firstField + count))
  }
}

extension BatchChanges {
  /// Counts a record, and keeps the first as an example.
  fileprivate mutating func noteConflict(_ record: ConflictRecord) {
    conflictCount += 1
    if firstConflict == nil { firstConflict = record }
  }
}
