import Documents

/// When a commit is relayed to a peer who should get it over a direct link (DESIGN section 4, Relays; decision 15).
extension Replica {
  /// Until when the relaying of a commit waits, by the clock that never steps; nil if it is to be sent now.
  ///
  /// It waits where the peer has direct links to the origins of all that is new to it, and has everything that the commit replaced:
  /// a moment in which its announcement usually comes, and then, if it does not, for this node's turn.
  func relayDue(
    _ commit: RecentCommit, to peer: Peer, _ following: Following, at now: Moment
  ) -> Int64? {
    guard commit.replaced <= following.doneMark.sequence,
      commit.touched.entries.allSatisfy({
        peer.announced.covers($0) || peer.links.contains($0.replica)
      })
    else { return nil }
    let first = commit.uptime + settings.relayDelay
    if now.uptime < first { return first }
    let due = first + settings.relayDelay * relayTurn(commit, to: peer)
    return now.uptime < due ? due : nil
  }

  /// How many turns go before this node's: those who can relay the commit to the peer take turns of 1, 2, 4, … nodes.
  ///
  /// *Why:* where a direct link is slow or stands still, all the others would send at the same moment, which in a mesh of 50 nodes is 48
  /// times. Only those count who have said that they have the commit, and to whom the peer has said it has a link, but not the origins,
  /// on whom was waited already: so nobody waits for one who can't send. A partial replica, which may hold nothing of the commit, does
  /// not count, and comes last itself.
  private func relayTurn(_ commit: RecentCommit, to peer: Peer) -> Int64 {
    let own = Self.relayOrder(id, peer)
    var rank = 1
    for case .established(let other) in sessions.values {
      let replica = other.hello.replica
      // The origins are those who should have sent it.
      let isOrigin = commit.touched[replica] > peer.announced[replica]
      if !isOrigin, !other.isPartial, peer.links.contains(replica),
        other.announced.covers(commit.touched), isPartial || Self.relayOrder(replica, peer) < own
      {
        rank += 1
      }
    }
    return Int64(Int.bitWidth - 1 - rank.leadingZeroBitCount)
  }

  /// Puts those who can relay in an order that is another for each peer, and the same on all nodes.
  private static func relayOrder(_ relay: ReplicaID, _ peer: Peer) -> UInt64 {
    (relay.bits ^ peer.hello.replica.bits) &* 0x9E37_79B9_7F4A_7C15
  }
}
