public import Documents

/// What a node tells its peers as it changes.
public struct Announcement: Sendable, Hashable {
  /// What the sender knows. Used to skip what it has; never joined.
  public var knowledge: Knowledge
  /// The replicas that the sender has links to, ascending.
  public var links: [ReplicaID]
  /// The sender's catalogue, if it grew since it was last told.
  public var catalog: Catalog?

  /// An announcement of these parts.
  public init(knowledge: Knowledge, links: [ReplicaID], catalog: Catalog? = nil) {
    self.knowledge = knowledge
    self.links = links
    self.catalog = catalog
  }
}
