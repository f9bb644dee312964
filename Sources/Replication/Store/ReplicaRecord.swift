public import Documents

/// What a store keeps about the replica as a whole, beside its documents.
public struct ReplicaRecord: Sendable, Hashable {
  /// The incarnation.
  public var id: ReplicaID
  /// What is known here.
  public var knowledge: Knowledge
  /// The knowledge below which tombstones have been forgotten.
  public var floor: Knowledge
  /// The last commit that changed documents; a new store begins with one at sequence 0.
  public var commit: Commit
  /// Whether a full copy has yet to be made: the node is new, or starts over.
  public var needsFullCopy: Bool
  /// The types and fields by number.
  public var catalog: Catalog
  /// The greatest timestamp given out or accepted: the clock goes on from there.
  public var latestTimestamp: Timestamp

  /// A record of these parts.
  public init(
    id: ReplicaID, knowledge: Knowledge, floor: Knowledge, commit: Commit, needsFullCopy: Bool,
    catalog: Catalog, latestTimestamp: Timestamp = .zero
  ) {
    self.id = id
    self.knowledge = knowledge
    self.floor = floor
    self.commit = commit
    self.needsFullCopy = needsFullCopy
    self.catalog = catalog
    self.latestTimestamp = latestTimestamp
  }
}

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

/// A document as a store has it.
public struct StoredDocument: Sendable, Hashable {
  /// The document.
  public var state: DocumentState
  /// Where it stands in the order of changes.
  public var sequence: SequenceNumber

  /// A stored document.
  public init(state: DocumentState, sequence: SequenceNumber) {
    self.state = state
    self.sequence = sequence
  }
}
