import Documents
import Replication

/// Ways between nodes: blocked, free again, and what stalls meanwhile.
extension Simulation {
  /// Whether both directions between two nodes are free.
  func isFree(_ one: Int, _ other: Int) -> Bool {
    blocked[one][other] == 0 && blocked[other][one] == 0
  }

  /// A fault blocks ways between nodes: what is on them stalls, and in the end links are given up.
  func block(_ ways: [SimulationEvent.Way]) {
    for way in ways {
      blocked[way.from][way.to] += 1
      record(.blocked, way.from, way.to)
      guard scenario.level == .messages else { continue }
      forEachConnection(between: way.from, way.to) { number, connection in
        connections[number]?.epoch += 1
        var random = KeyedRandom(
          seed: seed, .latency, UInt64(number), 1 << 61 | UInt64(connection.epoch))
        for side in 0...1 {
          let deadAfter = scenario.network.deadAfter
          queue.add(
            .lost(connection: number, side: side, epoch: connection.epoch + 1),
            at: now + random.time(deadAfter, deadAfter * 2))
        }
      }
    }
  }

  /// Blocks ways for a while.
  func block(
    _ ways: [SimulationEvent.Way], for fault: FaultKind, _ random: inout KeyedRandom
  ) {
    block(ways)
    queue.add(.unblock(ways), at: now + length(of: fault, &random))
  }

  /// A fault no longer blocks these ways.
  func unblock(_ ways: [SimulationEvent.Way]) {
    for way in ways where blocked[way.from][way.to] > 0 {
      blocked[way.from][way.to] -= 1
      endRecord(.blocked, way.from, way.to)
      if blocked[way.from][way.to] == 0 { flush(way) }
    }
  }

  /// A way is free again: what stalled arrives.
  func flush(_ way: SimulationEvent.Way) {
    forEachConnection(between: way.from, way.to) { number, connection in
      if isFree(way.from, way.to) { connections[number]?.epoch += 1 }
      payOwed(number, connection.nodes[0] == way.to ? 0 : 1)
    }
  }

  /// What waits to arrive at a side arrives, one after the other.
  func payOwed(_ number: Int, _ side: Int) {
    guard let owed = connections[number]?.lanes[side].owed else { return }
    connections[number]?.lanes[side].owed = 0
    for count in 0..<owed {
      queue.add(
        .arrive(connection: number, side: side),
        at: now + VirtualTime(microseconds: Int64(count + 1) * 50))
    }
  }

  /// A node reads again: what waits to arrive at it does.
  func resumeReading(_ node: SimulatedNode<Disk>) {
    for number in node.connections.values.sorted() {
      guard let connection = connections[number] else { continue }
      for side in 0...1 where connection.nodes[side] == node.index { payOwed(number, side) }
    }
  }

  func forEachConnection(
    between one: Int, _ other: Int, _ body: (Int, Connection) -> Void
  ) {
    for number in liveConnections {
      guard let connection = connections[number],
        connection.nodes == [one, other] || connection.nodes == [other, one]
      else { continue }
      body(number, connection)
    }
  }

  /// The connections that work, in order.
  var liveConnections: [Int] {
    Set(nodes.flatMap(\.connections.values)).filter { number in
      connections[number].map { !$0.isBroken } ?? false
    }.sorted()
  }
}
