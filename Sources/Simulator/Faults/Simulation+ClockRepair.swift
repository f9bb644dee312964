import Documents
import Replication

/// Clocks that were an hour ahead, are set right, and whose nodes are repaired (DESIGN section 5).
extension Simulation {
  /// The clock of a node jumps an hour ahead; it is set right later. Returns whether it was right before.
  func jumpAhead(_ node: SimulatedNode<Disk>, _ length: VirtualTime) -> Bool {
    guard !node.isClockAhead else { return false }
    tell(nodes: [node.index], "the clock of \(node.name) jumps by \(Scenario.clockJump)")
    note(.clockStep, node.index, "\(Scenario.clockJump)")
    node.isClockAhead = true
    node.clock.step(by: Scenario.clockJump)
    queue.add(.clockIsSet(node: node.index), at: now + length)
    return true
  }

  /// A clock that was ahead is set right, and the node is to be repaired.
  func setClock(_ node: SimulatedNode<Disk>) {
    guard node.isClockAhead else { return }
    if options.sabotage == .repairBeforeClock, node.replica != nil { askForRepair(node) }
    tell(nodes: [node.index], "the clock of \(node.name) is set right")
    note(.clockStep, node.index, "\(VirtualTime.zero - Scenario.clockJump)")
    node.isClockAhead = false
    node.clock.step(by: VirtualTime.zero - Scenario.clockJump)
    queue.add(.repairClock(node: node.index), at: now + .milliseconds(50))
  }

  /// The chaos ends: all clocks are set right, and all nodes repaired. An older copy of a disk may have brought the future back.
  func repairAllClocks() {
    guard scenario.faults[.clockAhead] != nil else { return }
    for node in nodes where !node.isDead {
      setClock(node)
      queue.add(.repairClock(node: node.index), at: now + .milliseconds(500))
    }
  }

  /// The operator has a node repaired, once it runs.
  func repairClock(_ node: SimulatedNode<Disk>) {
    guard !node.isDead, !node.isClockAhead, options.sabotage != .repairBeforeClock else { return }
    guard node.replica != nil else {
      return queue.add(.repairClock(node: node.index), at: now + .milliseconds(500))
    }
    askForRepair(node)
  }

  private func askForRepair(_ node: SimulatedNode<Disk>) {
    enqueue(.repairClock(RequestID(rawValue: nextRequest)), at: node)
    nextRequest += 1
  }

  /// All that a node holds: each slot of each document with its version and value.
  func contents(_ node: SimulatedNode<Disk>) -> [DocumentKey: [Int: (stamp: Stamp, value: Value)]] {
    var contents: [DocumentKey: [Int: (stamp: Stamp, value: Value)]] = [:]
    node.disk.withoutFaults { disk in
      for (index, type) in node.lens.types.enumerated() {
        guard let type else { continue }
        forEachDocument(of: type, at: node, in: disk.store.base, .byID(after: nil)) { state in
          let key = DocumentKey(type: index, id: state.id)
          for slot in 0..<type.slotCount {
            contents[key, default: [:]][slot] = type.slot(slot, of: state)
          }
        }
      }
    }
    return contents
  }

  /// Notes what a repair has done, and looks whether it kept all contents and touched only what was in the future. Returns whether it
  /// changed anything.
  func noteRepair(
    _ node: SimulatedNode<Disk>, _ actions: [Action],
    _ before: [DocumentKey: [Int: (stamp: Stamp, value: Value)]]
  ) -> Bool {
    for case .clockRepaired(_, let outcome) in actions {
      tell(nodes: [node.index], "\(node.name) is repaired: \(outcome)")
      switch outcome {
      case .nothingAhead: return false
      case .clockSuspect, .unavailable:
        // Peers' clocks may be wrong, or the disk; the operator tries again.
        queue.add(.repairClock(node: node.index), at: now + .seconds(1))
        return false
      case .repaired(let repair):
        mark(.clockRepaired)
        goOn(node, as: repair.replica, after: repair.former)
        checkRepair(node, repair, before)
        return true
      }
    }
    return false
  }

  /// A repair that was reported as failed has survived a crash all the same.
  func adoptRepair(_ node: SimulatedNode<Disk>, _ replica: Replica, of former: ReplicaID) {
    guard node.mayHaveSurvivors, replica.former.contains(former) else { return }
    goOn(node, as: replica.id, after: former)
  }

  private func goOn(_ node: SimulatedNode<Disk>, as replica: ReplicaID, after former: ReplicaID) {
    abandoned.insert(former)
    node.replicaID = replica
    node.forget()
  }

  private func checkRepair(
    _ node: SimulatedNode<Disk>, _ repair: ClockRepair,
    _ before: [DocumentKey: [Int: (stamp: Stamp, value: Value)]]
  ) {
    let limit = node.clock.moment(at: now).wall.milliseconds + Self.maximumClockDrift
    let after = contents(node)
    var written: [Timestamp: (key: DocumentKey, slots: [(slot: Int, value: Value)])] = [:]
    for (key, slots) in before {
      for (slot, old) in slots {
        let new = after[key]?[slot]
        let wasAhead = old.stamp.version.timestamp.milliseconds > limit
        let isKept =
          new?.value == old.value || (wasAhead && slot == Slot.createdAt.index && new != nil)
        let isStampedRight =
          wasAhead
          ? new?.stamp.version.replica == repair.replica
            && (new?.stamp.version.timestamp.milliseconds ?? .max) <= limit + 1_000
          : new?.stamp == old.stamp
        if !isKept || !isStampedRight {
          fail(
            .acknowledgedWrites, nodes: [node.index], document: key.id,
            "slot \(slot) of \(key.id) was \(old.value) at \(old.stamp.version), and after the repair"
              + " of \(node.name) it is \(new.map { "\($0.value) at \($0.stamp.version)" } ?? "gone")"
          )
        }
        guard wasAhead, let new else { continue }
        if old.stamp.version.replica != repair.former { mark(.foreignRestamped) }
        written[new.stamp.version.timestamp, default: (key, [])].slots.append((slot, new.value))
      }
    }
    for (timestamp, write) in written.sorted(by: { $0.key < $1.key }) {
      let version = Version(timestamp: timestamp, replica: repair.replica)
      log.add(
        LoggedWrite(
          version: version, document: write.key, slots: write.slots.sorted { $0.slot < $1.slot }))
    }
  }
}

extension Event {
  /// Whether it is a repair of the clock.
  var isRepair: Bool {
    if case .repairClock = self { true } else { false }
  }
}
