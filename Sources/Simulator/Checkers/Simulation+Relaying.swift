import Documents
import Replication

/// How often writes cross links and how long they take to get to all nodes, where the scenario bounds it.
extension Simulation {
  /// A page sets out: counts the rows that clients' writes are in.
  func meter(_ page: ChangePage, from node: SimulatedNode<Disk>) {
    guard scenario.relaying.isBounded else { return }
    for row in page.changes.rows where node.lens.index(of: row.type) != nil {
      figures.delivery.rows += 1
    }
  }

  /// A node has written.
  func meter(_ version: Version, writtenBy node: SimulatedNode<Disk>) {
    guard scenario.relaying.isBounded else { return }
    underWay[version] = Delivery(from: node.index, since: now)
    figures.delivery.writes += 1
    figures.delivery.linkSlots += edges.count
    figures.delivery.nodeSlots += nodes.count - 1
  }

  /// A node holds a version that it did not hold before.
  func meter(_ version: Version, arrivedAt node: SimulatedNode<Disk>) {
    guard scenario.relaying.isBounded, let delivery = underWay[version],
      underWay[version]?.reached.insert(node.index).inserted == true
    else { return }
    figures.delivery.add(
      now - delivery.since, links: distances[delivery.from][node.index])
  }

  /// How many links lie between any two nodes; 0 where there is no way.
  func measureDistances() -> [[Int]] {
    nodes.indices.map { start in
      var distances = Array(repeating: 0, count: nodes.count)
      var reached: Set<Int> = [start]
      var border = [start]
      var distance = 0
      while !border.isEmpty {
        distance += 1
        var next: [Int] = []
        for edge in edges {
          for (one, other) in [(0, 1), (1, 0)]
          where border.contains(edge.nodes[one]) && reached.insert(edge.nodes[other]).inserted {
            distances[edge.nodes[other]] = distance
            next.append(edge.nodes[other])
          }
        }
        border = next
      }
      return distances
    }
  }

  /// In the end: the averages keep within the bounds.
  func checkRelaying() {
    let bounds = scenario.relaying
    let delivery = figures.delivery
    guard bounds.isBounded, delivery.writes > 0 else { return }
    if bounds.crossings > 0, delivery.crossings > bounds.crossings {
      fail(
        .relaying,
        "a write crosses a link \(delivery.crossings.short) times, and \(bounds.crossings.short) are allowed"
      )
    }
    if bounds.copies > 0, delivery.copies > bounds.copies {
      fail(
        .relaying,
        "a node is sent a write \(delivery.copies.short) times, and \(bounds.copies.short) are allowed"
      )
    }
    if bounds.hop > .zero, delivery.timePerHop > bounds.hop {
      fail(
        .relaying,
        "a write takes \(delivery.timePerHop) for each link on its way, and \(bounds.hop) are allowed"
      )
    }
  }
}

/// A write on its way to all nodes.
struct Delivery {
  /// Who wrote.
  let from: Int
  /// When.
  let since: VirtualTime
  /// The nodes that have got it.
  var reached: Set<Int> = []

  init(from: Int, since: VirtualTime) {
    self.from = from
    self.since = since
    reached = [from]
  }
}

extension Double {
  /// With two digits behind the point.
  fileprivate var short: String { "\((self * 100).rounded() / 100)" }
}
