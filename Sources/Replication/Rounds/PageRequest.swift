public import Documents

/// What a page is asked for with, by a peer or a client.
public struct PageRequest: Sendable, Hashable {
  /// For whom the page is.
  public enum Audience: Sendable, Hashable {
    /// A peer, which merges; what its announced knowledge covers is skipped, and so are rows in the ranges of sequence
    /// numbers that are held back or were sent already.
    case peer(announced: Knowledge, withheld: [ClosedRange<SequenceNumber>])
    /// A client, which does not merge: its token is lowered to what this node knows.
    case client
  }

  /// Since when.
  public var since: Since
  /// For whom.
  public var audience: Audience
  /// Of what; nil for every type.
  public var scope: SyncScope?
  /// The mesh.
  public var mesh: MeshID
  /// The most rows; 1 or more.
  public var rows: Int
  /// About the most bytes: a page ends with the row that reaches them.
  public var bytes: Int
  /// What the requester holds: nothing else is sent.
  public var replicated: ReplicationScope
  /// A replica whose entry in the token does not say which documents the requester has: that of a requester who holds documents by a
  /// filter, as it may have written over one that it does not hold.
  public var uncounted: ReplicaID?

  /// A request of these parts.
  public init(
    since: Since, audience: Audience, scope: SyncScope?, mesh: MeshID, rows: Int, bytes: Int,
    replicated: ReplicationScope = .everything, uncounted: ReplicaID? = nil
  ) {
    self.since = since
    self.audience = audience
    self.scope = scope
    self.mesh = mesh
    self.rows = rows
    self.bytes = bytes
    self.replicated = replicated
    self.uncounted = uncounted
  }

  /// Whether it comes from a peer that has closed a replica.
  func hasClosed(_ replica: ReplicaID) -> Bool {
    switch audience {
    case .peer(let announced, _): announced[replica] == .closed
    case .client: false
    }
  }
}
