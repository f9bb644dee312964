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
  /// The incarnations that this database went by before and that will never write again, the oldest first: those that the others
  /// are to be told to retire. Not that of a database of which this one is a copy while the other lives on.
  public var former: [ReplicaID]

  /// A record of these parts.
  public init(
    id: ReplicaID, knowledge: Knowledge, floor: Knowledge, commit: Commit, needsFullCopy: Bool,
    catalog: Catalog, latestTimestamp: Timestamp = .zero, former: [ReplicaID] = []
  ) {
    self.id = id
    self.knowledge = knowledge
    self.floor = floor
    self.commit = commit
    self.needsFullCopy = needsFullCopy
    self.catalog = catalog
    self.latestTimestamp = latestTimestamp
    self.former = former
  }
}
