import Documents
import Replication

/// What is looked at with each commit of a node, and with each start.
extension Simulation {
  /// After each commit: what changed is sound, the knowledge has not gone back, and what it newly covers is held.
  func checkCommit(_ node: SimulatedNode<Disk>, _ actions: [Action]) {
    guard let replica = node.replica else { return }
    if node.lens.catalog != replica.catalog {
      node.lens = Lens(model, replica.catalog)
    }
    if node.scope.isPartial { forgetDropped(node) }
    // Whoever starts over takes back what it knew when its copy ends.
    if actions.contains(where: \.endsFullCopy) {
      node.knowledge = Knowledge()
      forgetDropped(node) { _ in true }
    }
    if replica.commit.mark.sequence > node.sequence {
      node.disk.withoutFaults { disk in
        lookAtChanges(node, replica, disk.store.base, areNew: true)
        checkKnowledge(node, replica, disk.store.base)
      }
    } else if replica.knowledge != node.knowledge {
      node.disk.withoutFaults { checkKnowledge(node, replica, $0.store.base) }
    }
    checkMembers(node, actions)
  }

  /// Knowledge without some replicas.
  private func without(_ replicas: Set<ReplicaID>, _ knowledge: Knowledge) -> Knowledge {
    var knowledge = knowledge
    for replica in replicas { knowledge.remove(replica) }
    return knowledge
  }

  private func checkKnowledge(
    _ node: SimulatedNode<Disk>, _ replica: Replica, _ store: Disk.Base
  ) {
    let knowledge = replica.knowledge
    // What a node has closed by itself goes back to what it kept, where others kept more.
    let before = without(putBack, node.knowledge).entries.filter { $0.timestamp != .closed }
    // A node with filters may have to copy again, and takes back what it said of others.
    if !before.allSatisfy(knowledge.covers), !node.scope.isFiltered {
      fail(
        .knowledgeMonotone, nodes: [node.index],
        "\(node.name) knew \(node.knowledge), now \(knowledge)")
    }
    node.knowledge = knowledge
    checkClaims(node, replica, store)
  }

  /// After a start: with full durability nothing is lost, and what is claimed is held in any case.
  func checkRestart(_ node: SimulatedNode<Disk>) {
    guard let replica = node.replica else { return }
    restartHistory(node, at: replica.commit.mark.sequence)
    if replica.commit.mark.sequence < node.sequence { mark(.lostCommits) }
    if scenario.durability == .full, !replica.knowledge.covers(node.knowledge) {
      fail(
        .knowledgeMonotone, nodes: [node.index],
        "\(node.name) knew \(node.knowledge) before its crash, now \(replica.knowledge)")
    }
    if let problem = node.disk.problem() {
      fail(.integrity, nodes: [node.index], "the files of \(node.name) are damaged: \(problem)")
    }
    node.lens = Lens(model, replica.catalog)
    noteMembers(ofStarting: node, replica)
    if node.mayHaveSurvivors {
      // The node may go on under a new ReplicaID since.
      for id in replica.former.suffix(1) + [replica.id] { adoptSurvivors(node, of: id) }
    }
    node.mayHaveSurvivors = false
    node.knowledge = replica.knowledge
    node.sequence = .zero
    if scenario.durability == .normal { node.held = [:] }
    lookAtAll(node)
  }

  /// Everything that a node holds is looked at anew.
  func lookAtAll(_ node: SimulatedNode<Disk>) {
    guard let replica = node.replica else { return }
    node.verified = [:]
    node.disk.withoutFaults { disk in
      lookAtChanges(node, replica, disk.store.base, areNew: false)
      checkClaims(node, replica, disk.store.base)
    }
  }

  /// How far ahead a version may be, in milliseconds (DESIGN section 5).
  static var maximumClockDrift: Int64 { 60_000 }

  /// Looks at the documents that changed since the last look: no slot goes back, nothing is revived by an older write, nothing that
  /// came just now is from the future. (What came earlier may be, once the clock has stepped back.)
  private func lookAtChanges(
    _ node: SimulatedNode<Disk>, _ replica: Replica, _ store: Disk.Base, areNew: Bool
  ) {
    let limit = node.clock.moment(at: now).wall.milliseconds + Self.maximumClockDrift
    var hasMerged = false
    var rewritten: [(version: Version, key: DocumentKey, slot: Int, value: Value)] = []
    for (index, type) in node.lens.types.enumerated() {
      guard let type else { continue }
      let order = Scan.Order.bySequence(after: node.sequence, through: replica.commit.mark.sequence)
      forEachDocument(of: type, at: node, in: store, order) { state in
        let key = DocumentKey(type: index, id: state.id)
        let before = node.held[key]
        var versions: [Version?] = []
        versions.reserveCapacity(type.slotCount)
        for slot in 0..<type.slotCount {
          let stamp = type.slot(slot, of: state)?.stamp
          let version = stamp?.version
          versions.append(version)
          let held = before?[slot]
          guard version != held else { continue }
          if let held, version.map({ $0 < held }) ?? true,
            !isBesideForgotten(state, held, key, replica)
          {
            fail(
              slot == Slot.deleted.index ? .resurrection : .claims, nodes: [node.index],
              document: state.id,
              "slot \(slot) of \(type.name) \(state.id) goes back at \(node.name) from"
                + " \(held) to \(version.map(String.init(describing:)) ?? "nothing")")
          }
          guard let version, version.replica != replica.id else {
            if let version, !log.has(version, of: key), scenario.changesIdentities,
              let value = type.slot(slot, of: state)?.value
            {
              rewritten.append((version, key, slot, value))
            }
            continue
          }
          hasMerged = true
          meter(version, arrivedAt: node)
          markMerge(slot, key, stamp, over: held, node)
          if areNew, version.timestamp.milliseconds > limit {
            fail(
              .clockBound, nodes: [node.index], document: state.id,
              "\(node.name) takes up \(version), which is"
                + " \(version.timestamp.milliseconds - limit) ms too far ahead of its clock")
          }
        }
        node.held[key] = versions
        if !state.isDeleted {
          node.tombstones[key] = nil
        } else if node.tombstones[key] == nil {
          // Since when it has been held that was there before, its disk knows.
          node.tombstones[key] = areNew ? node.clock.moment(at: now).wall.milliseconds : 0
        }
      }
    }
    if !rewritten.isEmpty { adoptRewritten(rewritten, node) }
    node.sequence = replica.commit.mark.sequence
    if hasMerged { note(.merge, node.index, "") }
  }

  /// Which situation it is that a node takes up another version of a slot.
  private func markMerge(
    _ slot: Int, _ key: DocumentKey, _ stamp: Stamp?, over held: Version?,
    _ node: SimulatedNode<Disk>
  ) {
    if let held, let stamp, !stamp.hasSeen(held) {
      mark(slot == Slot.deleted.index ? .deleteMeetsEdit : .concurrentWrites)
    }
    let place = schemas[node.schema].types[key.type]
    if place == nil || slot >= Slot.firstField && place?.fields[slot - Slot.firstField] == nil {
      mark(.unknownField)
    }
  }

  /// Every write that the knowledge covers is held, or a greater one is in its place. What was found held before is passed over:
  /// slots don't go back, and documents are dropped at the end of a full copy alone, after which all is looked at again.
  private func checkClaims(
    _ node: SimulatedNode<Disk>, _ replica: Replica, _ store: Disk.Base
  ) {
    for entry in replica.keptKnowledge.entries {
      guard !putBack.contains(entry.replica), let writes = log.writes[entry.replica] else {
        continue
      }
      var next = node.verified[entry.replica] ?? 0
      while next < writes.count, writes[next].version.timestamp <= entry.timestamp {
        if !dropped.contains(writes[next].version) {
          check(writes[next], isHeldBy: node, replica, store)
        }
        next += 1
      }
      node.verified[entry.replica] = next
    }
  }

  private func check(
    _ write: LoggedWrite, isHeldBy node: SimulatedNode<Disk>, _ replica: Replica,
    _ store: Disk.Base
  ) {
    guard holdsAll(node, write.document.type), !replica.relinquished.covers(write.version) else {
      return
    }
    let type = node.lens.types[write.document.type]
    let stored = type.flatMap { try? store.document(write.document.id, type: $0.number) }
    if stored == nil,
      log.wasDeleted(after: write, forgets(replica))
        || log.wasDeleted(write.document, unseenBy: write.version, forgets(replica))
        // Who took part in what others revived, drops it with them who start over.
        || discarded[write.version] != nil
          && log.wasDeleted(write.document, after: nil, forgets(replica))
    {
      return
    }
    if let stored, isBesideForgotten(stored.state, write.version, write.document, replica) {
      return
    }
    for (slot, value) in write.slots {
      let isThere = stored.flatMap { type?.slot(slot, of: $0.state) } != nil
      // Who created it anew after a deletion that is forgotten need not know of the field.
      if !isThere, log.wasDeleted(after: write, forgets(replica)) { continue }
      guard let held = stored.flatMap({ type?.slot(slot, of: $0.state) }),
        held.stamp.version >= write.version
      else {
        return fail(
          .claims, nodes: [node.index], document: write.document.id,
          "\(node.name) claims to know \(write.version) (all up to"
            + " \(replica.keptKnowledge[write.version.replica]), floor"
            + " \(replica.floor[write.version.replica])), but slot \(slot) of"
            + " \(write.document.id) is there "
            + (stored.flatMap { type?.slot(slot, of: $0.state) }
              .map { "at \($0.stamp.version)" } ?? "not at all"))
      }
      if held.stamp.version == write.version, held.value != value {
        fail(
          .oneContent, nodes: [node.index], document: write.document.id,
          "\(write.version) of slot \(slot) of \(write.document.id) is \(value), but"
            + " \(held.value) at \(node.name)")
      }
    }
  }

  /// Whether a document was created where nobody knew that another of its id had been, which was deleted and is forgotten.
  func isBesideForgotten(
    _ state: DocumentState, _ version: Version, _ key: DocumentKey, _ replica: Replica
  ) -> Bool {
    guard scenario.forgets, let creation = state.stamps[.createdAt]?.version else { return false }
    return log.wasCreated(by: creation, beside: version, of: key, forgets(replica))
  }

  /// A commit that was reported as failed may have survived a power cut all the same: nobody was promised that, or the contrary.
  private func adoptSurvivors(_ node: SimulatedNode<Disk>, of replica: ReplicaID) {
    let last = log.writes[replica]?.last?.version.timestamp ?? .zero
    var survivors: [Timestamp: [DocumentKey: [(Int, Value)]]] = [:]
    for (index, type) in node.lens.types.enumerated() {
      guard let type else { continue }
      forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
        for slot in 0..<type.slotCount {
          guard let (stamp, value) = type.slot(slot, of: state),
            stamp.version.replica == replica, stamp.version.timestamp > last
          else { continue }
          let key = DocumentKey(type: index, id: state.id)
          survivors[stamp.version.timestamp, default: [:]][key, default: []].append((slot, value))
        }
      }
    }
    for (timestamp, documents) in survivors.sorted(by: { $0.key < $1.key }) {
      for (key, slots) in documents {
        let version = Version(timestamp: timestamp, replica: replica)
        log.add(LoggedWrite(version: version, document: key, slots: slots))
      }
    }
  }

  /// The documents of a type at a node, in an order.
  func forEachDocument(
    of type: LensType, at node: SimulatedNode<Disk>, in store: Disk.Base,
    _ order: Scan.Order, _ body: (DocumentState) -> Void
  ) {
    do throws(StoreError) {
      var batch = ChangeBatch()
      let scan = Scan(type: type.number, order: order)
      _ = try store.snapshot().scan(scan, into: &batch) { _ in .next }
      for row in batch.rows {
        guard let state = batch.state(of: row) else {
          return fail(.harmony, nodes: [node.index], "\(node.name) holds a malformed row")
        }
        body(state)
      }
    } catch {
      fail(.harmony, nodes: [node.index], "\(node.name) can't be read: \(error.message)")
    }
  }
}
