public import Documents

/// What a node tells its peers as it changes.
public struct Announcement: Sendable, Hashable {
  /// What the sender knows. Used to skip what it has; never joined.
  public var knowledge: Knowledge
  /// The replicas that the sender has links to, ascending.
  public var links: [ReplicaID]
  /// The sender's catalogue, if it grew since it was last told.
  public var catalog: Catalog?
  /// What the sender has heard of other members since it last told, ascending by replica.
  public var members: [MemberNews]
  /// Whether the sender starts over, and gives nothing until it has a full copy.
  public var startsOver: Bool
  /// The knowledge below which the sender has forgotten tombstones, if it rose since it was last told.
  public var floor: Knowledge?

  /// An announcement of these parts.
  public init(
    knowledge: Knowledge, links: [ReplicaID], catalog: Catalog? = nil, members: [MemberNews] = [],
    startsOver: Bool = false, floor: Knowledge? = nil
  ) {
    self.knowledge = knowledge
    self.links = links
    self.catalog = catalog
    self.members = members
    self.startsOver = startsOver
    self.floor = floor
  }

  /// This announcement, made before an earlier one was sent: what members told of themselves, and the floor, come from both.
  public func following(_ earlier: Announcement) -> Announcement {
    var result = self
    let told = Set(members.map(\.replica))
    result.members += earlier.members.filter { !told.contains($0.replica) }
    result.members.sort { $0.replica < $1.replica }
    result.floor = floor ?? earlier.floor
    return result
  }
}
