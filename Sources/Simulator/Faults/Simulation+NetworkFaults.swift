import Documents
import Replication

extension Simulation {
  /// Something goes wrong between nodes. Returns whether it hit anything.
  func disturbNetwork(_ fault: FaultKind, _ random: inout KeyedRandom) -> Bool {
    switch fault {
    case .partitions: return partition(&random)
    case .cuts:
      guard let pair = pickPair(&random) else { return false }
      tell(nodes: pair, "\(nodes[pair[0]].name) and \(nodes[pair[1]].name) lose sight")
      block(bothWays(pair), for: fault, &random)
    case .flapping: return flap(&random)
    case .slowLinks:
      guard let pair = pickPair(&random) else { return false }
      tell(nodes: pair, "the way between \(nodes[pair[0]].name) and \(nodes[pair[1]].name) is slow")
      slow(bothWays(pair), by: 1)
      queue.add(.restoreSpeed(bothWays(pair)), at: now + length(of: fault, &random))
    case .resets, .halfOpen:
      guard let number = pickConnection(&random) else { return false }
      tell(
        nodes: connections[number]?.nodes ?? [],
        "a connection \(fault == .resets ? "is reset" : "dies without a sign")")
      breakConnection(number, isSilent: fault == .halfOpen)
    case .tampering:
      guard let number = pickConnection(&random) else { return false }
      let tampering = random.pick(Connection.Tampering.allCases)
      let side = random.below(2)
      connections[number]?.lanes[side].tampering = tampering
      let victims = connections[number]?.nodes ?? []
      note(.tampering, victims.last ?? 0, "\(tampering)")
      tell(nodes: victims, "somebody on the way will \(tampering) bytes")
    case .stalls, .crashes, .powerCuts, .diskErrors, .fullDisks, .failingSyncs, .lyingSyncs,
      .clockSteps, .restores, .clones, .upgrades, .deaths, .evictions, .rollbacks, .twins,
      .flippedRows, .clockAhead, .scopeChanges:
      preconditionFailure("no fault of the network")
    }
    return true
  }

  private func pickPair(_ random: inout KeyedRandom) -> [Int]? {
    edges.isEmpty ? nil : random.pick(edges).nodes
  }

  private func pickConnection(_ random: inout KeyedRandom) -> Int? {
    let live = liveConnections
    return live.isEmpty ? nil : random.pick(live)
  }

  private func bothWays(_ pair: [Int]) -> [SimulationEvent.Way] {
    [
      SimulationEvent.Way(from: pair[0], to: pair[1]),
      SimulationEvent.Way(from: pair[1], to: pair[0]),
    ]
  }

  /// Some nodes on one side, the others on the other.
  private func partition(_ random: inout KeyedRandom) -> Bool {
    guard nodes.count > 1 else { return false }
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
    block(ways, for: .partitions, &random)
    return true
  }

  /// Two nodes lose and regain sight of each other, several times.
  private func flap(_ random: inout KeyedRandom) -> Bool {
    guard let pair = pickPair(&random) else { return false }
    tell(nodes: pair, "\(nodes[pair[0]].name) and \(nodes[pair[1]].name) lose sight now and then")
    let ways = bothWays(pair)
    let end = length(of: .flapping, &random)
    var time = VirtualTime.zero
    while time < end {
      let away = random.time(.milliseconds(1), .milliseconds(300))
      queue.add(.block(ways), at: now + time)
      queue.add(.unblock(ways), at: now + time + away)
      time = time + away + random.time(.milliseconds(1), .milliseconds(300))
    }
    return true
  }

  /// Ways become slow, or as fast as before.
  func slow(_ ways: [SimulationEvent.Way], by amount: Int) {
    for way in ways { slowWays[way.from][way.to] += amount }
  }
}
