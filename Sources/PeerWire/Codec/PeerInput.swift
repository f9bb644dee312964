public import Replication

/// What the message of a peer means.
public enum PeerInput: Sendable, Hashable {
  /// The peer asks who this node is, or for its news: what each side does once, at the start of a link.
  case asks(PeerOperation)
  /// What concerns the replica.
  case message(PeerMessage)
}
