/// The limits of one link. Both sides of a link must agree on `rekeyInterval`; the other values are
/// each side's own.
public struct LinkLimits: Hashable, Sendable {
  /// How long the handshake may take, in milliseconds. Default: 5 s.
  public var handshakeTimeoutMilliseconds: UInt64 = 5_000
  /// How long one direction may be silent before a ping is sent, in milliseconds. Default: 15 s.
  public var pingAfterMilliseconds: UInt64 = 15_000
  /// How long nothing may arrive before the link is given up, in milliseconds. Default: 45 s.
  public var deadAfterMilliseconds: UInt64 = 45_000
  /// The longest payload of a message, in bytes. Default: 4 MiB.
  public var maximumPayload: Int = 4 << 20
  /// How many bytes may wait to be written before `send` refuses more. Default: 8 MiB. With a
  /// message that is being received, a link then stays below 16 MiB.
  public var maximumUnsent: Int = 8 << 20
  /// After how many Noise messages in a direction its key is replaced. A constant of the protocol,
  /// 2^20; tests make it smaller.
  public var rekeyInterval: UInt64 = 1 << 20

  /// The default limits.
  public init() {}
}
