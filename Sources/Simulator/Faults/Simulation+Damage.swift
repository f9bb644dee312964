import Documents
import Replication

/// What happened to documents behind the stores' backs.
struct Damage {
  /// How many documents are to be damaged once the mesh has converged.
  var planned = 0
  /// Whether that was done. Readers are no longer looked at then: what they got of damage, nobody takes back.
  var isInflicted = false
  /// Until when all must be repaired.
  var bound = VirtualTime.zero
  /// The documents, each damaged at one node.
  var documents: [DocumentKey: Int] = [:]
  /// The nodes that have reported damage since.
  var reporters: Set<Int> = []

  /// Whether a document with an id was damaged anywhere.
  func isDamaged(_ id: DocumentID) -> Bool { documents.keys.contains { $0.id == id } }
}

/// Documents change, or are lost, behind the back of a node's store: rows and indexes, but not the sums that the store keeps.
extension Simulation {
  /// How long nodes have to find and repair what was damaged.
  private static var repairTime: VirtualTime { .seconds(60) }

  /// Damages as many documents as were planned, each at one node, so that every one is whole somewhere.
  func inflictDamage() {
    checkDocuments()
    for index in 0..<damage.planned {
      var random = KeyedRandom(seed: seed, .damage, UInt64(index))
      inflictDamage(&random)
    }
    damage.planned = 0
    guard !damage.documents.isEmpty else { return }
    damage.isInflicted = true
    damage.bound = now + Self.repairTime
    for index in Set(damage.documents.values).sorted() {
      var random = KeyedRandom(seed: seed, .damage, UInt64(index), 1)
      // The others find out by themselves in time.
      if random.chance(0.5) { enqueue(.auditRequested, at: nodes[index]) }
    }
  }

  private func inflictDamage(_ random: inout KeyedRandom) {
    guard let node = runningNode(&random), node.diskFault == nil else { return }
    let place = random.below(scenario.model.types.count)
    guard let type = node.lens.types[place], !isAnybodyAhead(typeAt: place),
      node.scope.filter(ofTypeNamed: model.types[place].name) == nil,
      nodes.contains(where: { $0 !== node && $0.replica != nil && holdsAll($0, place) })
    else { return }
    var states: [DocumentState] = []
    forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) {
      if damage.documents[DocumentKey(type: place, id: $0.id)] == nil { states.append($0) }
    }
    guard !states.isEmpty else { return }
    let state = random.pick(states)
    let damaged = damaged(state, &random)
    // Of some damage the sums say nothing, as if rules had failed: only peers can tell. There the greater version wins, and what is
    // missing comes back, but which of two contents of one version is right nobody knows.
    let isKnown = damaged != nil && damaged?.stamps == state.stamps || random.chance(0.7)
    do throws(StoreError) {
      try corrupt(node, type.number, state.id, to: damaged, isKnown: isKnown)
    } catch {
      return fail(.harmony, nodes: [node.index], "no document can be damaged: \(error.message)")
    }
    figures.faults[.flippedRows, default: 0] += 1
    damage.documents[DocumentKey(type: place, id: state.id)] = node.index
    tell(
      nodes: [node.index],
      "\(type.name) \(state.id) is \(damaged == nil ? "lost" : "changed")"
        + " at \(node.name) behind the back of its store")
  }

  /// Nodes that hold what only the dead knew are not compared, so nothing could be repaired.
  private func isAnybodyAhead(typeAt place: Int) -> Bool {
    nodes.contains { node in
      guard node.replica != nil, let type = node.lens.types[place],
        let snapshot = try? node.disk.store.base.snapshot(),
        case .sums(let standing, _)? = try? Examination.sums(type.number).run(on: snapshot)
      else { return false }
      return standing.isAhead
    }
  }

  /// What a fault makes of a document: nil if it is lost.
  private func damaged(_ state: DocumentState, _ random: inout KeyedRandom) -> DocumentState? {
    var damaged = state
    switch random.below(4) {
    case 0: return nil
    case 1: damaged.isDeleted.toggle()
    case 2:
      // One version is an earlier one than it was.
      let slots = (0..<state.stamps.slotCount).map { state.stamps[Slot(index: $0)] }
      let version = random.pick(state.stamps.groups).version
      damaged.stamps = Stamps(
        slots: slots.map { stamp in
          guard let stamp, stamp.version == version, version.timestamp.bits > 1 else {
            return stamp
          }
          return Stamp(
            version: Version(
              timestamp: Timestamp(bits: version.timestamp.bits - 1), replica: version.replica),
            seen: stamp.seen)
        })
    default:
      guard let place = state.values.lastIndex(where: { $0 != nil }) else { return nil }
      damaged.values[place] = state.values[place] == .null ? .int(7) : .null
    }
    return damaged
  }

  /// Puts something else in place of a document, and takes the sums back to what they were if they are to show it.
  private func corrupt(
    _ node: SimulatedNode<Disk>, _ type: TypeNumber, _ id: DocumentID, to state: DocumentState?,
    isKnown: Bool
  ) throws(StoreError) {
    guard let record = try node.disk.store.base.record(),
      let old = try node.disk.store.base.document(id, type: type)
    else { return }
    let hasher = TypeHasher(record.catalog[type])
    var difference = BucketSums()
    if let hash = hasher.hash(old.state) { difference.add(hash) }
    if let hash = state.flatMap({ hasher.hash($0) }) { difference.subtract(hash) }
    let taken = difference
    try node.disk.store.base.transaction { (store) throws(StoreError) in
      if let state {
        try store.put(state, type: type, sequence: old.sequence, replacing: old)
      } else {
        try store.remove(id, type: type)
      }
      if isKnown { try store.adjust(type, by: taken) }
    }
  }

  // MARK: What must come of it

  /// A node reports a difference: fails the run unless there is damage.
  func checkAlarm(_ incident: Incident, _ node: SimulatedNode<Disk>) {
    guard damage.isInflicted else {
      // What is known of a replica that was put back may have holes: this is how they are found.
      if !putBack.isEmpty, !incident.isOfRows { return mark(.damageCompared) }
      return fail(
        .audit, nodes: [node.index],
        "\(node.name) reports \(incident), though nothing was damaged"
          + describeDifference(incident, node))
    }
    switch incident {
    case .rowsDamaged:
      mark(.damageCounted)
      damage.reporters.insert(node.index)
    case .auditDifference:
      mark(.damageCompared)
      damage.reporters.insert(node.index)
    case .auditRepaired: mark(.repaired)
    case .clockAhead, .equivocation, .roundRestarted, .resyncRequired, .fullCopyCompleted,
      .newIdentity, .otherKey, .awaitsApproval, .evicted, .closed, .forgotten, .conflictsRecorded,
      .incompatibleModel, .clockSuspect, .clockTrusted:
      break
    }
  }

  /// What a node and the peer that its report is about hold otherwise, as of now.
  private func describeDifference(_ incident: Incident, _ node: SimulatedNode<Disk>) -> String {
    guard case .auditDifference(let peer, let name, _, _) = incident,
      let other = nodes.first(where: { $0.replica?.id == peer }),
      let here = node.lens.types.compactMap({ $0 }).first(where: { $0.name == name }),
      let there = other.lens.types.compactMap({ $0 }).first(where: { $0.name == name })
    else { return "" }
    func states(_ node: SimulatedNode<Disk>, _ type: LensType) -> [DocumentID: DocumentState] {
      var states: [DocumentID: DocumentState] = [:]
      forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) {
        states[$0.id] = $0
      }
      return states
    }
    let mine = states(node, here)
    let theirs = states(other, there)
    func describe(_ state: DocumentState?, _ type: LensType) -> String {
      guard let state else { return "absent" }
      let slots = (0..<type.slotCount).map { slot in
        type.slot(slot, of: state).map { "\($0.value) at \($0.stamp.version)" } ?? "none"
      }
      return slots.joined(separator: ", ")
    }
    let differing = Set(mine.keys).union(theirs.keys).sorted().filter {
      describe(mine[$0], here) != describe(theirs[$0], there)
    }
    return differing.map { id in
      "; \(id) is \(describe(mine[id], here)) at \(node.name), \(describe(theirs[id], there)) at \(other.name)"
    }.joined()
  }

  /// Whether nothing is left of what was damaged.
  var isDamageRepaired: Bool { !damage.isInflicted || damageLeft == nil }

  /// What is left of the damage, if anything: an alarm that was not raised, documents that differ, sums that don't fit.
  var damageLeft: (nodes: [Int], document: DocumentID?, what: String)? {
    guard damage.isInflicted else { return nil }
    for index in Set(damage.documents.values).sorted() where !damage.reporters.contains(index) {
      return ([index], nil, "\(nodes[index].name) has not reported that its rows were damaged")
    }
    let living = fullFirst(nodes.filter { $0.replica != nil })
    for node in living.dropFirst() {
      if let difference = difference(node, living[0]) {
        return (
          [node.index, living[0].index], difference.document,
          "\(node.name) and \(living[0].name) still differ: \(difference.what)"
        )
      }
    }
    for node in living {
      for type in node.lens.types.compactMap({ $0 }) {
        guard let snapshot = try? node.disk.store.base.snapshot(),
          let recount = try? snapshot.recount(type.number)
        else { continue }
        if !recount.differingBuckets.isEmpty {
          return (
            [node.index], nil,
            "the sums of \(type.name) at \(node.name) don't fit its rows in buckets"
              + " \(recount.differingBuckets)"
          )
        }
      }
    }
    return nil
  }

  /// A node examines its documents; what it finds comes into the inbox a little later.
  func examine(
    _ node: SimulatedNode<Disk>, _ purpose: AuditPurpose, _ examination: Examination
  ) {
    var result: Result<Finding, StoreError>
    do throws(StoreError) {
      result = .success(try examination.run(on: try node.disk.store.snapshot()))
    } catch {
      excuseUnavailability(node, "can't examine its documents: \(error.message)")
      result = .failure(error)
    }
    if case .recount = examination { mark(.rowsCounted) }
    node.saboteur?.distort(&result)
    var random = KeyedRandom(
      seed: seed, .audit, UInt64(node.index), UInt64(figures.events) | 1 << 63)
    queue.add(
      .enqueue(
        node: node.index, incarnation: node.incarnation, .examined(purpose, result)),
      at: now + random.time(.zero, .milliseconds(2)))
  }
}

extension PeerMessage {
  /// Whether it belongs to an audit, and so may be sent though nothing happens.
  var isAudit: Bool {
    switch self {
    case .ask, .answer: true
    case .hello, .announce, .subscribe, .credit, .page, .refuse, .complete: false
    }
  }
}

extension PeerMessage {
  /// Whether it says who was heard of.
  var tellsOfMembers: Bool {
    switch self {
    case .announce(let announcement): !announcement.members.isEmpty
    case .hello, .subscribe, .credit, .page, .refuse, .complete, .ask, .answer: false
    }
  }
}

extension Incident {
  /// Whether it says that a node's rows are not what was written there.
  fileprivate var isOfRows: Bool {
    if case .rowsDamaged = self { true } else { false }
  }
}
