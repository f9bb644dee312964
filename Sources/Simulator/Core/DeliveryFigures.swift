/// How writes travel, in runs that bound it (``Scenario/Relaying``).
public struct DeliveryFigures: Sendable, Hashable {
  /// Writes that changed something.
  public var writes = 0
  /// Rows with them in pages between nodes.
  public var rows = 0
  /// Links, counted for each write.
  public var linkSlots = 0
  /// Nodes that have yet to get it, counted for each write.
  public var nodeSlots = 0
  /// How long deliveries took, by how many links lie between the writer and the node, the index being that less 1.
  public var hops: [Hop] = []

  /// Deliveries over so many links.
  public struct Hop: Sendable, Hashable {
    /// How many there were.
    public var count = 0
    /// How long they took together.
    public var total = VirtualTime.zero
    /// How long the slowest took.
    public var slowest = VirtualTime.zero

    /// None yet.
    public init() {}
  }

  /// Nothing was counted yet.
  public init() {}

  /// How often a write crosses a link, on average, in either direction.
  public var crossings: Double { Double(rows) / Double(max(linkSlots, 1)) }

  /// How often a node is sent a write of another, on average; 1 is the least.
  public var copies: Double { Double(rows) / Double(max(nodeSlots, 1)) }

  /// How long a delivery takes for each link between the writer and the node, on average.
  public var timePerHop: VirtualTime {
    var total: Int64 = 0
    var count = 0
    for (index, hop) in hops.enumerated() {
      total += hop.total.microseconds
      count += hop.count * (index + 1)
    }
    return VirtualTime(microseconds: total / Int64(max(count, 1)))
  }

  /// Notes a delivery over so many links.
  mutating func add(_ time: VirtualTime, links: Int) {
    guard links > 0 else { return }
    while hops.count < links { hops.append(Hop()) }
    hops[links - 1].count += 1
    hops[links - 1].total = hops[links - 1].total + time
    hops[links - 1].slowest = max(hops[links - 1].slowest, time)
  }

  /// Adds up two runs.
  public static func += (left: inout DeliveryFigures, right: DeliveryFigures) {
    left.writes += right.writes
    left.rows += right.rows
    left.linkSlots += right.linkSlots
    left.nodeSlots += right.nodeSlots
    for (index, hop) in right.hops.enumerated() {
      if index == left.hops.count { left.hops.append(Hop()) }
      left.hops[index].count += hop.count
      left.hops[index].total = left.hops[index].total + hop.total
      left.hops[index].slowest = max(left.hops[index].slowest, hop.slowest)
    }
  }
}
