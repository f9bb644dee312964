import Documents
import Replication

extension Simulation {
  /// Draws from the seed who is linked with whom, and all that clients and faults will do, each by itself.
  func plan() {
    planTopology()
    planNodes()
    for index in 0..<scenario.workload.writesPerSecond * Int(scenario.duration.milliseconds) / 1_000
    {
      var random = KeyedRandom(seed: seed, .burst, UInt64(index / scenario.workload.burst))
      queue.add(.write(index), at: random.time(.zero, scenario.duration))
    }
    for index in 0..<scenario.workload.readers {
      var random = KeyedRandom(seed: seed, .reader, UInt64(index))
      readers.append(
        DeltaReader(
          type: random.below(scenario.model.types.count), node: random.below(nodes.count)))
      queue.add(.readDelta(reader: index), at: random.time(.zero, scenario.workload.readerPause))
    }
    plan(scenario.faults.partitions, .partition)
    plan(scenario.faults.cuts, .cut)
    plan(scenario.faults.resets, .reset)
    plan(scenario.faults.halfOpen, .halfOpen)
    plan(scenario.faults.crashes, .crash)
    queue.add(.faultsStop, at: scenario.duration)
  }

  private func planNodes() {
    for node in nodes {
      var random = KeyedRandom(seed: seed, .join, UInt64(node.index))
      let isLate = node.index >= nodes.count - scenario.lateNodes
      let latest = VirtualTime(microseconds: scenario.duration.microseconds / 4 * 3)
      queue.add(
        .start(node: node.index),
        at: isLate ? random.time(.zero, latest) : random.time(.zero, .milliseconds(50)))
    }
  }

  private func planTopology() {
    var random = KeyedRandom(seed: seed, .topology)
    func link(_ one: Int, _ other: Int) {
      let isTurned = random.chance(0.5)
      edges.append(Edge(nodes: isTurned ? [other, one] : [one, other]))
    }
    let count = nodes.count
    switch scenario.topology {
    case .full:
      for one in 0..<count { for other in one + 1..<max(count, one + 1) { link(one, other) } }
    case .line:
      for one in 1..<max(count, 1) { link(one - 1, one) }
    case .ring:
      for one in 1..<max(count, 1) { link(one - 1, one) }
      if count > 2 { link(count - 1, 0) }
    case .star:
      for one in 1..<max(count, 1) { link(0, one) }
    case .random:
      for one in 1..<max(count, 1) { link(random.below(one), one) }
      for one in 0..<count {
        for other in one + 1..<max(count, one + 1)
        where random.chance(0.3) && !edges.contains(where: { Set($0.nodes) == [one, other] }) {
          link(one, other)
        }
      }
    }
  }

  private func plan(_ fault: Scenario.Fault?, _ kind: SimulationEvent.Fault) {
    guard let fault else { return }
    var count = scenario.duration.microseconds / fault.every.microseconds
    if scenario.faults.isSwarm {
      var random = KeyedRandom(seed: seed, .swarm, kind.rawValue)
      count = random.pick([0, 0, (count + 2) / 3, count, count * 3])
    }
    for index in 0..<UInt64(max(count, 0)) {
      var random = faultRandom(kind, index)
      queue.add(.fault(kind, index: index), at: random.time(.zero, scenario.duration))
    }
  }

  /// The generator of a fault; its first number is for its time.
  func faultRandom(_ kind: SimulationEvent.Fault, _ index: UInt64) -> KeyedRandom {
    switch kind {
    case .partition: KeyedRandom(seed: seed, .partition, index)
    case .cut: KeyedRandom(seed: seed, .cut, index)
    case .reset: KeyedRandom(seed: seed, .reset, index)
    case .halfOpen: KeyedRandom(seed: seed, .halfOpen, index)
    case .crash: KeyedRandom(seed: seed, .crash, index)
    }
  }
}
