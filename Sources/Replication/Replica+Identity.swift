import Documents

/// New incarnations (DESIGN section 7).
extension Replica {
  /// Makes what a store holds the beginning of a new incarnation: for a restored backup or a copied data folder, before a replica
  /// is opened on it. Everything stays but the ReplicaID.
  ///
  /// *Why:* a restored backup that goes on under its old name reuses versions, and its peers miss data for ever (DESIGN section 3).
  /// - Throws: What the store throws. A store without a record has no incarnation yet, and stays as it is.
  public static func takeNewIdentity(
    in store: inout some ReplicaStore, random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    guard var record = try store.record() else { return }
    record.id = .random(using: &random)
    let changed = record
    try store.transaction { (store) throws(StoreError) in try store.save(changed) }
  }

  /// If somebody knows more of this replica's writes than it does, its database was put back to an older state: it must not give
  /// those versions out again.
  mutating func checkOwnWrites(in knowledge: Knowledge) {
    let known = knowledge[id]
    guard known > self.knowledge[id], batch.identityChange == nil else { return }
    batch.identityChange =
      known == .closed ? .startsOver("its replica is closed") : .rolledBack
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
      // What it lost comes back from its peers.
      record.knowledge.remove(old)
      rewriteLater(old, at: now)
    case .startsOver:
      record.former.append(old)
      record.startsOver = true
      record.needsFullCopy = true
      record.knowledge = Knowledge()
      for progress in progress.values.sorted(by: { $0.peer < $1.peer }) where !progress.token.isEmpty {
        try save(PullProgress(peer: progress.peer, token: [], endsRound: true), &store)
      }
    }
    for link in sessions.keys.sorted() { disconnect(link, .newIdentity) }
    recent = RecentCommits()
    actions.append(.report(.newIdentity(old: old, new: id, change)))
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
    guard !roster.hasLeft(peer.hello.replica) || id < peer.hello.replica else { return }
    batch.identityChange = .startsOver(reason)
  }

  /// A peer has forgotten deletions that this node does not know of. Unless another peer gives what changed, the node starts
  /// over; of two that are below each other's floors, the one with the smaller ReplicaID.
  mutating func startOverIfRefused(by peer: Peer, _ reason: String) {
    let hasSource = peers.contains { _, other in other.pull.isSource }
    guard !hasSource, peer.announced.covers(record.floor) || id < peer.hello.replica else { return }
    batch.identityChange = .startsOver(reason)
  }
}
