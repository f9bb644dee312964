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
  /// This node goes on under another ReplicaID, and has to introduce itself anew.
  case newIdentity
}
