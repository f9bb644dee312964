import Documents
import Replication

extension Simulation {
  /// A fault comes about, if there is anything that it can hit.
  func begin(_ fault: FaultKind, _ index: Int) {
    guard phase == .chaos else { return }
    var random = faultRandom(fault, index)
    _ = random.next()  // The first number was for the time.
    hash.mix(fault.rawValue)
    let hasHit: Bool
    switch fault {
    case .slowLinks where scenario.level == .messages, .tampering where scenario.level == .messages,
      .lyingSyncs where scenario.store == .memory:
      hasHit = false
    case .partitions, .cuts, .flapping, .resets, .halfOpen, .slowLinks, .tampering:
      hasHit = disturbNetwork(fault, &random)
    case .stalls, .crashes, .powerCuts, .clockSteps, .restores, .clones, .upgrades, .deaths,
      .evictions, .rollbacks, .twins, .clockAhead, .scopeChanges:
      hasHit = disturbNode(fault, &random)
    case .diskErrors, .fullDisks, .failingSyncs, .lyingSyncs:
      hasHit = disturbDisk(fault, &random)
    case .flippedRows:
      damage.planned += 1
      // It counts when it comes about.
      hasHit = false
    }
    if hasHit { figures.faults[fault, default: 0] += 1 }
  }

  /// How long a fault lasts this time.
  func length(of fault: FaultKind, _ random: inout KeyedRandom) -> VirtualTime {
    random.time(
      .milliseconds(5), max(scenario.faults[fault]?.last ?? .seconds(1), .milliseconds(5)))
  }

  /// A node that runs; nil if the one that was drawn does not.
  func runningNode(_ random: inout KeyedRandom) -> SimulatedNode<Disk>? {
    let node = nodes[random.below(nodes.count)]
    return node.replica != nil ? node : nil
  }
}
