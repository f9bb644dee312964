public import PeerWire
public import Replication

/// What a transport tells its owner.
public enum PeerTransportEvent: Sendable, Hashable {
  /// A link to an authenticated peer is up. First of all that is said of a link.
  case linkOpened(LinkID, PeerIdentity)
  /// The peer said something.
  case received(LinkID, PeerMessage)
  /// The link is gone; says why, for logs. Last of all that is said of a link.
  case linkClosed(LinkID, String)
}
