import Documents
import Replication

/// Nodes that go on under a new ReplicaID while they run, and what they write anew under it.
extension Simulation {
  /// Notes a new ReplicaID, and whether there was a reason for it. Returns whether there is one.
  func noteIdentity(_ node: SimulatedNode<Disk>, _ actions: [Action]) -> Bool {
    guard let replica = node.replica else { return false }
    let isNew = node.replicaID != replica.id
    for case .report(.newIdentity(let old, _, let change)) in actions {
      let hasReason: Bool
      switch change {
      case .rolledBack:
        mark(.rolledBack)
        hasReason = node.wasPutBack || scenario.durability == .normal
        abandoned.insert(old)
        putBack.insert(old)
      case .cloned:
        mark(.twinTold)
        hasReason = scenario.faults[.twins] != nil
        putBack.insert(old)
      case .startsOver:
        mark(.startedOver)
        hasReason = mayStartOver(node)
        abandoned.insert(old)
      }
      node.knowledge = Knowledge()
      node.verified = [:]
      if !hasReason {
        fail(
          .harmony, nodes: [node.index],
          "\(node.name) goes on under a new ReplicaID without a reason: \(change)")
      }
    }
    node.replicaID = replica.id
    if actions.contains(where: \.endsFullCopy) {
      excuseDropped(node, replica)
      noteLost()
    }
    return isNew
  }

  /// Whether a node may have a reason to start over: somebody left the mesh, or a node has forgotten a deletion that it does not know
  /// of, or, if it is a partial one, does not know of what that has forgotten; of a node that is down nobody knows.
  private func mayStartOver(_ node: SimulatedNode<Disk>) -> Bool {
    let binding = node.scope.isPartial ? node.replica?.floor ?? Knowledge() : Knowledge()
    return nodes.contains { other in
      guard let replica = other.replica else { return true }
      return !node.knowledge.covers(replica.floor) || !replica.knowledge.covers(binding)
        || replica.members.contains { $0.state != .active }
    }
  }

  /// What a node wrote to documents that turned out to be gone, and nobody has any more, is not to be found in them: neither what it
  /// wrote itself, nor what others did who started over before it.
  private func excuseDropped(_ node: SimulatedNode<Disk>, _ replica: Replica) {
    let lens = Lens(model, replica.catalog)
    let own = (replica.former + [replica.id]).flatMap { log.writes[$0] ?? [] }
    for write in own where !replica.relinquished.covers(write.version) {
      guard let type = lens.types[write.document.type] else { continue }
      let stored = node.disk.withoutFaults {
        try? $0.store.base.document(write.document.id, type: type.number)
      }
      guard stored == .some(nil) || stored == nil else { continue }
      discarded[write.version] = write
    }
    let others = holders(but: node.index)
    for (version, write) in discarded where !dropped.contains(version) {
      guard !others.contains(where: { $0.has(write) }) else { continue }
      dropped.insert(version)
      mark(.dropped)
    }
  }

  /// A slot has a version of the node's own that no client asked for: it must be what an earlier incarnation wrote, written anew.
  func adoptRewritten(
    _ rewritten: [(version: Version, key: DocumentKey, slot: Int, value: Value)],
    _ node: SimulatedNode<Disk>
  ) {
    var writes: [Version: LoggedWrite] = [:]
    for (version, key, slot, value) in rewritten {
      let originals = log.writes.values.joined()
        .filter { $0.document == key && $0.slots.contains { $0.slot == slot && $0.value == value } }
        .map(\.origin)
      guard !originals.isEmpty || isAsked(value, of: slot, key) else {
        return fail(
          .acknowledgedWrites, nodes: [node.index], document: key.id,
          "\(node.name) wrote \(value) to slot \(slot) of \(key.id) at \(version), which nobody asked for"
        )
      }
      var write =
        writes[version]
        ?? LoggedWrite(
          version: version, document: key, slots: [],
          knowledge: node.replica?.knowledge ?? Knowledge())
      write.slots.append((slot, value))
      // Of equal values by a clock that was ahead it is none.
      let original = originals.filter { $0 < version }.max()
      write.original = [write.original, original].compactMap(\.self).max()
      writes[version] = write
    }
    for write in writes.values.sorted(by: { $0.version < $1.version }) {
      log.add(write)
      mark(.rewritten)
    }
  }

  /// Whether a client has asked for a value just now: the batch that wrote it may have written it anew at once.
  private func isAsked(_ value: Value, of slot: Int, _ key: DocumentKey) -> Bool {
    requests.values.contains { request in
      request.document == key
        && (slot < Slot.firstField
          || request.mutation.fields.contains {
            Slot.firstField + $0.field == slot && $0.value == value
          })
    }
  }
}

extension Action {
  /// Whether a full copy has ended.
  var endsFullCopy: Bool {
    if case .report(.fullCopyCompleted) = self { true } else { false }
  }
}
