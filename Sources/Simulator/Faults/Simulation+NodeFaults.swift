import Documents
import Replication

extension Simulation {
  /// Something goes wrong with a node. Returns whether it hit one.
  func disturbNode(_ fault: FaultKind, _ random: inout KeyedRandom) -> Bool {
    guard let node = runningNode(&random) else { return false }
    switch fault {
    case .stalls:
      let length = length(of: fault, &random)
      tell(nodes: [node.index], "\(node.name) stands still")
      record(.stalled, node.index)
      node.stalledUntil = max(node.stalledUntil, now + length)
      queue.add(.stallEnds(node: node.index), at: now + length)
    case .powerCuts where node.diskFault == nil && random.chance(0.4):
      node.isAboutToFail = true
    case .crashes, .powerCuts:
      crash(node, fault == .crashes ? .kill : .powerCut, &random)
      queue.add(.start(node: node.index), at: now + length(of: fault, &random))
    case .clockSteps:
      let step = scenario.clocks.step
      let jump = random.time(VirtualTime.zero - step, step)
      tell(nodes: [node.index], "the clock of \(node.name) steps by \(jump)")
      note(.clockStep, node.index, "\(jump)")
      node.clock.step(by: jump)
    case .clockAhead: return jumpAhead(node, length(of: fault, &random))
    case .restores, .rollbacks: return beginRestore(node, fault, &random)
    case .clones: return clone(node, asTwin: false)
    case .twins: return clone(node, asTwin: true)
    case .evictions: return evict(by: node, &random)
    case .upgrades:
      guard node.schema + 1 < schemas.count else { return false }
      tell(nodes: [node.index], "\(node.name) stops, to go on with a newer schema")
      stop(node)
      node.schema += 1
      mark(.upgraded)
      queue.add(.start(node: node.index), at: now + length(of: fault, &random))
    case .scopeChanges: return changeScope(of: node, fault, &random)
    case .deaths:
      guard mayDie(node) else { return false }
      node.isDead = true
      crash(node, .powerCut, &random)
      if let id = node.replicaID { abandoned.insert(id) }
      mark(.died)
      tell(nodes: [node.index], "\(node.name) is dead for ever")
    case .partitions, .cuts, .flapping, .resets, .halfOpen, .slowLinks, .tampering, .diskErrors,
      .fullDisks, .failingSyncs, .lyingSyncs, .flippedRows:
      preconditionFailure("no fault of a node")
    }
    return true
  }

  /// Whether two nodes or more stay, most of them, and have links that lead from each to each.
  private func mayDie(_ node: SimulatedNode<Disk>) -> Bool {
    let living = nodes.filter { !$0.isDead && $0.index != node.index }.map(\.index)
    guard let first = living.first, living.count > 1, living.count > nodes.count / 2 else {
      return false
    }
    var reached: Set<Int> = [first]
    var frontier = [first]
    while let from = frontier.popLast() {
      for edge in edges where edge.nodes.contains(from) {
        for to in edge.nodes where living.contains(to) && reached.insert(to).inserted {
          frontier.append(to)
        }
      }
    }
    return reached.count == living.count
  }

  /// A node goes on that stood still.
  func endStall(_ node: SimulatedNode<Disk>) {
    endRecord(.stalled, node.index)
    guard node.stalledUntil > now else { return }
    node.stalledUntil = now
    switch node.loop {
    case .idle: break
    case .scheduled:
      queue.add(.batch(node: node.index, incarnation: node.incarnation), at: now)
    case .committed:
      queue.add(.perform(node: node.index, incarnation: node.incarnation), at: now)
    }
  }

  /// A copy of a node's disk is made now; after a while the node is put back to it.
  private func beginRestore(
    _ node: SimulatedNode<Disk>, _ fault: FaultKind, _ random: inout KeyedRandom
  ) -> Bool {
    guard var backup = try? node.disk.copy() else { return false }
    backup.arm(nil)
    tell(nodes: [node.index], "the disk of \(node.name) is copied")
    node.backup = backup
    node.backupHistory = node.history
    node.backupGoesOn = fault == .rollbacks
    queue.add(.restore(node: node.index), at: now + length(of: fault, &random))
    return true
  }

  /// A node is put back to the copy of its disk that was made before, as a new replica.
  func restore(_ node: SimulatedNode<Disk>) {
    guard phase == .chaos, !node.isDead, let backup = node.backup.take() else { return }
    // What was put back unnoticed, and is then restored as new, has holes that nobody can know of.
    guard node.backupGoesOn || !(node.replicaID.map(putBack.contains) ?? false) else { return }
    tell(nodes: [node.index], "\(node.name) is put back to an older copy of its disk")
    note(.restore, node.index, "")
    mark(.restored)
    if node.replica != nil { stop(node) }
    node.disk = backup
    node.history = node.backupHistory
    if node.backupGoesOn {
      node.wasPutBack = true
      let backup = record(of: node)
      // It may have gone on under another ReplicaID since the copy was made.
      let gone = [node.replicaID, backup?.id].compactMap(\.self)
      abandoned.formUnion(gone)
      putBack.formUnion(gone)
      node.replicaID = nil
      node.forget()
    } else {
      becomeNew(node)
    }
    noteLost()
    if node.backupGoesOn { noteWitnesses(of: node) }
    queue.add(.start(node: node.index), at: now)
  }

  /// A disk has fallen back: notes which writes are lost, as nobody has them, of replicas that were put back. Of others that are gone it
  /// shows in the end.
  func noteLost() {
    guard !putBack.isEmpty else { return }
    let holders = holders()
    for id in putBack {
      for write in log.writes[id] ?? [] where !holders.contains(where: { $0.has(write) }) {
        lost.insert(write.version)
      }
    }
  }

  /// A node that has not joined yet begins on a copy of another's disk, under the same schema, and holding the same: so the first,
  /// which stays full, does not on that of a partial one.
  private func clone(_ node: SimulatedNode<Disk>, asTwin: Bool) -> Bool {
    guard
      let clone = nodes.first(where: {
        $0.incarnation == 0 && $0.replica == nil && !$0.isDead
          && ($0.index > 0 || !node.scope.isPartial)
      }),
      var copy = try? node.disk.copy()
    else { return false }
    copy.arm(nil)
    tell(
      nodes: [node.index, clone.index], "\(clone.name) joins on a copy of the disk of \(node.name)")
    mark(.cloned)
    clone.disk = copy
    clone.history = node.history
    clone.schema = node.schema
    clone.scope = node.scope
    clone.filters = node.filters
    clone.takesNewIdentity = !asTwin
    if asTwin {
      clone.wasPutBack = true
      node.wasPutBack = true
      if let id = node.replicaID { putBack.insert(id) }
    }
    queue.add(.start(node: clone.index), at: now)
    return true
  }

  /// An operator of a node evicts a member.
  private func evict(by node: SimulatedNode<Disk>, _ random: inout KeyedRandom) -> Bool {
    guard let replica = node.replica else { return false }
    let members = replica.members.filter { $0.state == .active && $0.replica != replica.id }
    guard !members.isEmpty else { return false }
    let member = random.pick(members)
    tell(nodes: [node.index], "an operator of \(node.name) evicts \(member.node)")
    enqueue(.administer(RequestID(rawValue: 0), .evict(member.replica)), at: node)
    return true
  }

  /// The node's replica is given up: what only it knew is lost, and the node goes on as another.
  func becomeNew(_ node: SimulatedNode<Disk>) {
    if let id = node.replicaID { abandoned.insert(id) }
    node.replicaID = nil
    node.takesNewIdentity = true
    node.forget()
  }
}
