public import Documents

/// What a replica tells an operator about the members of its mesh.
public struct MembersStatus: Sendable, Hashable {
  /// All incarnations that the roster knows, by replica.
  public var members: [Member]
  /// The nodes that have a link to this one and wait for approval, in the order of their links.
  public var waiting: [Waiting]

  /// A member, as this node knows it.
  public struct Member: Sendable, Hashable {
    /// What the roster says.
    public var entry: MemberEntry
    /// Whether it is this node.
    public var isSelf: Bool
    /// Whether there is a link to it.
    public var isLinked: Bool
    /// For how many milliseconds nothing was heard of it, directly or from others: 0 with a link; nil for one that was never
    /// heard of since this node started, and for one that has left.
    public var silence: Int64?
    /// What it knows at least; nil where ``silence`` is.
    public var knowledge: Knowledge?
  }

  /// A node that waits for approval.
  public struct Waiting: Sendable, Hashable {
    /// Its link.
    public var link: LinkID
    /// The name that its operator gave it.
    public var node: String
    /// Its public key in hexadecimal digits.
    public var key: String
  }
}

extension Replica {
  /// The members, and the nodes that wait to become some, now.
  public func membersStatus(at now: Moment) -> MembersStatus {
    let peers = peers
    let linked = Set(peers.lazy.filter { !$0.peer.awaitsApproval }.map(\.peer.hello.replica))
    return MembersStatus(
      members: members.map { entry in
        let isSelf = entry.replica == id
        let isLinked = linked.contains(entry.replica)
        let heard = entry.state == .active && !isSelf ? gossip.heard[entry.replica] : nil
        return MembersStatus.Member(
          entry: entry, isSelf: isSelf, isLinked: isLinked,
          silence: isSelf || isLinked ? 0 : heard.map { max(now.uptime - $0.time, 0) },
          knowledge: isSelf ? knowledge : heard?.knowledge)
      },
      waiting: peers.compactMap { link, peer in
        guard peer.awaitsApproval else { return nil }
        return MembersStatus.Waiting(link: link, node: peer.hello.name, key: peer.key)
      })
  }
}
