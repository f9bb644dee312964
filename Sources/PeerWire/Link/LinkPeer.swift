public import Noise

/// Whom a link goes to, known once the handshake has authenticated it.
public struct LinkPeer: Hashable, Sendable {
  /// The peer's static key: the identity of its node.
  public let key: PublicKey
  /// The name of this link: the hash of its handshake, equal on both sides.
  public let link: LinkName

  /// A peer with its key and the link to it.
  public init(key: PublicKey, link: LinkName) {
    self.key = key
    self.link = link
  }
}

/// The name of one link: the 32 bytes of its handshake hash, unique and equal on both sides.
public struct LinkName: Hashable, Comparable, Sendable {
  /// The handshake hash.
  public let bytes: [UInt8]

  /// A link's name.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Orders names by their bytes.
  public static func < (left: LinkName, right: LinkName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension LinkName: CustomStringConvertible {
  /// The first eight bytes in hexadecimal, enough for logs.
  public var description: String {
    bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
