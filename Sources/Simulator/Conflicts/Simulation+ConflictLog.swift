import Documents
import Replication

/// The checker `conflict-log`: in the end every node lists the same lost writes, each once; none is missing that a living node held,
/// none is listed that was not lost.
extension Simulation {
  /// A record as a node holds it.
  private struct HeldRecord: Equatable {
    let state: DocumentState
    let record: ConflictRecord
  }

  /// What identifies the loss that a record is about.
  private struct Loss: Hashable {
    let type: String
    let document: DocumentID
    let field: String
    let losing: Version
  }

  /// Compares the logs of all living nodes, and one of them with what has happened.
  func checkConflictLogs() {
    guard keepsHistory, failure == nil else { return }
    let living = nodes.filter { $0.replica != nil }
    guard let first = living.first, let held = records(at: first) else { return }
    for node in living.dropFirst() {
      guard let others = records(at: node) else { return }
      if let difference = difference(held, others) {
        return fail(
          .conflictLog, nodes: [first.index, node.index], document: difference.record.document,
          "\(first.name) and \(node.name) have different conflict logs: \(difference.state.id) is"
            + " not the same")
      }
    }
    guard !isHistoryUnsure else { return mark(.historyUnsure) }
    var listed: Set<Loss> = []
    for one in held {
      let loss = Loss(
        type: one.record.type, document: one.record.document, field: one.record.field,
        losing: one.record.losing)
      if !listed.insert(loss).inserted {
        return fail(
          .conflictLog, nodes: [first.index], document: loss.document,
          "\(first.name) lists the loss of \(loss.losing) in \(loss.field) of \(loss.document)"
            + " twice")
      }
      if let problem = problem(with: one.record) {
        return fail(
          .conflictLog, nodes: [first.index], document: one.record.document,
          "\(first.name) lists \(one.record.losing) in \(one.record.field) of"
            + " \(one.record.document) as lost to \(one.record.winning), but \(problem)")
      }
    }
    checkNothingIsSilent(held.map(\.record), listed, living)
  }

  /// In what the conflict logs of nodes differ; nil where all list the same.
  func logDivergence(_ living: [SimulatedNode<Disk>]) -> String? {
    guard let first = living.first, let held = records(at: first) else { return nil }
    for node in living.dropFirst() {
      guard let others = records(at: node), let difference = difference(held, others) else {
        continue
      }
      let versions = [held, others].map { records in
        records.first { $0.state.id == difference.state.id }
          .map { "at \($0.state.stamps.greatestVersion)" } ?? "missing"
      }
      return "the conflict logs of \(first.name) and \(node.name) differ: \(difference.state.id) is"
        + " \(versions[0]) and \(versions[1])"
    }
    return nil
  }

  private func records(at node: SimulatedNode<Disk>) -> [HeldRecord]? {
    guard let bound = node.replica?.model.type(named: BuiltInType.conflict.rawValue) else {
      return nil
    }
    let type = LensType(
      name: bound.model.name, number: bound.number, merge: .field, fields: bound.fields)
    var result: [HeldRecord] = []
    forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
      guard let record = ConflictRecord(values: bound.fields.map { state[$0] }) else {
        return fail(
          .conflictLog, nodes: [node.index],
          "\(node.name) has a conflict record \(state.id) that can't be read")
      }
      result.append(HeldRecord(state: state.withoutMerged, record: record))
    }
    return result
  }

  private func difference(_ one: [HeldRecord], _ other: [HeldRecord]) -> HeldRecord? {
    // Field numbers may differ from node to node; what the record says and its version must not.
    func parts(_ held: HeldRecord) -> (DocumentID, ConflictRecord, Version, Timestamp) {
      (held.state.id, held.record, held.state.stamps.greatestVersion, held.state.createdAt)
    }
    for (mine, theirs) in zip(one, other) where parts(mine) != parts(theirs) { return mine }
    if one.count != other.count { return (one.count > other.count ? one : other).last }
    return nil
  }

  // MARK: Nothing is invented

  /// Why a record is not justified by what has happened; nil if it is.
  private func problem(with record: ConflictRecord) -> String? {
    guard let index = scenario.model.index(ofType: record.type) else { return "no type is that" }
    let type = scenario.model.types[index]
    let key = DocumentKey(type: index, id: record.document)
    guard let slot = slot(named: record.field, of: type),
      let writes = slotWrites[SlotKey(document: key, slot: slot)],
      let losing = writes.number(of: record.losing)
    else { return "nobody wrote that" }
    if record.winning == .forgottenDeletion {
      let isGone =
        discarded[record.losing] != nil
        || log.wasDeleted(key, unseenBy: record.losing) { _ in true }
      return isGone ? nil : "the document is there, or was deleted later"
    }
    // What clocks that were ahead had written is written anew, and the past of these writes with it.
    if isFromFuture(record.losing) || isFromFuture(record.winning) { return nil }
    guard let winning = writes.number(of: record.winning), record.winning > record.losing else {
      return "no greater write was made at that version"
    }
    if writes.had(winning, merged: losing) { return "the writer of the winner had merged it" }
    let value = writes.all[losing].value
    if writes.all[winning].value == value { return "the values are the same" }
    let isField = slot >= Slot.firstField
    let text = JSONForm.text(
      of: value, type: isField ? type.fields[slot - Slot.firstField].type.catalogName : "Boolean")
    // A replica that was put back may have written twice at one version.
    if text != record.value, !putBack.contains(record.losing.replica) {
      return "its value was \(text), and \(record.value) is listed"
    }
    if slot == Slot.deleted.index, (record.contents == nil) != (value == .bool(true)) {
      return "the document's values are \(record.contents ?? "not kept")"
    }
    return nil
  }

  private func slot(named field: String, of type: TypeModel) -> Int? {
    field == "_deleted"
      ? Slot.deleted.index : type.index(ofField: field).map { $0 + Slot.firstField }
  }

  // MARK: Nothing is silent

  /// Each write that a living node held, that no later write of the slot had merged, and whose value is not the present one, is
  /// listed. So is, in its stead, a write with the same value; and nothing is, where a greater write with the same value was replaced
  /// by somebody who had merged that: losing to an equal value loses nothing.
  private func checkNothingIsSilent(
    _ records: [ConflictRecord], _ listed: Set<Loss>, _ living: [SimulatedNode<Disk>]
  ) {
    for (key, writes) in slotWrites.sorted(by: { $0.key < $1.key })
    where key.slot != Slot.createdAt.index {
      let type = scenario.model.types[key.document.type]
      let field =
        key.slot == Slot.deleted.index
        ? "_deleted" : type.fields[key.slot - Slot.firstField].name
      guard let present = present(key, writes, at: living[0]) else { continue }
      for (number, write) in writes.all.enumerated()
      where number != present && write.version < writes.all[present].version
        && write.value != writes.all[present].value && !excused.contains(write.version)
      {
        guard living.contains(where: { isHeld(number, key, by: $0) }), !writes.isReplaced(number),
          !isOfTwoPasts(write.version, writes.all[present].version)
        else { continue }
        mark(.lossExpected)
        let isListed = writes.all.enumerated().contains { place, other in
          guard other.value == write.value else { return false }
          let loss = Loss(
            type: type.name, document: key.document.id, field: field, losing: other.version)
          return listed.contains(loss)
            || other.version > write.version && writes.isReplaced(place)
        }
        if !isListed {
          return fail(
            .conflictLog, nodes: living.map(\.index), document: key.document.id,
            "\(field) of \(type.name) \(key.document.id) lost \(write.value) at"
              + " \(write.version) to \(writes.all[present].value) at"
              + " \(writes.all[present].version), whose writer had not seen it, and no node lists"
              + " that")
        }
      }
    }
  }

  /// Whether two writes are of one replica that was put back between them: who sees the later takes it for a successor of the earlier.
  private func isOfTwoPasts(_ losing: Version, _ winning: Version) -> Bool {
    putBack.contains(losing.replica) && losing.replica == winning.replica
  }

  /// The write that a node holds now.
  private func present(
    _ key: SlotKey, _ writes: SlotWrites, at node: SimulatedNode<Disk>
  ) -> Int? {
    guard let versions = node.held[key.document], versions.indices.contains(key.slot) else {
      return nil
    }
    return versions[key.slot].flatMap(writes.number)
  }

  private func isHeld(_ number: Int, _ key: SlotKey, by node: SimulatedNode<Disk>) -> Bool {
    guard let entry = node.history.current(key.document), entry.held.indices.contains(key.slot)
    else { return false }
    return entry.held[key.slot].contains(number)
  }
}
