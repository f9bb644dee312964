public import Documents

/// What came of asking for a repair after the clock was set right.
public enum ClockRepairOutcome: Sendable, Hashable {
  /// Nothing here is further ahead than what the others accept: nothing was changed.
  case nothingAhead
  /// The local clock still differs from the median of the peers' by so many milliseconds: nothing was changed.
  case clockSuspect(milliseconds: Int64)
  /// What was from the future is stamped anew.
  case repaired(ClockRepair)
  /// The store can't write now; says why. Nothing was changed.
  case unavailable(String)
}

/// A repair that was made.
public struct ClockRepair: Sendable, Hashable {
  /// The ReplicaID before, which is to be retired.
  public var former: ReplicaID
  /// The ReplicaID from now on.
  public var replica: ReplicaID
  /// How many documents were stamped anew.
  public var documents: Int
  /// How far the clock was ahead of the local wall clock, in milliseconds.
  public var milliseconds: Int64
}

extension Replica {
  /// Stamps anew what lies further in the future than others accept (DESIGN section 5), under a new ReplicaID: for a node whose wall
  /// clock was wrong and has been set right. Contents stay as they are.
  ///
  /// Only what is beyond the bound is touched: nobody with a right clock has taken that, whereas of what is nearer some may have
  /// been, and would win over a smaller version. The new versions come after all that is known to be older than the bound, so
  /// nothing that was superseded here wins over them. It is the work of all documents that are concerned, in one transaction.
  mutating func repairClock(
    at now: Moment, random: inout some RandomNumberGenerator, store: inout some ReplicaStore
  ) throws(StoreError) -> ClockRepairOutcome {
    let comparison = clockComparison(at: now)
    if comparison.isSuspect == true, let median = comparison.median {
      return .clockSuspect(milliseconds: median)
    }
    // The links are about to end: who can tell now, tells.
    report(comparison)
    let limit = limit(at: now)
    // The clock is at or after every timestamp that was given out or accepted.
    guard clock.latest > limit else { return .nothingAhead }
    let ahead = clock.latest.milliseconds - now.wall.milliseconds
    let former = id
    let found = try futureDocuments(at: now, limit: limit, in: store)
    let base = min(
      limit,
      max(
        found.latestSane, record.knowledge.latest(through: limit),
        record.floor.latest(through: limit)))
    record.takeNewIdentity(retiringOld: true, random: &random)
    record.floor = record.floor.brought(from: limit, backTo: base)
    try lowerKnowledge(to: limit, at: now, in: store)
    if record.scope.isFiltered { record.copyAgain() }
    clock = HybridClock(after: base)
    batch.isRecordChanged = true
    for document in found.documents.sorted(by: { $0.version < $1.version }) {
      try restamp(document, limit: limit, base: base, at: now, store: &store)
    }
    // Rounds begin anew: their tokens carry knowledge that is no longer claimed.
    try reintroduce(&store)
    startTimestamp = min(startTimestamp, base)
    startOwn = knowledge[id]
    ownTimestamps = OwnTimestamps()
    return .repaired(
      ClockRepair(
        former: former, replica: id, documents: found.documents.count, milliseconds: ahead))
  }

  /// A document with a version beyond the bound.
  private struct FutureDocument {
    let type: TypeNumber
    let id: DocumentID
    /// Its greatest version.
    let version: Version
  }

  /// Finds the documents with versions beyond `limit`, and the latest sign of a timestamp up to `limit`.
  private func futureDocuments(
    at now: Moment, limit: Timestamp, in store: some ReplicaStore
  ) throws(StoreError) -> (documents: [FutureDocument], latestSane: Timestamp) {
    let snapshot = try store.snapshot()
    var latestSane = max(now.wall, try latestCommit(through: limit, in: snapshot))
    var found: [DocumentID: [TypeNumber: Version]] = [:]
    for origin in try snapshot.origins() {
      for index in catalog.types.indices {
        let type = TypeNumber(rawValue: UInt16(index))
        let scan = Scan(type: type, order: .byOrigin(origin, after: now.wall, id: nil))
        var rows = ChangeBatch()
        _ = try snapshot.scan(scan, into: &rows) { rows in
          guard let row = rows.rows.last else { return .next }
          for version in rows.stamps(of: row)?.groups.map(\.version) ?? [] {
            if version.timestamp <= limit {
              latestSane = max(latestSane, version.timestamp)
            } else {
              let id = rows.id(of: row)
              found[id, default: [:]][type] = max(found[id]?[type] ?? version, version)
            }
          }
          rows.removeLast()
          return .next
        }
      }
    }
    let documents = found.flatMap { id, types in
      types.map { FutureDocument(type: $0, id: id, version: $1) }
    }
    return (documents, latestSane)
  }

  /// Lowers each entry of the knowledge beyond `limit` to the greatest version of its replica that is held up to there, if any, and
  /// not below the floor: what others may know of it beyond that, they say. A greater claim would pass for writes that they have lost.
  private mutating func lowerKnowledge(
    to limit: Timestamp, at now: Moment, in store: some ReplicaStore
  ) throws(StoreError) {
    let snapshot = try store.snapshot()
    for entry in record.knowledge.entries
    where entry.timestamp > limit && entry.timestamp != .closed {
      let held = try latestHeld(of: entry.replica, through: limit, at: now, in: snapshot)
      record.knowledge.remove(entry.replica)
      let lowered = max(held, record.floor[entry.replica])
      record.knowledge.raise(Version(timestamp: lowered, replica: entry.replica))
    }
  }

  /// The greatest timestamp up to `limit` at which a document stands in the index of a replica; zero if there is none. Looks at the
  /// last hour first.
  private func latestHeld(
    of replica: ReplicaID, through limit: Timestamp, at now: Moment,
    in snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> Timestamp {
    var latest = Timestamp.zero
    let hourAgo = Timestamp(milliseconds: now.wall.milliseconds - 3_600_000)
    for start in [hourAgo, .zero] where latest == .zero {
      for index in catalog.types.indices {
        let type = TypeNumber(rawValue: UInt16(index))
        let scan = Scan(type: type, order: .byOrigin(replica, after: start, id: nil))
        var rows = ChangeBatch()
        _ = try snapshot.scan(scan, into: &rows) { rows in
          guard let row = rows.rows.last else { return .next }
          let version = rows.stamps(of: row)?.versionVector[replica] ?? .zero
          rows.removeLast()
          guard version <= limit else { return .stop }
          latest = max(latest, version)
          return .next
        }
      }
    }
    return latest
  }

  /// About when the last commit was made before `limit`: own writes that were superseded since have left no other trace. A write
  /// may be ahead of its commit by what a client may move the clock, and a second.
  private func latestCommit(
    through limit: Timestamp, in snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> Timestamp {
    let time = try snapshot.lastCommit(before: limit.milliseconds).time
    guard time < limit.milliseconds else { return .zero }
    return Timestamp(milliseconds: time + settings.maximumClientDrift + 1_000)
  }

  /// Gives the slots of a document with versions beyond `limit` one new version.
  private mutating func restamp(
    _ document: FutureDocument, limit: Timestamp, base: Timestamp, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    guard let stored = try store.document(document.id, type: document.type) else { return }
    let version = Version(timestamp: clock.tick(at: now.wall), replica: id)
    var state = stored.state
    let slots = (0..<state.stamps.slotCount).map { index -> Stamp? in
      guard let stamp = state.stamps[Slot(index: index)] else { return nil }
      guard stamp.version.timestamp > limit else { return stamp }
      let seen = stamp.successor(version).seen
      return Stamp(version: version, seen: seen.brought(from: limit, backTo: base))
    }
    if state.createdAt > limit { state.createdAt = version.timestamp }
    state.stamps = Stamps(slots: slots)
    try put(state, type: document.type, replacing: stored, store: &store)
    record.knowledge.raise(version)
  }
}

extension Knowledge {
  /// The greatest timestamp of those up to a limit.
  fileprivate func latest(through limit: Timestamp) -> Timestamp {
    entries.reduce(.zero) { $1.timestamp <= limit ? max($0, $1.timestamp) : $0 }
  }

  /// With each entry beyond `limit` at `base` instead, but for closed replicas, of which nothing more can come.
  fileprivate func brought(from limit: Timestamp, backTo base: Timestamp) -> Knowledge {
    Knowledge(
      entries.lazy.map { entry in
        entry.timestamp <= limit || entry.timestamp == .closed
          ? entry : Version(timestamp: base, replica: entry.replica)
      })
  }
}
