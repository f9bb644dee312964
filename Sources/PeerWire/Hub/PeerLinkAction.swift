public import Replication

/// What the driver of a ``PeerLink`` has to do, in order.
public enum PeerLinkAction: Sendable, Hashable {
  /// Write these bytes to the connection, and report them with `wrote`.
  case write([UInt8])
  /// The handshake is done, and this is who is there.
  case established(LinkPeer)
  /// The peer's replica said this.
  case received(PeerMessage)
  /// The link is over; nothing comes after this. As ``LinkAction/closed(_:)``.
  case closed(LinkEnd)
}
