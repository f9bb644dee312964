import Documents

/// What was heard of the members: kept in memory alone, so an idle mesh writes nothing.
struct Gossip: Sendable {
  /// What was heard of one member.
  struct Heard: Sendable {
    /// What it knows at least.
    var knowledge = Knowledge()
    /// When it was last heard of, by the clock that never steps.
    var time: Int64
  }

  /// By member.
  private(set) var heard: [ReplicaID: Heard] = [:]
  /// When peers are to be told, by the clock that never steps; nil for no news.
  var due: Int64?

  /// Whether it is time to tell peers.
  func isDue(at now: Moment) -> Bool { due.map { $0 <= now.uptime } ?? false }

  /// What a member knows at least; nothing if it was never heard from.
  subscript(replica: ReplicaID) -> Knowledge { heard[replica]?.knowledge ?? Knowledge() }

  /// Takes note of a member. Returns whether it knows more than was known of it.
  mutating func learn(_ knowledge: Knowledge, of replica: ReplicaID, heardAt time: Int64) -> Bool {
    var entry = heard[replica] ?? Heard(time: time)
    entry.time = max(entry.time, time)
    let isNews = !entry.knowledge.covers(knowledge)
    entry.knowledge.join(knowledge)
    heard[replica] = entry
    return isNews
  }

  /// Takes note that a member is there.
  mutating func meet(_ replica: ReplicaID, at time: Int64) {
    heard[replica]?.time = time
  }

  /// Forgets those that no longer take part.
  mutating func keep(_ members: (ReplicaID) -> Bool) {
    heard = heard.filter { members($0.key) }
  }
}
