public import PeerWire

/// What a transport needs to know.
public struct PeerTransportConfiguration: Sendable {
  /// The node's key, the mesh's secret, and the limits of a link.
  public var link: LinkConfiguration
  /// Where to listen; nil to dial only.
  public var listen: ListenAddress?
  /// Whom to dial, for ever.
  public var peers: [PeerAddress]
  /// The local IP address to dial from; nil for the one that the system chooses.
  public var bind: String?
  /// How long to wait between dials. Default: from 100 ms to 3 s.
  public var backoff: Backoff
  /// How long ``PeerTransport/shutdown()`` takes at most, in milliseconds. Default: 2 s.
  public var shutdownMilliseconds: Int64

  /// A configuration of these parts.
  public init(
    link: LinkConfiguration, listen: ListenAddress? = nil, peers: [PeerAddress] = [],
    bind: String? = nil,
    backoff: Backoff = Backoff(firstMilliseconds: 100, longestMilliseconds: 3_000),
    shutdownMilliseconds: Int64 = 2_000
  ) {
    self.link = link
    self.listen = listen
    self.peers = peers
    self.bind = bind
    self.backoff = backoff
    self.shutdownMilliseconds = shutdownMilliseconds
  }
}
