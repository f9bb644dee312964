import Documents
import Replication

/// Who has merged what, by the simulator's own account: pages carry along what their senders had merged of each row, stores tell
/// which rows were merged, and each write has in its past what its node had merged by then.
extension Simulation {
  /// Whether the account is kept.
  var keepsHistory: Bool { scenario.checkers.contains(.conflictLog) }

  // MARK: Pages

  /// What the sender of a page had merged of its rows.
  func histories(of page: ChangePage, at node: SimulatedNode<Disk>) -> [RowHistory] {
    guard keepsHistory else { return [] }
    var result: [RowHistory] = []
    for row in page.changes.rows {
      guard let index = node.lens.index(of: row.type), let type = node.lens.types[index],
        let state = page.changes.state(of: row)
      else { continue }
      let key = DocumentKey(type: index, id: state.id)
      guard let entry = node.history.entry(key, at: row.sequence) else {
        isHistoryUnsure = true
        continue
      }
      result.append(
        RowHistory(document: key, versions: type.versions(of: state), merged: entry.merged))
    }
    return result
  }

  /// The histories of the pages in a batch that is being taken; to be called before anything else is done to the batch.
  func takeHistories(of batch: [Event], at node: SimulatedNode<Disk>) -> [RowHistory] {
    guard keepsHistory else { return [] }
    var result: [RowHistory] = []
    for case .received(let link, .page(_, let page)) in batch {
      if let rows = node.arrived[link]?.first {
        node.arrived[link]?.removeFirst()
        result += rows
      } else if !page.changes.isEmpty {
        isHistoryUnsure = true
      }
    }
    return result
  }

  // MARK: Commits

  /// Takes note of what a batch has merged and written.
  func noteHistory(
    _ node: SimulatedNode<Disk>, _ actions: [Action], pages: [RowHistory]
  ) {
    guard let journal = node.journal, let replica = node.replica else { return }
    let operations = journal.take()
    guard !operations.isEmpty else { return }
    let lens = Lens(scenario.model, replica.catalog)
    let seen = clientsKnowledge(actions, replica.id)
    var rows = Dictionary(grouping: pages, by: \.document)
    var merging: [DocumentKey: [(versions: [Version?], merged: [WriteSet])]] = [:]
    for operation in operations {
      switch operation {
      case .removed(let id, let number):
        if let index = lens.index(of: number) {
          node.history.remove(DocumentKey(type: index, id: id))
        }
      case .merged(let state, let number):
        guard let index = lens.index(of: number), let type = lens.types[index] else { continue }
        let key = DocumentKey(type: index, id: state.id)
        let versions = type.versions(of: state)
        guard let merged = take(versions, from: &rows[key]) else {
          isHistoryUnsure = true
          continue
        }
        merging[key, default: []].append((versions, merged))
      case .inserted(let state, let number, let sequence):
        guard let index = lens.index(of: number), let type = lens.types[index] else {
          node.history.pass(sequence)
          continue
        }
        let key = DocumentKey(type: index, id: state.id)
        let versions = type.versions(of: state)
        let merged = take(versions, from: &rows[key])
        if merged == nil { isHistoryUnsure = true }
        keep(
          state, key, type, sequence, with: merged.map { [(versions, $0)] } ?? [], nil, at: node)
      case .put(let state, let number, let sequence):
        guard let index = lens.index(of: number), let type = lens.types[index] else {
          node.history.pass(sequence)
          continue
        }
        let key = DocumentKey(type: index, id: state.id)
        keep(
          state, key, type, sequence, with: merging.removeValue(forKey: key) ?? [], seen, at: node)
      }
    }
  }

  /// A row's history: the first with these versions.
  private func take(_ versions: [Version?], from rows: inout [RowHistory]?) -> [WriteSet]? {
    guard let place = rows?.firstIndex(where: { $0.versions == versions }) else { return nil }
    return rows?.remove(at: place).merged
  }

  /// What clients said that they had seen, by the timestamp of the write that came of it.
  private func clientsKnowledge(
    _ actions: [Action], _ id: ReplicaID
  ) -> [Timestamp: Knowledge] {
    var result: [Timestamp: Knowledge] = [:]
    for case .reply(let request, let outcome) in actions {
      switch outcome {
      case .applied(let view), .merged(let view, _, _):
        // A later request of the batch that changed nothing is answered with the same version.
        guard let timestamp = view.version?[id], result[timestamp] == nil else { continue }
        result[timestamp] = requests[request]?.mutation.base?.version ?? Knowledge()
      case .conflict, .alreadyExists, .notFound, .invalid, .unavailable: break
      }
    }
    return result
  }

  /// A state is stored, with what was merged into it. What has a version that nobody has written yet is the node's own write;
  /// `seen` is what clients had seen, nil where there can't be such a write.
  private func keep(
    _ state: DocumentState, _ key: DocumentKey, _ type: LensType, _ sequence: SequenceNumber,
    with rows: [(versions: [Version?], merged: [WriteSet])], _ seen: [Timestamp: Knowledge]?,
    at node: SimulatedNode<Disk>
  ) {
    let none = Array(repeating: WriteSet(), count: type.slotCount)
    var entry =
      node.history.current(key)
      ?? MergeHistory.Entry(sequence: sequence, merged: none, held: none)
    entry.sequence = sequence
    for slot in 0..<type.slotCount {
      let slotKey = SlotKey(document: key, slot: slot)
      for row in rows {
        entry.merged[slot].formUnion(row.merged[slot])
        if let number = row.versions[slot].flatMap({ slotWrites[slotKey]?.number(of: $0) }) {
          entry.held[slot].insert(number)
          entry.merged[slot].insert(number)
        }
      }
      guard let (stamp, value) = type.slot(slot, of: state),
        slotWrites[slotKey]?.number(of: stamp.version) == nil
      else { continue }
      guard let seen else {
        isHistoryUnsure = true
        continue
      }
      var past = entry.merged[slot]
      if let knowledge = seen[stamp.version.timestamp], let writes = slotWrites[slotKey] {
        past.formUnion(writes.seen(in: knowledge))
      }
      let number = slotWrites[slotKey]?.all.count ?? 0
      slotWrites[slotKey, default: SlotWrites()].add(
        SlotWrites.Write(version: stamp.version, value: value, past: past))
      entry.merged[slot] = past
      entry.merged[slot].insert(number)
      entry.held[slot].insert(number)
    }
    node.history.add(entry, of: key)
  }

  /// A node starts on what its disk has left.
  func restartHistory(_ node: SimulatedNode<Disk>, at sequence: SequenceNumber) {
    guard keepsHistory else { return }
    // A commit that was reported as failed may have survived: nobody saw what it merged.
    if sequence > node.history.last { isHistoryUnsure = true }
    node.history.truncate(to: sequence)
    node.arrived = [:]
    _ = node.journal?.take()
  }
}

extension LensType {
  /// The versions of a document's slots.
  func versions(of state: DocumentState) -> [Version?] {
    (0..<slotCount).map { slot($0, of: state)?.stamp.version }
  }
}
