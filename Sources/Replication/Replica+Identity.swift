import Documents

/// New incarnations (DESIGN section 7).
extension Replica {
  /// Makes what a store holds the beginning of a new incarnation: for a restored backup or a copied data folder, before a replica
  /// is opened on it. Everything stays but the ReplicaID.
  ///
  /// - Parameters:
  ///   - isOldRetired: Whether the present ReplicaID will never write again, so that the others are to be told to retire it
  ///     (``ReplicaRecord/former``). Not so for a copy whose original lives on.
  ///
  /// *Why:* a restored backup that goes on under its old name reuses versions, and its peers miss data for ever (DESIGN section 3).
  /// - Throws: What the store throws. A store without a record has no incarnation yet, and stays as it is.
  public static func takeNewIdentity(
    in store: inout some ReplicaStore, retiringOld isOldRetired: Bool = false,
    random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    guard var record = try store.record() else { return }
    record.takeNewIdentity(retiringOld: isOldRetired, random: &random)
    if record.scope.isFiltered { record.copyAgain() }
    let changed = record
    try store.transaction { (store) throws(StoreError) in
      if changed.scope.isFiltered { try forgetProgress(in: &store) }
      try store.save(changed)
    }
  }

  /// If somebody knows a write of this replica that it has not made, its database was put back to an older state: it must not give
  /// those versions out again. What others know of it always stands at the last own write of some commit.
  mutating func checkOwnWrites(in knowledge: Knowledge) {
    let known = knowledge[id]
    guard known > startOwn, batch.identityChange == nil else { return }
    if known == .closed {
      batch.identityChange = .startsOver("its replica is closed")
    } else if known > self.knowledge[id] || !ownTimestamps.mayHave(known) {
      batch.identityChange = .rolledBack
    }
  }

  /// A peer has this node's own ReplicaID: this node itself, or another process on a copy of its data folder. Of two processes the
  /// one with the smaller number takes a new ReplicaID.
  mutating func meetTwin(_ hello: Hello, over link: LinkID) {
    disconnect(link, .sameReplica)
    if hello.process > settings.process { batch.identityChange = .cloned }
  }

  /// Takes a new ReplicaID, if something that was heard asks for one: before the next write. All links are closed, so that this
  /// node introduces itself anew.
  mutating func changeIdentity(
    at now: Moment, random: inout some RandomNumberGenerator, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard let change = batch.identityChange else { return }
    batch.identityChange = nil
    batch.isRecordChanged = true
    let old = id
    record.id = .random(using: &random)
    switch change {
    case .cloned: rewriteLater(old, at: now)
    case .rolledBack:
      record.former.append(old)
      // What it lost comes back from its peers. Earlier processes may have written on the older state, too, before they met anybody
      // who told: so nothing that is known of it is sure to have no holes.
      maintenance.putBack.insert(old)
      lowerKnowledge(of: old, to: max(.first, record.floor[old]))
      rewriteLater(old, at: now)
    case .startsOver:
      record.former.append(old)
      record.startsOver = true
      record.needsFullCopy = true
    }
    if record.scope.isFiltered { record.copyAgain() }
    try reintroduce(&store)
    if change == .rolledBack { requestAudit(at: now) }
    startOwn = knowledge[id]
    ownTimestamps = OwnTimestamps()
    actions.append(.report(.newIdentity(old: old, new: id, change)))
  }

  /// Closes all links, and forgets how far rounds have come: all of it begins anew.
  mutating func reintroduce(_ store: inout some ReplicaStore) throws(StoreError) {
    for progress in progress.values.sorted(by: { $0.peer < $1.peer }) {
      try save(progress.begunAnew, &store)
    }
    for link in sessions.keys.sorted() { disconnect(link, .newIdentity) }
    recent = RecentCommits()
  }

  // MARK: Holes

  /// Of a replica that was put back, what is known after a point may have holes: those who knew what was lost, and those who heard
  /// of what came after, all said to know the later. Everybody lowers what they know of it, and exchanges what is held beyond.
  mutating func closeHoles(_ store: inout some ReplicaStore) throws(StoreError) {
    var isLowered = false
    for hole in roster.holes.entries {
      let lowest = max(hole.timestamp, record.floor[hole.replica])
      let known = knowledge[hole.replica]
      if known > lowest, known != .closed {
        lowerKnowledge(of: hole.replica, to: lowest)
        isLowered = true
      }
    }
    guard isLowered else { return }
    // Documents may have been passed over for what was lost.
    if record.scope.isFiltered { record.copyAgain() }
    try reintroduce(&store)
  }

  /// Knowledge without what may have holes.
  func sound(_ knowledge: Knowledge) -> Knowledge {
    guard !roster.holes.isEmpty else { return knowledge }
    return Knowledge(
      knowledge.entries.map { entry in
        let sound = roster.holes[entry.replica]
        guard sound > .zero, entry.timestamp != .closed else { return entry }
        let highest = max(sound, record.floor[entry.replica])
        return Version(timestamp: min(entry.timestamp, highest), replica: entry.replica)
      })
  }

  mutating func lowerKnowledge(of replica: ReplicaID, to timestamp: Timestamp) {
    record.knowledge.remove(replica)
    record.knowledge.raise(Version(timestamp: timestamp, replica: replica))
    batch.isRecordChanged = true
  }

  /// What this process wrote under a ReplicaID that it shared with another, or with a future that it lost, may pass for known: it
  /// is written anew.
  private mutating func rewriteLater(_ replica: ReplicaID, at now: Moment) {
    maintenance.rewrites.append((replica, startTimestamp))
    maintenance.due = now.uptime
  }

  /// Does what ``rewriteLater(_:at:)`` put off until the batch at hand was committed.
  mutating func rewriteOwnWrites(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    let rewrites = maintenance.rewrites
    maintenance.rewrites = []
    for (replica, after) in rewrites { try rewrite(replica, after: after, at: now, store: &store) }
  }

  // MARK: Starting over

  /// A peer does not take part with this replica any more: it was evicted. Of two that have evicted each other the one with the
  /// smaller ReplicaID gives way.
  mutating func giveWay(to peer: Peer, _ reason: String) {
    guard !roster.hasLeft(peer.hello.replica) || givesWay(to: peer) else { return }
    batch.identityChange = .startsOver(reason)
  }

  /// Of two that are below each other's floors, neither of which asks the other for changes, one starts over: see
  /// ``givesWay(to:)``.
  mutating func giveWayIfBelow(_ peer: Peer) {
    guard !roster.hasLeft(peer.hello.replica), !peer.awaitsApproval, !peer.hello.startsOver,
      !record.startsOver, givesWay(to: peer), !knowledge.covers(peer.hello.floor)
    else { return }
    batch.identityChange = .startsOver(
      "it and \(peer.hello.name) have both forgotten deletions that the other does not know of")
  }

  /// A peer has forgotten deletions that this node does not know of. Unless another peer gives what changed, the node starts
  /// over; of two that are below each other's floors, the one that gives way. No full replica starts over because of a partial one.
  mutating func startOverIfRefused(by peer: Peer, _ reason: String) {
    let hasSource = peers.contains { _, other in
      other.pull.isSource && !other.isPartial && !knowledge.covers(sound(other.announced))
    }
    guard !hasSource, isPartial || !peer.isPartial,
      peer.announced.covers(record.floor) || givesWay(to: peer)
    else { return }
    batch.identityChange = .startsOver(reason)
  }

  /// What a partial replica has forgotten, every full one knew. If none that is linked does for a while, they have lost it, like one
  /// that was put back; and as no full one starts over on account of a partial one, this one does.
  mutating func startOverIfAllLost(at now: Moment) {
    guard isPartial, !record.startsOver else { return maintenance.belowFloorSince = nil }
    let full = fullPeers
    guard !full.isEmpty,
      full.allSatisfy({ !$0.announced.isEmpty && !$0.announced.covers(record.floor) })
    else { return maintenance.belowFloorSince = nil }
    let since = maintenance.belowFloorSince ?? now.uptime
    maintenance.belowFloorSince = since
    guard now.uptime - since >= patience else { return }
    maintenance.belowFloorSince = nil
    batch.identityChange = .startsOver(
      "no full replica knows of the deletions any more that were forgotten here")
  }

  /// Where all start over, there is nobody to copy from: of the full ones the one with the greatest ReplicaID goes on with what it has. New
  /// ones that know nothing have no copy to give, either. But while a member is not linked under any ReplicaID, it may have one.
  mutating func goOnIfNobodyHasCopy() {
    guard record.startsOver, record.needsFullCopy, !isPartial else { return }
    let peers = peers.map(\.peer)
    let full = peers.filter { !$0.isPartial }
    let present = Set(peers.map(\.hello.name) + [settings.name])
    guard !full.isEmpty,
      full.allSatisfy({ peer in
        peer.hello.startsOver ? peer.hello.replica < id : peer.announced.isEmpty
      }),
      members.allSatisfy({ member in
        member.state != .active || present.contains(member.node)
          || record.former.contains(member.replica)
      })
    else { return }
    record.needsFullCopy = false
    batch.isRecordChanged = true
  }
}

extension ReplicaRecord {
  /// Draws a new ReplicaID; the present one joins ``former`` if it will never write again.
  public mutating func takeNewIdentity(
    retiringOld isOldRetired: Bool, random: inout some RandomNumberGenerator
  ) {
    if isOldRetired { former.append(id) }
    id = .random(using: &random)
  }
}
