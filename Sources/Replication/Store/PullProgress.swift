public import Documents

/// How far the pulling from a peer has come: stored in the transaction that applies a page.
public struct PullProgress: Sendable, Hashable {
  /// The peer's replica.
  public var peer: ReplicaID
  /// The token of the last page, as the peer encoded it.
  public var token: [UInt8]
  /// Whether the token ends a round (and so gives just a hint), or stands in the middle of one.
  public var endsRound: Bool

  /// Progress with a peer.
  public init(peer: ReplicaID, token: [UInt8], endsRound: Bool) {
    self.peer = peer
    self.token = token
    self.endsRound = endsRound
  }
}
