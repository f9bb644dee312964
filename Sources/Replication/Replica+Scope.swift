import Documents

extension ReplicaRecord {
  /// Takes another scope over. Returns whether something of it may be missing in the store, which is then copied in place: the node
  /// goes on serving what it has meanwhile, and keeps what it wrote.
  ///
  /// What is outside of the new scope is dropped in time, like what moved out of it.
  mutating func change(scope new: ReplicationScope) -> Bool {
    guard new != scope else { return false }
    let isWithin = new.isWithin(scope)
    scope = new
    examined = .zero
    guard !isWithin else { return false }
    copyAgain()
    return true
  }

  /// Takes back what is said to be known of others: nothing else says what of it is held, as it may have been passed over for being
  /// outside of the scope, or for what only a lost replica knew.
  mutating func copyAgain() {
    knowledge = ownKnowledge
    needsFullCopy = true
  }
}

/// When what is outside of the scope has to be asked for again (Docs/Decisions/0018).
extension Replica {
  /// Forgets how far rounds have come: all of them begin anew.
  static func forgetProgress(in store: inout some ReplicaStore) throws(StoreError) {
    for progress in try store.pullProgress() { try store.save(progress.begunAnew) }
  }

  /// Asks for everything again, at once.
  private mutating func copyAgain(_ store: inout some ReplicaStore) throws(StoreError) {
    record.copyAgain()
    batch.isRecordChanged = true
    try reintroduce(&store)
  }

  /// Whether a full copy from a peer brings back what was dropped here, also where it is all this replica's own.
  func givesBack(_ peer: Peer) -> Bool {
    !record.relinquished.isEmpty && !record.scope.isFiltered
      && holdsOwnRelinquished(peer.announced)
  }

  /// Whether whoever has that knowledge has what this replica wrote and dropped: that comes with a full copy alone, as it is known
  /// here. Of others everything is asked for again, at whoever has it.
  func holdsOwnRelinquished(_ knowledge: Knowledge) -> Bool {
    knowledge[id] >= record.relinquished[id]
  }

  /// Makes a full copy that was put off, as no peer knew by then all that was dropped here.
  mutating func copyWhatWasDropped() {
    guard record.needsFullCopy, !record.relinquished.isEmpty else { return }
    for (link, peer) in peers {
      if case .active(let pull) = peer.pull, !pull.isFullCopy, isCopyNeeded(from: peer) {
        return startPull(over: link)
      }
    }
  }

  /// Where documents are held by a filter, what is known here is what some full replica knew. If no full replica that is linked knows
  /// all of it any more, and what they lack is of replicas that have left, or they have lacked it for a while, it was lost with that
  /// one: documents may have been passed over for it, and what they claim can't be joined.
  mutating func copyWhatWasLost(
    at now: Moment, _ store: inout some ReplicaStore
  ) throws(StoreError) {
    guard record.scope.isFiltered, !record.needsFullCopy else {
      maintenance.lacksBegan = nil
      return
    }
    let lacked = lackedByAll
    maintenance.lacksBegan = lacked.isEmpty ? nil : maintenance.lacksBegan ?? now.uptime
    guard
      maintenance.claimsLost || lacked.contains(where: roster.hasLeft)
        || maintenance.lacksBegan.map({ now.uptime - $0 >= patience }) ?? false
    else { return }
    maintenance.claimsLost = false
    maintenance.lacksBegan = nil
    try copyAgain(&store)
  }

  /// For how long what no full replica knows any more is waited for, in milliseconds: ten rounds of maintenance.
  var patience: Int64 { 10 * settings.maintenanceInterval }

  /// The replicas of which more is known here than any full replica knows that is linked; none if none is linked.
  private var lackedByAll: [ReplicaID] {
    let full = fullPeers
    guard !full.isEmpty else { return [] }
    return knowledge.entries.filter { entry in
      entry.replica != id && entry.timestamp != .closed
        && full.allSatisfy { !$0.announced.covers(entry) }
    }.map(\.replica)
  }

  /// Takes note of what a full replica says of closed replicas: if less was kept than is known here, documents may have been passed
  /// over for what was lost.
  mutating func noteLost(in claim: Knowledge) {
    guard record.scope.isFiltered else { return }
    for entry in claim.entries where entry.timestamp == .closed {
      let known = knowledge[entry.replica]
      if known != .closed, known > roster[entry.replica]?.kept ?? .zero {
        maintenance.claimsLost = true
      }
    }
  }

  /// The full replicas that are linked and take part.
  var fullPeers: [Peer] {
    peers.map(\.peer).filter {
      !$0.isPartial && !$0.awaitsApproval && !$0.hello.startsOver
        && !roster.hasLeft($0.hello.replica)
    }
  }
}
