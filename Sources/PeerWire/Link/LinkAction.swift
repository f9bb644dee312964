/// What the driver of a `LinkMachine` has to do, in order.
public enum LinkAction: Hashable, Sendable {
  /// Write these bytes to the connection, and report it with `wrote`.
  case write([UInt8])
  /// The handshake is done, and this is who is there. Said once, before any message.
  case established(LinkPeer)
  /// The peer sent this. Never one of the link's own kinds.
  case received(LinkMessage)
  /// Room is back after `send` was refused for a full backlog.
  case writable
  /// The link is over; nothing comes after this. Write what is still to be written, then end the
  /// outgoing stream, and drop what arrives until the peer ends its own, for two seconds at most.
  case closed(LinkEnd)
}
