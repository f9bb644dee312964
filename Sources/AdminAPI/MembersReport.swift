public import Documents

/// What an operator is told of the members of the mesh.
public struct MembersReport: Sendable, Hashable {
  /// All incarnations that the roster knows, by name, then replica.
  public var members: [MemberStatus]
  /// The nodes that wait for approval.
  public var waiting: [WaitingNode]
  /// The node's wall clock, which the times here are by: milliseconds since the epoch.
  public var now: Int64

  /// A report of these parts; sorts the members.
  public init(members: [MemberStatus], waiting: [WaitingNode], now: Int64) {
    self.now = now
    self.members = members.sorted {
      UTF8Order.equal($0.entry.node, $1.entry.node)
        ? $0.entry.replica < $1.entry.replica : UTF8Order.precedes($0.entry.node, $1.entry.node)
    }
    self.waiting = waiting
  }
}

/// A member of the mesh, as a node knows it.
public struct MemberStatus: Sendable, Hashable {
  /// What the roster says.
  public var entry: MemberEntry
  /// Whether it is the node that was asked.
  public var isSelf: Bool
  /// Whether the node that was asked has a link to it.
  public var isLinked: Bool
  /// When it was last heard of, directly or from others: milliseconds since the epoch; nil for one that was not since the start,
  /// or that has left.
  public var lastHeard: Int64?
  /// What it knows at least; nil where ``lastHeard`` is.
  public var knowledge: Knowledge?
  /// By how many milliseconds that is behind what the node knows; nil where ``knowledge`` is.
  public var lag: Int64?

  /// A member of these parts.
  public init(
    entry: MemberEntry, isSelf: Bool, isLinked: Bool, lastHeard: Int64?, knowledge: Knowledge?,
    lag: Int64?
  ) {
    self.entry = entry
    self.isSelf = isSelf
    self.isLinked = isLinked
    self.lastHeard = lastHeard
    self.knowledge = knowledge
    self.lag = lag
  }
}

/// A node that has the secret of the mesh and waits until an operator lets it in.
public struct WaitingNode: Sendable, Hashable {
  /// The name that its operator gave it.
  public var node: String
  /// Its public key, in hexadecimal digits.
  public var key: String
  /// From where it dialled, or where it was dialled.
  public var address: String

  /// A node of these parts.
  public init(node: String, key: String, address: String) {
    self.node = node
    self.key = key
    self.address = address
  }
}
