import Documents
import Replication

extension Simulation {
  /// Draws from the seed who is linked with whom, and all that clients and faults will do, each by itself.
  func plan() {
    planTopology()
    planNodes()
    let workload = scenario.workload
    let writes = workload.writesPerSecond * Int(scenario.duration.milliseconds) / 1_000
    plan(.writes, count: writes) { index in
      var random = KeyedRandom(seed: seed, .burst, UInt64(index / workload.burst))
      queue.add(.write(index), at: random.time(workload.begin, scenario.duration))
    }
    planReaders(.readers, .roaming, workload.readers)
    planReaders(.subscribers, .following, workload.subscribers)
    planReaders(.timeReaders, .byTime, workload.timeReaders)
    plan(.offlineClients, count: workload.offlineClients) { index in
      var random = KeyedRandom(seed: seed, .offline, UInt64(index), 1 << 40)
      offlineClients.append(OfflineClient())
      queue.add(
        .offline(client: offlineClients.count - 1), at: random.time(.zero, .seconds(1)))
    }
    planFaults()
    queue.add(.faultsStop, at: scenario.duration)
  }

  /// Plans the events of a kind that the scenario does not leave out.
  private func plan(_ kind: PlannedKind, count: Int, _ add: (Int) -> Void) {
    let kept = scenario.only[kind]
    for index in 0..<max(count, 0) where kept?.contains(index) ?? true {
      planned.append(PlannedEvent(kind, index))
      add(index)
    }
  }

  private func planReaders(_ kind: PlannedKind, _ way: DeltaReader.Kind, _ count: Int) {
    plan(kind, count: count) { index in
      var random = KeyedRandom(seed: seed, .reader, UInt64(index), UInt64(kind.order))
      var reader = DeltaReader(
        kind: way, type: random.below(model.types.count), node: random.below(nodes.count))
      let pause = random.time(.zero, scenario.workload.readerPause)
      // A field that is there in all schemas.
      if random.chance(0.4),
        let index = commonFields(ofType: reader.type).firstIndex(of: true)
      {
        reader.filter = FieldValues.filter(on: model.types[reader.type].fields[index], index: index)
      }
      readers.append(reader)
      schedule(readers.count - 1, after: pause)
    }
  }

  private func planFaults() {
    for kind in FaultKind.allCases {
      guard let fault = scenario.faults[kind] else { continue }
      let count = scenario.duration.microseconds / max(fault.every.microseconds, 1)
      plan(.fault(kind), count: Int(count)) { index in
        var random = faultRandom(kind, index)
        queue.add(.fault(kind, index: index), at: random.time(.zero, scenario.duration))
      }
    }
  }

  /// The generator of a fault; its first number is for its time.
  func faultRandom(_ kind: FaultKind, _ index: Int) -> KeyedRandom {
    KeyedRandom(
      seed: seed, .fault, UInt64(index), UInt64(FaultKind.allCases.firstIndex(of: kind) ?? 0))
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
      let isMutual = random.chance(scenario.network.mutualShare)
      edges.append(Edge(nodes: isTurned ? [other, one] : [one, other], isMutual: isMutual))
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
}
