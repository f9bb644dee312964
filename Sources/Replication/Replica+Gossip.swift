import Documents

/// What members know travels from link to link (DESIGN section 7): by incarnation, joined entry by entry.
extension Replica {
  /// How many members are kept in mind beyond those of the roster: newcomers that have not entered themselves yet.
  private static var maximumStrangers: Int { 64 }

  /// Takes note of what a peer says that it knows.
  mutating func learn(_ knowledge: Knowledge, of replica: ReplicaID, at now: Moment) {
    take(knowledge, of: replica, heardAt: now.uptime, at: now)
    checkOwnWrites(in: knowledge)
  }

  /// Takes note of what a peer has heard of another member.
  mutating func learn(_ news: MemberNews, at now: Moment) {
    guard news.replica != id else { return }
    let silence = min(max(news.silence, 0), now.uptime)
    take(news.knowledge, of: news.replica, heardAt: now.uptime - silence, at: now)
    checkOwnWrites(in: news.knowledge)
  }

  private mutating func take(
    _ knowledge: Knowledge, of replica: ReplicaID, heardAt time: Int64, at now: Moment
  ) {
    guard !roster.hasLeft(replica),
      gossip.heard[replica] != nil || roster[replica] != nil
        || gossip.heard.count < roster.active.count + Self.maximumStrangers
    else { return }
    if gossip.learn(sound(knowledge), of: replica, heardAt: time), gossip.due == nil,
      sessions.count > 1
    {
      gossip.due = now.uptime + settings.gossipDelay
    }
  }

  /// What a peer is to be told of other members: what it has not said or been told, of those that it has no link to.
  func news(for peer: Peer, at now: Moment) -> [MemberNews] {
    let linked = Set(peers.map(\.peer.hello.replica))
    return roster.active.compactMap { member in
      guard member != id, member != peer.hello.replica, !peer.links.contains(member),
        let heard = gossip.heard[member],
        !(peer.toldMembers[member]?.covers(heard.knowledge) ?? false)
      else { return nil }
      // Who has a link to this node is there, whether it says anything or not.
      let silence = linked.contains(member) ? 0 : max(now.uptime - heard.time, 0)
      return MemberNews(replica: member, knowledge: heard.knowledge, silence: silence)
    }
  }

  /// What every active member knows at least; nil where one was never heard from.
  var commonKnowledge: Knowledge? {
    var common = knowledge
    for member in roster.active where member != id {
      guard let heard = gossip.heard[member] else { return nil }
      common = common.lowered(to: heard.knowledge)
    }
    return common
  }
}
