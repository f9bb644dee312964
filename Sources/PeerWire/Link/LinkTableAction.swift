public import Noise

/// The name of one connection within a node, given by `LinkTable`, never used twice.
public struct LinkNumber: Hashable, Comparable, Sendable {
  /// Counts connections from one.
  public let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Orders connections by their beginning.
  public static func < (left: LinkNumber, right: LinkNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What the driver of a `LinkTable` has to do, in order.
public enum LinkTableAction: Hashable, Sendable {
  /// Open a connection to the address, and run a dialling `LinkMachine` on it under this number.
  case dial(LinkNumber, PeerAddress)
  /// This link is now the one to the peer: start talking.
  case up(LinkNumber, PublicKey)
  /// This link is no longer the one to the peer. It ended, or is about to be closed in favour of
  /// another one.
  case down(LinkNumber, PublicKey)
  /// Close this link's machine with this goodbye.
  case close(LinkNumber, Goodbye)
}
