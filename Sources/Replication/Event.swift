public import Documents

/// What happens to a replica.
public enum Event: Sendable, Hashable {
  /// A client asks for a write.
  case mutate(RequestID, Mutation)
  /// A link to an authenticated member is up, in whichever direction it was dialled.
  case linkOpened(LinkID)
  /// A link is gone.
  case linkClosed(LinkID)
  /// A peer said something.
  case received(LinkID, PeerMessage)
  /// What an ``Action/read(_:_:)`` found.
  case pageRead(LinkID, SubscriptionNumber, Result<Page, SyncRefusal>)
  /// A deadline (``Replica/nextDeadline``) has come.
  case wake
}

/// What a replica wants done, after the batch that produced it is committed.
public enum Action: Sendable, Hashable {
  /// The answer to a mutation.
  case reply(RequestID, MutationOutcome)
  /// Send a message to a peer.
  case send(LinkID, PeerMessage)
  /// Close a link, telling the peer why.
  case disconnect(LinkID, DisconnectReason)
  /// Read a page on a snapshot, beside the loop, and bring it back as ``Event/pageRead(_:_:_:)``.
  case read(LinkID, SubscriptionNumber, PageRequest)
  /// Documents changed: whoever follows changes may look again.
  case committed(Commit, types: [TypeNumber])
  /// Something that an operator should know.
  case report(Incident)
}

/// Names a request of a client; drawn by the driver.
public struct RequestID: RawRepresentable, Sendable, Hashable {
  /// The number.
  public let rawValue: UInt64

  /// The request with a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// Names a link; drawn by the driver, never used twice.
public struct LinkID: RawRepresentable, Sendable, Hashable, Comparable {
  /// The number.
  public let rawValue: UInt64

  /// The link with a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Earlier links first.
  public static func < (left: LinkID, right: LinkID) -> Bool { left.rawValue < right.rawValue }
}

/// Why a replica closes a link.
public enum DisconnectReason: Sendable, Hashable {
  /// The peer belongs to another mesh.
  case otherMesh
  /// The peer has this node's own replica: it is this node, or a copy of its data folder.
  case sameReplica
  /// A newer link to the same peer is up.
  case replaced
  /// The models contradict each other; says where.
  case incompatibleModel(String)
  /// The peer broke the protocol; says how.
  case protocolViolation(String)
  /// The store can't take what the peer sent; says why.
  case unavailable(String)
}

/// Something that an operator should know.
public enum Incident: Sendable, Hashable {
  /// A peer offered a timestamp too far ahead of the local clock (`CLOCK_AHEAD`): whose, and by how many milliseconds.
  case clockAhead(peer: ReplicaID, origin: ReplicaID, milliseconds: Int64)
  /// One version came with two contents, which only a fault can bring about.
  case equivocation(type: String, id: DocumentID)
  /// A round was given up and starts again; says why.
  case roundRestarted(peer: ReplicaID, String)
  /// A peer can't give the changes since what is known here (`RESYNC_REQUIRED`); says why.
  case resyncRequired(peer: ReplicaID, String)
  /// A full copy is complete.
  case fullCopyCompleted(peer: ReplicaID)
}

/// What time it is, by the two clocks that a node has.
public struct Moment: Sendable, Hashable {
  /// The wall clock, which may step: milliseconds since the epoch, with counter 0.
  public let wall: Timestamp
  /// A clock that never steps, for delays: milliseconds since some start.
  public let uptime: Int64

  /// A moment.
  public init(wall: Timestamp, uptime: Int64) {
    self.wall = wall
    self.uptime = uptime
  }
}
