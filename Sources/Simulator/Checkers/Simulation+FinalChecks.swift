import Documents
import Replication

/// What is looked at in the end, when all know the same and nobody writes.
extension Simulation {
  /// Every living node holds what a plain merge of all writes gives, and so all hold the same.
  func checkDocuments() {
    let reference = log.reference {
      !excused.contains($0.version) && !dropped.contains($0.version)
    }
    figures.marks[.equalTimestamps] += reference.ties
    let living = fullFirst(nodes.filter { $0.replica != nil })
    for node in living {
      lookAtAll(node)
      checkScope(node)
      checkAgainst(reference, node)
      checkIncompatibilities(node)
      if let problem = node.disk.problem() {
        fail(.integrity, nodes: [node.index], "the files of \(node.name) are damaged: \(problem)")
      }
    }
    for node in living.dropFirst() {
      if let difference = difference(node, living[0]) {
        fail(
          .convergence, nodes: [node.index, living[0].index], document: difference.document,
          "\(node.name) and \(living[0].name) hold different documents: \(difference.what)")
      }
    }
    checkConflictLogs()
  }

  /// A node says of each name by which it has heard of something else than its schema means, and of no other.
  private func checkIncompatibilities(_ node: SimulatedNode<Disk>) {
    guard let replica = node.replica else { return }
    var wanted: Set<String> = []
    for (index, known) in node.lens.types.enumerated() {
      guard let known else { continue }
      let own = schemas[node.schema].model.types.first { $0.name == known.name }
      guard let own else { continue }
      if own.merge != known.merge { wanted.insert(known.name) }
      guard let place = schemas[node.schema].types[index] else { continue }
      for (field, number) in known.fields.enumerated() where number != nil {
        let name = model.types[index].fields[field].name
        if place.fields[field] == nil, own.fields.contains(where: { $0.name == name }) {
          wanted.insert("\(known.name).\(name)")
        }
      }
    }
    let named = Set(replica.incompatibilities.map { $0.type + ($0.field.map { ".\($0)" } ?? "") })
    if named != wanted {
      fail(
        .harmony, nodes: [node.index],
        "\(node.name) says that \(named.sorted()) are incompatible, and \(wanted.sorted()) are")
    }
  }

  private func checkAgainst(_ reference: WriteLog.Reference, _ node: SimulatedNode<Disk>) {
    var held: Set<DocumentKey> = []
    for (index, type) in node.lens.types.enumerated() {
      guard let type, holds(node, index) else { continue }
      forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
        let wanted = reference.documents[DocumentKey(type: index, id: state.id)]
        held.insert(DocumentKey(type: index, id: state.id))
        for slot in 0..<type.slotCount {
          let here = type.slot(slot, of: state)
          if let here, isFromFuture(here.stamp.version) {
            return fail(
              .clockBound, nodes: [node.index], document: state.id,
              "slot \(slot) of \(type.name) \(state.id) still is from the future at \(node.name), at"
                + " \(here.stamp.version)")
          }
          if let here, excused.contains(here.stamp.version) || dropped.contains(here.stamp.version)
          {
            // Only the dead claimed to know it, but some page of theirs has arrived, or an older copy of a disk has brought it back.
            continue
          }
          let wanted = wanted?[slot]
          guard here?.stamp.version != wanted?.version || here?.value != wanted?.value else {
            continue
          }
          let key = DocumentKey(type: index, id: state.id)
          if let wanted, here == nil, let replica = node.replica,
            log.wasDeleted(key, after: wanted.version, forgets(replica))
          {
            // Who created it anew after a deletion that is forgotten need not know of the field.
            continue
          }
          if let wanted, let replica = node.replica,
            isBesideForgotten(
              state, wanted.version, key, replica)
          {
            continue
          }
          fail(
            .acknowledgedWrites, nodes: [node.index], document: state.id,
            "slot \(slot) of \(type.name) \(state.id) is"
              + " \(here.map { "\($0.value) at \($0.stamp.version)" } ?? "absent") at \(node.name),"
              + " and \(wanted.map { "\($0.value) at \($0.version)" } ?? "absent") by the log of"
              + " writes")
        }
      }
    }
    let floor = node.replica?.floor ?? Knowledge()
    let missing = reference.documents.filter { key, slots in
      guard holdsAll(node, key.type), !held.contains(key) else { return false }
      // What was deleted may be forgotten.
      if let deleted = slots[Slot.deleted.index], deleted.value == .bool(true) {
        return !floor.covers(deleted.version)
          && !log.wasDeleted(key, after: nil, floor.covers)
      }
      // A deletion of which nobody knows any more may have been taken up by others before.
      let last = slots.values.map(\.version).max()
      if let last, let replica = node.replica,
        log.wasDeleted(key, unseenBy: last, forgets(replica))
      {
        return false
      }
      return !log.wasDeleted(key, after: last) { excused.contains($0) || dropped.contains($0) }
    }
    if let first = missing.keys.min(by: { ($0.type, $0.id) < ($1.type, $1.id) }),
      let slots = missing[first]
    {
      let deleted = slots[Slot.deleted.index]
      fail(
        .acknowledgedWrites, nodes: [node.index], document: first.id,
        "\(node.name) lacks \(missing.count) of \(reference.documents.count) documents; the first is"
          + " \(model.types[first.type].name) \(first.id), written last at"
          + " \(slots.values.map(\.version).max()?.description ?? "no time"), deleted:"
          + " \(deleted.map { "\($0.value) at \($0.version)" } ?? "never")")
    }
  }

  /// In which document two nodes differ first, and how; nil where they hold the same.
  func difference(
    _ one: SimulatedNode<Disk>, _ other: SimulatedNode<Disk>
  ) -> (document: DocumentID?, what: String)? {
    for index in model.types.indices where areComparable(one, other, type: index) {
      // What one holds by a filter, that the other has, too.
      let filters = [one, other].compactMap { $0.filters[index] }
      let here = slots(
        ofType: index, at: one, matching: mayKeep(one, index) ? filters : [])
      let there = slots(
        ofType: index, at: other, matching: mayKeep(other, index) ? filters : [])
      guard here.count == there.count else {
        let difference = Set(here.map(\.id)).symmetricDifference(there.map(\.id)).min()
        let counts = "\(here.count) and \(there.count) of type \(model.types[index].name)"
        return (difference, counts + (difference.map { "; just one has \($0)" } ?? ""))
      }
      for (mine, theirs) in zip(here, there) where mine != theirs {
        return (mine.id, "the first is \(mine.id), \(mine.summary) and \(theirs.summary)")
      }
    }
    return nil
  }

  /// A document as two nodes are compared by: its slots with all of their stamps, but for what each node has merged since.
  private struct ComparedDocument: Equatable {
    let id: DocumentID
    let slots: [Slot]

    struct Slot: Equatable {
      let stamp: Stamp
      let value: Value
    }

    /// What stands in its slots, in a few words.
    var summary: String {
      slots.map { "\($0.value) at \($0.stamp.version) seeing \($0.stamp.seen)" }
        .joined(separator: ", ")
    }
  }

  /// The documents of a type that match filters.
  private func slots(
    ofType index: Int, at node: SimulatedNode<Disk>, matching filters: [ScopeFilter]
  ) -> [ComparedDocument] {
    guard let type = node.lens.types[index] else { return [] }
    let evaluators = filters.map { $0.evaluator(for: node.lens.catalog[type.number]) }
    var documents: [ComparedDocument] = []
    forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
      // Nodes forget what was deleted each in its time.
      if scenario.forgets, state.isDeleted { return }
      guard evaluators.allSatisfy({ $0.matches(state) }) else { return }
      documents.append(
        ComparedDocument(
          id: state.id,
          slots: (0..<type.slotCount).compactMap { slot in
            type.slot(slot, of: state).map {
              ComparedDocument.Slot(stamp: $0.stamp.withoutMerged, value: $0.value)
            }
          }))
    }
    return documents
  }

  // MARK: What only the dead knew

  /// The writes of replicas that are gone for ever which no living node knows.
  func findExcused() {
    excused = lost
    // What was written by clocks that were ahead was written anew by the repairs, and each of them was looked at.
    for write in log.writes.values.joined() where isFromFuture(write.version) {
      excused.insert(write.version)
    }
    // Of a replica that was put back it is known which writes were lost; unless those who had them are dead.
    let hasDead = nodes.contains(where: \.isDead)
    let living = hasDead ? holders().filter { !$0.node.isDead } : []
    for replica in abandoned.sorted() where hasDead || !putBack.contains(replica) {
      for write in log.writes[replica] ?? [] {
        let isKnown = nodes.contains {
          $0.replica?.keptKnowledge.covers(write.version) ?? false
            && holdsAll($0, write.document.type)
        }
        let isLost = putBack.contains(replica) && !living.contains { $0.has(write) }
        if !isKnown || isLost { excused.insert(write.version) }
      }
    }
    figures.marks[.excused] += excused.count
  }

  /// What a replica takes for forgotten: what its floor covers, and what was written by a clock that was ahead. (That may have been
  /// deleted and forgotten before the repair.)
  func forgets(_ replica: Replica) -> (Version) -> Bool {
    { [self] in replica.floor.covers($0) || isFromFuture($0) }
  }

  /// Whether a version is further ahead than the most that clocks may be. All clocks are set right by then.
  func isFromFuture(_ version: Version) -> Bool {
    scenario.faults[.clockAhead] != nil
      && version.timestamp.milliseconds
        > SimulatedClock.epoch + now.milliseconds + Self.maximumClockDrift
        + scenario.clocks.skew.milliseconds
  }

  /// Every write that reached a node which still runs was answered.
  func checkAnswers() {
    for (_, asked) in requests.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      fail(
        .liveness, nodes: [asked.node], document: asked.document.id,
        "\(nodes[asked.node].name) never answered a write of \(asked.document.id) that came at"
          + " \(asked.time)")
    }
  }
}
