import Documents
import Replication

extension Simulation {
  /// Something goes wrong with the disk of a node. Returns whether it hit one.
  func disturbDisk(_ fault: FaultKind, _ random: inout KeyedRandom) -> Bool {
    guard let node = runningNode(&random), node.diskFault == nil else { return false }
    let length = length(of: fault, &random)
    let armed: DiskFault
    switch fault {
    case .diskErrors:
      armed = .errors(after: random.below(30), count: random.chance(0.5) ? 1 : 1_000_000)
    case .fullDisks: armed = .full(afterBytes: random.below(40_000))
    case .failingSyncs:
      armed = .failingSyncs(after: random.below(4), count: random.chance(0.5) ? 1 : 1_000_000)
    case .lyingSyncs: armed = .lyingSyncs
    case .partitions, .cuts, .flapping, .resets, .halfOpen, .slowLinks, .tampering, .stalls,
      .crashes, .powerCuts, .clockSteps, .restores, .clones, .upgrades, .deaths, .evictions,
      .rollbacks, .twins, .flippedRows, .clockAhead, .scopeChanges:
      preconditionFailure("no fault of a disk")
    }
    tell(nodes: [node.index], "the disk of \(node.name): \(armed)")
    record(.diskFault, node.index)
    node.disk.arm(armed)
    node.diskFault = fault
    node.mayHaveSurvivors = true
    queue.add(.diskRecovers(node: node.index, incarnation: node.incarnation), at: now + length)
    return true
  }

  /// The disk of a node works again. One whose syncs were lies loses power then, which shows what they were worth.
  func diskRecovers(_ node: SimulatedNode<Disk>) {
    guard node.diskFault == .lyingSyncs, scenario.store == .sqlite else {
      return endDiskFault(node)
    }
    var random = KeyedRandom(
      seed: seed, .replica, UInt64(node.index), 1 << 60 | UInt64(node.incarnation))
    crash(node, .powerCut, &random)
    queue.add(.start(node: node.index), at: now + .milliseconds(10))
  }

  /// Nothing is wrong with the disk of a node any more.
  func endDiskFault(_ node: SimulatedNode<Disk>) {
    guard node.diskFault != nil else { return }
    node.disk.arm(nil)
    node.diskFault = nil
    // What a failed commit left in the log is there until another takes its place.
    node.mayHaveSurvivors = true
    node.diskTroubleUntil = now + .seconds(3)
    endRecord(.diskFault, node.index)
  }

  /// Something was refused because the disk failed: fails the run unless a disk did fail.
  func excuseUnavailability(_ node: SimulatedNode<Disk>, _ what: String) {
    guard node.diskFault == nil, now > node.diskTroubleUntil else { return }
    fail(.harmony, nodes: [node.index], "\(node.name) \(what), and nothing is wrong with its disk")
  }

  /// Whether any disk failed lately.
  var hasDiskTrouble: Bool {
    nodes.contains { $0.diskFault != nil || now <= $0.diskTroubleUntil }
  }
}
