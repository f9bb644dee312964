/// Why a Noise operation was refused. After any of these the handshake, or the link, is over.
public enum NoiseError: Error, Hashable, Sendable {
  /// Bytes did not authenticate: altered, replayed, out of order, or made with another key.
  case authenticationFailed(MessagePart)
  /// A message ends before all its tokens and tags are there; `needed` is the least it must have.
  case messageTooShort(needed: Int, found: Int)
  /// A message would be longer than the 65,535 bytes that Noise allows.
  case messageTooLong(found: Int)
  /// A Diffie-Hellman result is all zero, so the other side sent a point of small order.
  case weakPublicKey
  /// The nonce reached 2^64-1, which is reserved; no more messages can use this key.
  case nonceExhausted

  /// The part of a message whose authentication failed.
  public enum MessagePart: Hashable, Sendable {
    /// The encrypted static public key in a handshake message.
    case staticKey
    /// The payload that ends a handshake message. In the last message of `XXpsk3` this is what
    /// another pre-shared key looks like, as it is the first thing encrypted after `psk`.
    case handshakePayload
    /// A transport message.
    case transport
  }
}

extension NoiseError: CustomStringConvertible {
  /// What failed, in one line for logs.
  public var description: String {
    switch self {
    case .authenticationFailed(.staticKey): "the static key of a handshake message is not authentic"
    case .authenticationFailed(.handshakePayload): "a handshake message is not authentic"
    case .authenticationFailed(.transport): "a transport message is not authentic"
    case .messageTooShort(let needed, let found):
      "a message has \(found) bytes, and needs at least \(needed)"
    case .messageTooLong(let found): "a message would have \(found) bytes, more than 65535"
    case .weakPublicKey: "a public key of small order was refused"
    case .nonceExhausted: "the nonce is exhausted"
    }
  }
}
