import Documents

/// An evicted or retired replica is closed when nothing more can come from it: it then counts as fully known (DESIGN section 7).
extension Replica {
  /// Takes note of a claim of a peer that knew who had left: what the peer holds of those is here, as it takes nothing more from
  /// them.
  mutating func noteLeaving(in claim: Knowledge, of peer: Peer) {
    for replica in roster.leaving {
      guard let place = roster.places[replica], claim.covers(place.decided) else { continue }
      maintenance.settled[replica, default: []].insert(peer.hello.replica)
    }
  }

  /// Closes the replicas that have left, that every active member knows to have left, and of which all that members hold is here.
  mutating func closeReplicas(at now: Moment, store: inout some ReplicaStore) throws(StoreError) {
    try takeUpClosed(at: now, store: &store)
    // What was kept is for one to say who holds all of it.
    guard !record.needsFullCopy, !isPartial, roster.active.contains(id) else { return }
    for replica in roster.leaving {
      guard let place = roster.places[replica], knowledge.covers(place.decided) else { continue }
      if knowledge[replica] == .closed, record.closed[replica] > .zero {
        // Somebody who did not know that it was closed has said since that it left.
        try close(place.entry, keeping: record.closed[replica], at: now, store: &store)
        continue
      }
      let others = roster.active.filter { $0 != id }
      guard others.allSatisfy({ gossip[$0].covers(place.decided) }) else { continue }
      let settled = maintenance.settled[replica] ?? []
      // Of an earlier incarnation of this node others may know what it lost, and its roster may be too old to name them.
      guard !settled.isEmpty || !record.former.contains(replica) else { continue }
      guard others.allSatisfy(settled.contains) else {
        for (link, peer) in peers where !settled.contains(peer.hello.replica) {
          askAgain(over: link, peer)
        }
        continue
      }
      let kept = max(try keepable(of: replica, store), .first)
      // What came of a round that was never completed is no part of it.
      try rewrite(replica, after: kept, at: now, store: &store)
      try close(place.entry, keeping: kept, at: now, store: &store)
      actions.append(.report(.closed(replica)))
    }
  }

  private mutating func close(
    _ entry: MemberEntry, keeping kept: Timestamp, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    var entry = entry
    entry.state = .closed
    entry.kept = kept
    try write(
      entry.values, id: MemberEntry.id(of: entry.replica), to: .member, at: now, store: &store)
    raiseClosed(entry)
  }

  /// Asks a peer for a round: it gives just what changed since the last.
  private mutating func askAgain(over link: LinkID, _ peer: Peer) {
    guard case .active(let pull) = peer.pull, pull.hasBegun, !pull.isFullCopy,
      progress[peer.hello.replica]?.endsRound ?? false
    else { return }
    startPull(over: link)
  }

  /// Up to which timestamp all is kept of a replica: as far as it is known. Where that says nothing, as its knowledge has holes or
  /// counts it as closed already, to the greatest that is held.
  private func keepable(
    of replica: ReplicaID, _ store: some ReplicaStore
  ) throws(StoreError) -> Timestamp {
    let known = knowledge[replica]
    let isClosed = known == .closed
    guard isClosed || roster.holes[replica] > .zero else { return known }
    var greatest = isClosed ? .zero : known
    let snapshot = try store.snapshot()
    for index in catalog.types.indices {
      let order = Scan.Order.byOrigin(replica, after: greatest, id: nil)
      var rows = ChangeBatch()
      let scan = Scan(type: TypeNumber(rawValue: UInt16(index)), order: order)
      _ = try snapshot.scan(scan, into: &rows) { batch in
        if let row = batch.rows.last, let stamps = batch.stamps(of: row) {
          greatest = max(greatest, stamps.versionVector[replica])
        }
        batch.removeLast()
        return .next
      }
    }
    return greatest
  }

  /// Takes up what other members closed, once a round has brought all of it: what is held here beyond what was kept is written anew.
  /// Where this node has closed it by itself, and others have kept more, that is to come yet.
  private mutating func takeUpClosed(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard !record.needsFullCopy else { return }
    var isLowered = false
    for (replica, place) in roster.places.sorted(by: { $0.key < $1.key })
    where place.entry.state == .closed && knowledge[replica] == .closed {
      let kept = record.closed[replica]
      if kept > .zero, place.entry.kept > kept {
        lowerKnowledge(of: replica, to: max(kept, record.floor[replica]))
        record.closed.remove(replica)
        isLowered = true
      } else if place.entry.kept != kept || maintenance.beyondKept.contains(replica) {
        try rewrite(replica, after: place.entry.kept, at: now, store: &store)
        raiseClosed(place.entry)
      }
    }
    maintenance.beyondKept = []
    guard isLowered else { return }
    if record.scope.isFiltered { record.copyAgain() }
    try reintroduce(&store)
  }

  private mutating func raiseClosed(_ entry: MemberEntry) {
    record.closed.raise(Version(timestamp: entry.kept, replica: entry.replica))
    maintenance.settled[entry.replica] = nil
    batch.isRecordChanged = true
    // Nothing is left to come: what is known of it is all there is.
    let all = Version(timestamp: .closed, replica: entry.replica)
    if !knowledge.covers(all) {
      record.knowledge.raise(all)
      batch.touched.raise(all)
    }
  }
}

extension MemberEntry.State {
  /// Whether a replica in this state has left, and is not closed yet.
  var isLeaving: Bool {
    switch self {
    case .evicted, .retired: true
    case .active, .closed: false
    }
  }
}
