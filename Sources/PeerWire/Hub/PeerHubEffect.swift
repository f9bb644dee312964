public import Noise
public import Replication

/// What the driver of a ``PeerHub`` has to do, in order.
public enum PeerHubEffect: Sendable, Hashable {
  /// Open a connection, and report it with `connected` or `ended`.
  case dial(LinkNumber, PeerAddress)
  /// Write these bytes to a connection, and report them with `wrote`.
  case write(LinkNumber, [UInt8])
  /// Write what is still to be written, end the outgoing stream, and drop what arrives until the peer ends its own, for two
  /// seconds at most. The connection needs no further report.
  case finish(LinkNumber)
  /// Close a connection; it broke, or its peer ended it. It needs no further report.
  case drop(LinkNumber)
  /// Tell the replica that a link is up.
  case opened(LinkID, PeerIdentity)
  /// Tell the replica what a peer said.
  case received(LinkID, PeerMessage)
  /// Tell the replica that a link is gone; says why, for logs.
  case closed(LinkID, String)
  /// Log this.
  case log(PeerLogEntry)
}

/// Who is at the other end of a link.
public struct PeerIdentity: Sendable, Hashable {
  /// The key that names the node.
  public let key: PublicKey
  /// Where it is: the address that was dialled, or that the connection came from.
  public let address: String
  /// Whether this node dialled.
  public let wasDialled: Bool

  /// The peer with a key at an address.
  public init(key: PublicKey, address: String, wasDialled: Bool) {
    self.key = key
    self.address = address
    self.wasDialled = wasDialled
  }
}

/// A line for the log.
public struct PeerLogEntry: Sendable, Hashable {
  /// How much it matters.
  public enum Level: Sendable, Hashable {
    /// What happens in the life of a mesh.
    case info
    /// What an operator should look at.
    case warning
  }

  /// How much it matters.
  public let level: Level
  /// What happened, with whom, and why.
  public let message: String

  /// A line.
  public init(_ level: Level, _ message: String) {
    self.level = level
    self.message = message
  }
}
