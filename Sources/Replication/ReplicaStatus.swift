public import Documents

/// What a replica tells an operator about itself.
public struct ReplicaStatus: Sendable, Hashable {
  /// This incarnation of the database.
  public var replica: ReplicaID
  /// What of the mesh's documents is held here.
  public var scope: ReplicationScope
  /// What is known here.
  public var knowledge: Knowledge
  /// The last commit that changed documents.
  public var commit: Commit
  /// Whether a full copy has yet to be made.
  public var needsFullCopy: Bool
  /// Whether the local wall clock differs from the median of the peers' by more than the bound.
  public var isClockSuspect: Bool
  /// By how many milliseconds the median of the peers' clocks is ahead of the local one; nil with fewer than three peers.
  public var clockMedian: Int64?
  /// By how many milliseconds the latest timestamp given out or accepted is ahead of the local wall clock; negative if behind. Beyond
  /// ``ReplicaSettings/maximumClockDrift`` nothing written here is taken by others (``Event/repairClock(_:)``).
  public var clockLead: Int64
  /// What the mesh has under names by which this node's model means something else: kept, passed on, and not served.
  public var incompatibilities: [Incompatibility]
  /// The links with a peer that has introduced itself, in the order in which they came up.
  public var peers: [PeerStatus]
  /// What comparisons with peers and counts of rows have found.
  public var audit: AuditStatus

  /// The status of one link.
  public struct PeerStatus: Sendable, Hashable {
    /// The link.
    public var link: LinkID
    /// The peer's replica.
    public var replica: ReplicaID
    /// The name that its operator gave it.
    public var name: String
    /// The version of its software.
    public var version: String
    /// What of the mesh's documents it holds.
    public var scope: ReplicationScope
    /// What it said that it knows.
    public var knowledge: Knowledge
    /// Whether it said that it knows all that is known here.
    public var isUpToDate: Bool
    /// How far its wall clock was ahead of this node's at the handshake, in milliseconds; corrected for how this node's clock was
    /// set since.
    public var clockDifference: Int64
    /// What this node is doing to get its changes.
    public var pulling: Pulling
    /// Why the pulling is paused, where the peer offers what is from the future.
    public var ahead: Ahead?
    /// When the last comparison with it ended without a difference, in milliseconds since the epoch; nil if none did.
    public var equalAt: Int64?
    /// How often in a row a difference was found.
    public var differenceCount: Int
  }

  /// What a link is held off for (`CLOCK_AHEAD`).
  public struct Ahead: Sendable, Hashable {
    /// The replica that wrote it.
    public var origin: ReplicaID
    /// The name of its node, where that is known.
    public var node: String?
    /// By how many milliseconds it is ahead of the local wall clock now.
    public var milliseconds: Int64
  }

  /// What comparisons with peers and counts of rows have found since the start.
  public struct AuditStatus: Sendable, Hashable {
    /// How often sums differed from those of a peer that knows the same.
    public var differences: Int
    /// How many documents were repaired.
    public var repairs: Int
    /// In how many buckets rows are not what was written, and not repaired yet.
    public var suspects: Int
    /// When rows were counted last, in milliseconds since the epoch; nil if they were not.
    public var countedAt: Int64?
    /// Whether rows are being counted, or sums compared.
    public var isBusy: Bool
    /// The documents that were repaired last, a hundred at most.
    public var repaired: [RepairedDocument]
  }

  /// What a node is doing to get a peer's changes.
  public enum Pulling: String, Sendable, Hashable, CaseIterable {
    case idle = "IDLE"
    case copying = "COPYING"
    case following = "FOLLOWING"
    case waiting = "WAITING"
    case paused = "PAUSED"
    case refused = "REFUSED"
    case barred = "BARRED"
  }
}

extension Replica {
  /// The status now.
  public func status(at now: Moment) -> ReplicaStatus {
    let comparison = clockComparison(at: now)
    return ReplicaStatus(
      replica: id, scope: scope, knowledge: knowledge, commit: commit,
      needsFullCopy: record.needsFullCopy,
      isClockSuspect: comparison.isSuspect ?? clockWatch.isSuspect,
      clockMedian: comparison.median,
      clockLead: clock.latest.milliseconds - now.wall.milliseconds,
      incompatibilities: incompatibilities,
      peers: peers.map { link, peer in
        ReplicaStatus.PeerStatus(
          link: link, replica: peer.hello.replica, name: peer.hello.name,
          version: peer.hello.version, scope: peer.hello.scope, knowledge: peer.announced,
          isUpToDate: peer.announced.covers(knowledge),
          clockDifference: peer.clockDifference(at: now),
          pulling: peer.pull.status, ahead: ahead(peer.pull, at: now),
          equalAt: audits.peers[peer.hello.replica]?.equalAt,
          differenceCount: audits.peers[peer.hello.replica]?.attempts ?? 0)
      }, audit: auditStatus)
  }

  private func ahead(_ pull: Pull, at now: Moment) -> ReplicaStatus.Ahead? {
    guard case .paused(_, let version?) = pull else { return nil }
    return ReplicaStatus.Ahead(
      origin: version.replica, node: nodeName(of: version.replica),
      milliseconds: version.timestamp.milliseconds - now.wall.milliseconds)
  }

  /// The name that the operator of a replica's node gave it, where a peer has told it.
  public func nodeName(of replica: ReplicaID) -> String? {
    if replica == id { return settings.name }
    return peers.first { $0.peer.hello.replica == replica }?.peer.hello.name
  }
}

extension Pull {
  fileprivate var status: ReplicaStatus.Pulling {
    switch self {
    case .idle: .idle
    case .waitingForCopy: .waiting
    case .active(let pull): pull.isFullCopy ? .copying : .following
    case .paused: .paused
    case .refused: .refused
    case .barred: .barred
    }
  }
}

/// A document that was repaired from a peer.
public struct RepairedDocument: Sendable, Hashable {
  /// The name of its type.
  public var type: String
  /// Its id.
  public var id: DocumentID
}
