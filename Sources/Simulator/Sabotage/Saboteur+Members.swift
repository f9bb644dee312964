import Documents
import Replication

extension Saboteur {
  /// A message of a peer as a node understands it.
  func misheard(_ message: PeerMessage, by replica: Replica) -> PeerMessage {
    switch message {
    case .hello(var hello):
      switch sabotage {
      case .evictedWelcomed where replica.hasLeft(hello.replica):
        hello.replica = ReplicaID(bits: ~hello.replica.bits)
      case .twinsUntold where hello.replica == replica.id: hello.process = 0
      default: break
      }
      hello.knowledge = misheard(hello.knowledge, by: replica)
      return .hello(hello)
    case .announce(var announcement):
      if sabotage == .gossipOverstated {
        for index in announcement.members.indices {
          announcement.members[index].knowledge = announcement.knowledge
        }
      }
      for index in announcement.members.indices {
        announcement.members[index].knowledge = misheard(
          announcement.members[index].knowledge, by: replica)
      }
      announcement.knowledge = misheard(announcement.knowledge, by: replica)
      return .announce(announcement)
    case .page(let number, var page):
      page.knowledge = misheard(page.knowledge, by: replica)
      return .page(number, page)
    case .subscribe, .credit, .complete, .refuse, .ask, .answer: return message
    }
  }

  /// What somebody says that they know, as a node understands it.
  private func misheard(_ knowledge: Knowledge, by replica: Replica) -> Knowledge {
    var knowledge = knowledge
    switch sabotage {
    case .floorPassedOver:
      let own = knowledge[replica.id]
      knowledge.join(replica.floor)
      knowledge.remove(replica.id)
      knowledge.raise(Version(timestamp: own, replica: replica.id))
    case .ownTimestampsUnread, .lostFutureUnnoticed, .twinsUntold:
      let own = Version(
        timestamp: min(knowledge[replica.id], replica.knowledge[replica.id]), replica: replica.id)
      knowledge.remove(replica.id)
      knowledge.raise(own)
    default: break
    }
    return knowledge
  }

  /// A message as a node tells it.
  func mistold(_ message: PeerMessage) -> PeerMessage {
    switch message {
    case .hello(var hello):
      if sabotage == .startsOverUntold { hello.startsOver = false }
      if sabotage == .floorUntold { hello.floor = Knowledge() }
      hello.knowledge = mistold(hello.knowledge)
      return .hello(hello)
    case .announce(var announcement):
      if sabotage == .startsOverUntold { announcement.startsOver = false }
      if sabotage == .floorUntold { announcement.floor = nil }
      announcement.knowledge = mistold(announcement.knowledge)
      return .announce(announcement)
    case .page(let number, var page):
      if sabotage == .floorUntold { page.floor = Knowledge() }
      page.knowledge = mistold(page.knowledge)
      page.claim = page.claim.map(mistold)
      return .page(number, page)
    case .subscribe, .credit, .complete, .refuse, .ask, .answer: return message
    }
  }

  /// What a node says that it knows.
  private func mistold(_ knowledge: Knowledge) -> Knowledge {
    guard sabotage == .closedLeftOut else { return knowledge }
    return Knowledge(knowledge.entries.filter { $0.timestamp != .closed })
  }
}

extension Replica {
  /// Whether the roster says that a replica takes no part any more.
  fileprivate func hasLeft(_ replica: ReplicaID) -> Bool {
    members.contains { $0.replica == replica && $0.state != .active }
  }
}
