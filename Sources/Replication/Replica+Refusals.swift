import Documents

/// Peers that can't give what is asked for, or that nothing is taken from.
extension Replica {
  /// Asks a peer for changes without letting it send any: it refuses if this node has left.
  mutating func probe(_ link: LinkID) {
    guard case .established(var peer)? = sessions[link] else { return }
    peer.lastSubscription += 1
    sessions[link] = .established(peer)
    let request = ChangesRequest(
      token: deltaToken(for: peer).bytes, pageRows: settings.pageRows, credit: 0)
    let number = SubscriptionNumber(rawValue: peer.lastSubscription)
    actions.append(.send(link, .subscribe(number, request)))
  }

  /// Asks those again who could not give what changed: this node may know more by now, or have to start over.
  mutating func retryRefused() {
    for (link, peer) in peers {
      if case .refused(.resyncRequired) = peer.pull { startPull(over: link) }
    }
  }

  /// How long a round waits that could not go on, in milliseconds.
  static var retryDelay: Int64 { 1_000 }

  mutating func receive(
    _ refusal: SyncRefusal, for number: SubscriptionNumber, from peer: Peer, over link: LinkID,
    at now: Moment
  ) {
    if case (.barred, .evicted(let reason)) = (peer.pull, refusal) {
      return giveWay(to: peer, reason)
    }
    guard case .active(let pull) = peer.pull, pull.number == number else { return }
    if case .unavailable(let reason) = refusal {
      // The peer's disk may recover: the same is asked for again in a while.
      actions.append(.report(.roundRestarted(peer: peer.hello.replica, reason)))
      withPeer(link) { $0.pull = .paused(until: now.uptime + Self.retryDelay) }
      if pull.isFullCopy { startWaitingPulls() }
      return
    }
    if case .evicted(let reason) = refusal {
      withPeer(link) { $0.pull = .refused(refusal) }
      return giveWay(to: peer, reason)
    }
    switch pull.attempt {
    case .resuming:
      actions.append(
        .report(.roundRestarted(peer: peer.hello.replica, refusal.message)))
      let token =
        pull.isFullCopy
        ? SyncToken.beginning(mesh: settings.mesh, scope: 0)
        : SyncToken(
          mesh: settings.mesh, scope: 0, kind: .delta, knowledge: record.keptKnowledge,
          phase: .start)
      subscribe(
        over: link, token.bytes, .knowledge(record.keptKnowledge), isFullCopy: pull.isFullCopy)
    case .knowledge(let asked):
      guard pull.isFullCopy || asked.covers(record.keptKnowledge.without(id)) else {
        // Others have brought what was missing, maybe.
        return startPull(over: link)
      }
      withPeer(link) { $0.pull = .refused(refusal) }
      actions.append(.report(.resyncRequired(peer: peer.hello.replica, refusal.message)))
      if pull.isFullCopy { startWaitingPulls() }
      startOverIfRefused(by: peer, refusal.message)
    }
  }
}

extension SyncRefusal {
  /// What is wrong.
  var message: String {
    switch self {
    case .badToken(let message), .resyncRequired(let message), .evicted(let message),
      .unavailable(let message):
      message
    }
  }
}
