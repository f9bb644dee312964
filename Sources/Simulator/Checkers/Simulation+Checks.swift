import Documents
import Replication

extension Simulation {
  /// After each commit: the knowledge has not gone back, and what it newly covers is held.
  func checkCommit(_ node: SimulatedNode<Disk>) {
    guard let replica = node.replica else { return }
    let knowledge = replica.knowledge
    guard knowledge != node.knowledge else { return }
    if !knowledge.covers(node.knowledge) {
      fail(
        .knowledgeMonotone, nodes: [node.index],
        "\(node.name) knew \(node.knowledge), now \(knowledge)")
    }
    node.knowledge = knowledge
    checkClaims(node, replica)
  }

  /// After a start: with full durability nothing is lost, and what is claimed is held in any case.
  func checkRestart(_ node: SimulatedNode<Disk>, _ replica: Replica) {
    if scenario.durability == .full, !replica.knowledge.covers(node.knowledge) {
      fail(
        .knowledgeMonotone, nodes: [node.index],
        "\(node.name) knew \(node.knowledge) before its crash, now \(replica.knowledge)")
    }
    node.knowledge = replica.knowledge
    node.verified = [:]
    checkClaims(node, replica)
  }

  /// Every write that the knowledge covers is held, or a greater one is in its place. What was found held before is passed over:
  /// it can only be lost by a fault that the last look at the documents finds.
  func checkClaims(_ node: SimulatedNode<Disk>, _ replica: Replica) {
    for entry in replica.knowledge.entries {
      guard let writes = log.writes[entry.replica] else { continue }
      var next = node.verified[entry.replica] ?? 0
      while next < writes.count, writes[next].version.timestamp <= entry.timestamp {
        check(writes[next], isHeldBy: node, replica)
        next += 1
      }
      node.verified[entry.replica] = next
    }
  }

  private func check(
    _ write: LoggedWrite, isHeldBy node: SimulatedNode<Disk>, _ replica: Replica
  ) {
    let type = replica.model.types[write.document.type]
    let stored = try? node.disk.store.base.document(write.document.id, type: type.number)
    for (slot, value) in write.slots {
      let held = stored.flatMap { WriteLog.slot(slot, of: $0.state, type) }
      guard let (stamp, present) = held, stamp.version >= write.version else {
        return fail(
          .claims, nodes: [node.index], document: write.document.id,
          "\(node.name) claims to know \(write.version), but slot \(slot) of \(type.model.name)"
            + " \(write.document.id) is there "
            + (held.map { "at \($0.0.version)" } ?? "not at all"))
      }
      if stamp.version == write.version, present != value {
        return fail(
          .oneContent, nodes: [node.index], document: write.document.id,
          "\(write.version) of slot \(slot) of \(type.model.name) \(write.document.id) is \(value),"
            + " but \(present) at \(node.name)")
      }
    }
  }

  /// In the end: every node holds exactly what a plain merge of all writes gives, and so all hold the same.
  func checkDocuments() {
    for node in nodes {
      guard let replica = node.replica else { continue }
      node.verified = [:]
      checkClaims(node, replica)
      checkAgainstReference(node, replica)
      if node.index > 0 { compare(node, nodes[0], replica) }
    }
  }

  private func checkAgainstReference(_ node: SimulatedNode<Disk>, _ replica: Replica) {
    var count = 0
    for (index, type) in replica.model.types.enumerated() {
      forEachDocument(of: type, at: node) { state in
        count += 1
        let reference = log.reference[DocumentKey(type: index, id: state.id)]
        for slot in 0..<max(type.fields.count + 2, state.stamps.slotCount) {
          let here = WriteLog.slot(slot, of: state, type)
          let wanted = reference?.slots[slot]
          if here?.0.version != wanted?.version || here?.1 != wanted?.value {
            fail(
              .acknowledgedWrites, nodes: [node.index], document: state.id,
              "slot \(slot) of \(type.model.name) \(state.id) is"
                + " \(here.map { "\($0.1) at \($0.0.version)" } ?? "absent") at \(node.name), and"
                + " \(wanted.map { "\($0.value) at \($0.version)" } ?? "absent") by the log of writes"
            )
          }
        }
      }
    }
    if count < log.reference.count {
      fail(
        .acknowledgedWrites, nodes: [node.index],
        "\(node.name) holds \(count) documents, and \(log.reference.count) were written")
    }
  }

  private func compare(
    _ node: SimulatedNode<Disk>, _ other: SimulatedNode<Disk>, _ replica: Replica
  ) {
    for type in replica.model.types {
      let here = documents(of: type, at: node)
      let there = documents(of: type, at: other)
      guard here != there else { continue }
      let different = zip(here, there).first { $0 != $1 }
      fail(
        .convergence, nodes: [node.index, other.index], document: different?.0.id,
        "\(node.name) and \(other.name) hold different \(type.model.plural):"
          + " \(here.count) and \(there.count)"
          + (different.map { ", the first \($0.0.id) and \($0.1.id)" } ?? ""))
    }
  }

  private func documents(of type: BoundType, at node: SimulatedNode<Disk>) -> [DocumentState] {
    var states: [DocumentState] = []
    forEachDocument(of: type, at: node) { states.append($0) }
    return states
  }

  /// The documents of a type at a node, in order of their ids.
  func forEachDocument(
    of type: BoundType, at node: SimulatedNode<Disk>, _ body: (DocumentState) -> Void
  ) {
    do throws(StoreError) {
      var batch = ChangeBatch()
      let scan = Scan(type: type.number, order: .byID(after: nil))
      _ = try node.disk.store.base.snapshot().scan(scan, into: &batch) { _ in .next }
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
