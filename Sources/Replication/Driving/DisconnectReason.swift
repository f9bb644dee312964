/// Why a replica closes a link.
public enum DisconnectReason: Sendable, Hashable {
  /// The peer belongs to another mesh.
  case otherMesh
  /// The peer has this node's own replica: it is this node, or a copy of its data folder.
  case sameReplica
  /// A newer link to the same peer is up.
  case replaced
  /// This node goes on under a new ReplicaID, and introduces itself anew.
  case newIdentity
  /// The peer was evicted, or its incarnation was given up.
  case notMember
  /// The peer's replica belongs to another key.
  case otherKey
  /// There is no room here for the types and fields that the peer has; says so.
  case incompatibleModel(String)
  /// The peer broke the protocol; says how.
  case protocolViolation(String)
  /// The store can't take what the peer sent; says why.
  case unavailable(String)
}
