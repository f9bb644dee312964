public import Documents

/// What a node tells its operator about itself.
public struct NodeStatus: Sendable, Hashable {
  /// The name from the configuration.
  public var name: String
  /// This incarnation of the database.
  public var replica: ReplicaID
  /// The version of the program.
  public var version: String
  /// When it started: milliseconds since the epoch.
  public var startedAt: Int64
  /// For how many milliseconds it has run.
  public var uptime: Int64
  /// The sequence number of the last commit.
  public var commitSequence: SequenceNumber
  /// When that was: milliseconds since the epoch.
  public var commitTime: Int64
  /// Whether a full copy has yet to be made.
  public var needsFullCopy: Bool
  /// What is known here.
  public var knowledge: Knowledge
  /// What of the mesh's documents it holds, in words.
  public var replicates = "everything"
  /// How its clock is.
  public var clock = ClockStatus()
  /// How many lost writes the conflict log lists.
  public var conflicts: Int
  /// The types of the model, in its order.
  public var types: [TypeStatus]
  /// What other nodes mean by a name of this node's schema, where that differs; in words.
  public var incompatibilities: [String]
  /// The peers: those with a link, and those that the configuration names.
  public var peers: [PeerStatus]

  /// A status of these parts.
  public init(
    name: String, replica: ReplicaID, version: String, startedAt: Int64, uptime: Int64,
    commitSequence: SequenceNumber, commitTime: Int64, needsFullCopy: Bool, knowledge: Knowledge,
    conflicts: Int = 0, types: [TypeStatus], incompatibilities: [String] = [], peers: [PeerStatus]
  ) {
    self.name = name
    self.replica = replica
    self.version = version
    self.startedAt = startedAt
    self.uptime = uptime
    self.commitSequence = commitSequence
    self.commitTime = commitTime
    self.needsFullCopy = needsFullCopy
    self.knowledge = knowledge
    self.conflicts = conflicts
    self.types = types
    self.incompatibilities = incompatibilities
    self.peers = peers
  }
}

/// How many documents of a type a node holds.
public struct TypeStatus: Sendable, Hashable {
  /// The name of the type.
  public var name: String
  /// Documents that are not deleted.
  public var live: Int
  /// Tombstones; nil where nobody counts them.
  public var deleted: Int?

  /// A count.
  public init(name: String, live: Int, deleted: Int? = nil) {
    self.name = name
    self.live = live
    self.deleted = deleted
  }
}

/// What a node knows about a peer.
public struct PeerStatus: Sendable, Hashable {
  /// Who dialled.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// This node.
    case outbound = "OUTBOUND"
    /// The peer.
    case inbound = "INBOUND"
  }

  /// The name that its operator gave it; nil before it introduced itself.
  public var name: String?
  /// Its replica; nil before it introduced itself.
  public var replica: ReplicaID?
  /// The version of its program; nil before it introduced itself.
  public var version: String?
  /// Its address as it is dialled, or from where it dialled.
  public var address: String
  /// Who dialled; nil without a link.
  public var direction: Direction?
  /// What goes on, in one word such as `FOLLOWING`, `COPYING`, `DISCONNECTED`.
  public var state: String
  /// Whether it said that it knows all that is known here.
  public var isUpToDate: Bool
  /// How far its wall clock was ahead of this node's, in milliseconds; nil before it introduced itself.
  public var clockDifference: Int64?
  /// What it said that it knows.
  public var knowledge: Knowledge
  /// What of the mesh's documents it holds, in words; nil before it introduced itself.
  public var replicates: String?
  /// Why it is held off, where it offers what is from the future.
  public var ahead: AheadStatus?

  /// A status of these parts.
  public init(
    name: String?, replica: ReplicaID?, version: String?, address: String, direction: Direction?,
    state: String, isUpToDate: Bool, clockDifference: Int64?, knowledge: Knowledge
  ) {
    self.name = name
    self.replica = replica
    self.version = version
    self.address = address
    self.direction = direction
    self.state = state
    self.isUpToDate = isUpToDate
    self.clockDifference = clockDifference
    self.knowledge = knowledge
  }
}
