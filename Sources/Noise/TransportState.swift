/// What a finished handshake leaves: a cipher for each direction, who the other side is, and a
/// value that names the session.
public struct TransportState: Sendable {
  /// Encrypts what this side sends.
  public var sending: CipherState
  /// Decrypts what the other side sends.
  public var receiving: CipherState
  /// The other side's authenticated static key.
  public let remoteStaticKey: PublicKey
  /// The hash of the whole handshake: equal on both sides, and unique to this session.
  public let handshakeHash: [UInt8]
}
