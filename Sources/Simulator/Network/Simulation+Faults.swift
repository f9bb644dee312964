import Documents
import Replication

extension Simulation {
  /// A fault comes about, if there is anything that it can hit.
  func begin(_ fault: FaultKind, _ index: Int) {
    guard phase == .chaos else { return }
    var random = faultRandom(fault, index)
    _ = random.next()  // The first number was for the time.
    figures.faults += 1
    hash.mix(fault.rawValue)
    switch fault {
    case .partitions: partition(&random)
    case .cuts:
      guard !edges.isEmpty else { return }
      let pair = random.pick(edges).nodes
      tell(nodes: pair, "\(nodes[pair[0]].name) and \(nodes[pair[1]].name) lose sight")
      block(
        [
          SimulationEvent.Way(from: pair[0], to: pair[1]),
          SimulationEvent.Way(from: pair[1], to: pair[0]),
        ], for: scenario.faults[.cuts], &random)
    case .resets, .halfOpen:
      let live = connections.indices.filter { connections[$0].map { !$0.isBroken } ?? false }
      guard !live.isEmpty else { return }
      let number = random.pick(live)
      tell(
        nodes: connections[number]?.nodes ?? [],
        "a connection \(fault == .resets ? "is reset" : "dies without a sign")")
      breakConnection(number, isSilent: fault == .halfOpen)
    case .crashes, .powerCuts:
      let node = nodes[random.below(nodes.count)]
      guard node.replica != nil else { return }
      crash(node, &random)
      let pause = random.time(.zero, scenario.faults[.crashes]?.last ?? .seconds(1))
      queue.add(.start(node: node.index), at: now + pause)
    case .flapping, .slowLinks, .tampering, .stalls, .diskErrors, .fullDisks, .failingSyncs,
      .lyingSyncs, .clockSteps, .restores, .upgrades, .deaths:
      break  // To come.
    }
  }

  /// Some nodes on one side, the others on the other.
  private func partition(_ random: inout KeyedRandom) {
    guard nodes.count > 1 else { return }
    var isLeft = nodes.map { _ in random.chance(0.5) }
    if Set(isLeft).count == 1 { isLeft[random.below(nodes.count)].toggle() }
    let isOneWay = random.chance(scenario.faults.oneWayShare)
    var ways: [SimulationEvent.Way] = []
    for from in nodes.indices {
      for to in nodes.indices
      where isLeft[from] != isLeft[to] && (!isOneWay || isLeft[from]) {
        ways.append(SimulationEvent.Way(from: from, to: to))
      }
    }
    let left = nodes.filter { isLeft[$0.index] }.map(\.name).joined(separator: ", ")
    tell("\(left) can't \(isOneWay ? "be heard by" : "see") the others")
    block(ways, for: scenario.faults[.partitions], &random)
  }

  private func block(
    _ ways: [SimulationEvent.Way], for fault: Scenario.Fault?, _ random: inout KeyedRandom
  ) {
    block(ways)
    let length = random.time(.milliseconds(5), fault?.last ?? .seconds(1))
    queue.add(.unblock(ways), at: now + length)
  }
}
