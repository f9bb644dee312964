import Documents

/// How far it was looked for documents that are outside of the scope.
struct Departing: Sendable {
  /// The sequence number up to which all was looked at; nil before the first time.
  var through: SequenceNumber?
  /// What was found and can't be dropped yet, in order of sequence number.
  var waiting: [Departed] = []
  /// What every member knew when those were looked at last.
  var common = Knowledge()
}

/// A document that is outside of the scope.
struct Departed: Sendable {
  let type: TypeNumber
  let id: DocumentID
  let sequence: SequenceNumber
}

/// Documents that are outside of the scope are dropped when nobody needs them from here any more (DESIGN section 9).
///
/// Work follows what changed: each change is looked at once, and what waits is looked at again when the members know more. The
/// record says up to where nothing is left, so a node that starts goes on there.
extension Replica {
  /// The most documents that are looked at, and that wait, at a time; the rest follows.
  private static var departingLimit: Int { 2_000 }

  /// Drops what is outside of the scope, has been held unchanged for long enough, and is known in all its versions to every active
  /// member, and to a full replica that is linked: who asks for it gets it there. What was dropped raises
  /// ``ReplicaRecord/relinquished``.
  mutating func dropDeparted(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard isPartial, !record.needsFullCopy, !record.startsOver else { return }
    try findDeparted(at: now, store)
    let common = commonKnowledge
    if let common, common != maintenance.departing.common {
      maintenance.departing.common = common
      try dropWaiting(common, store: &store)
    }
    let first = maintenance.departing.waiting.first?.sequence.rawValue
    let through = maintenance.departing.through ?? record.examined
    let examined = first.map { SequenceNumber(rawValue: $0 - 1) } ?? through
    guard examined > record.examined else { return }
    record.examined = examined
    batch.isRecordChanged = true
  }

  /// Looks at what changed since the last time.
  private mutating func findDeparted(at now: Moment, _ store: some ReplicaStore) throws(StoreError)
  {
    let start = maintenance.departing.through ?? record.examined
    let snapshot = try store.snapshot()
    let time = now.wall.milliseconds - settings.departedRetention
    let held = try snapshot.lastCommit(before: time + 1)
    let end = held.mark.sequence
    guard held.time <= time, end > start,
      maintenance.departing.waiting.count < Self.departingLimit
    else { return }
    let limit = Self.departingLimit
    var through = end
    var found: [Departed] = []
    for (index, rule) in rules.enumerated() {
      let type = TypeNumber(rawValue: UInt16(index))
      if case .all = rule { continue }
      guard try snapshot.latestSequence(of: type) > start else { continue }
      var seen = start
      var count = 0
      var rows = ChangeBatch()
      let scan = Scan(type: type, order: .bySequence(after: start, through: through))
      let isExhausted = try snapshot.scan(scan, into: &rows) { batch in
        guard let row = batch.rows.last else { return .stop }
        seen = row.sequence
        count += 1
        if rule.holds(row, in: batch) { batch.removeLast() }
        return count < limit ? .next : .stop
      }
      // No type is looked at beyond another.
      if !isExhausted { through = min(through, seen) }
      found += rows.rows.map {
        Departed(type: type, id: rows.id(of: $0), sequence: $0.sequence)
      }
    }
    found.removeAll { $0.sequence > through }
    maintenance.departing.through = through
    guard !found.isEmpty || through < end else { return }
    maintenance.departing.waiting += found.sorted { $0.sequence < $1.sequence }
    // What was found is looked at at once.
    maintenance.departing.common = Knowledge()
    if through < end { maintenance.due = now.uptime }
  }

  /// Drops what may be dropped of what waits.
  private mutating func dropWaiting(
    _ common: Knowledge, store: inout some ReplicaStore
  ) throws(StoreError) {
    let full = fullPeers
    guard !full.isEmpty else { return maintenance.departing.common = Knowledge() }
    var waiting: [Departed] = []
    for departed in maintenance.departing.waiting {
      guard let stored = try store.document(departed.id, type: departed.type),
        stored.sequence == departed.sequence
      else { continue }  // It changed, and is looked at at its new place.
      let versions = stored.state.stamps.versionVector
      let isCommon = common.covers(versions)
      guard isCommon, full.contains(where: { $0.announced.covers(versions) }) else {
        waiting.append(departed)
        // What members know was heard from others; the full ones that are linked are about to say it.
        if isCommon { maintenance.departing.common = Knowledge() }
        continue
      }
      try store.remove(departed.id, type: departed.type)
      record.relinquished.join(versions)
      // Own writes that were superseded in it are no longer superseded by anything that is held here.
      for stamp in stored.state.stamps.groups {
        for known in [stamp.seen, stamp.merged] {
          record.relinquished.raise(Version(timestamp: known[id], replica: id))
        }
      }
      record.forgotten = max(record.forgotten, stored.sequence)
      batch.isRecordChanged = true
    }
    maintenance.departing.waiting = waiting
  }

  /// A claim without this node's own entry, where the peer may not have got all that was written here before it was dropped: it gets
  /// that from a full replica, which then says so.
  func claimable(_ claim: Knowledge, by peer: Peer) -> Knowledge {
    peer.announced[id] < record.relinquished[id] ? claim.without(id) : claim
  }
}

extension ScopeRule {
  /// Whether a row is part of the scope.
  func holds(_ row: ChangeBatch.Row, in batch: ChangeBatch) -> Bool {
    switch self {
    case .all: true
    case .none: false
    case .matching(let evaluator): evaluator.matches(row, in: batch)
    }
  }
}
