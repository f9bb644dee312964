import Documents
import Replication

/// What becomes of writes: the log of all of them, and what clients are told.
extension Simulation {
  /// A client gets its answer, and remembers what it was told of the document.
  func answer(_ request: RequestID, _ outcome: MutationOutcome, _ node: SimulatedNode<Disk>) {
    figures.answers += 1
    guard let asked = requests.removeValue(forKey: request) else { return }
    if now - max(asked.time, node.stalledUntil) > .seconds(30) {
      fail(
        .liveness, nodes: [node.index], document: asked.document.id,
        "\(node.name) took \(now - asked.time) to answer a write of \(asked.document.id)")
    }
    var view: DocumentView?
    switch outcome {
    case .applied(let told): view = told
    case .merged(let told, _, _):
      mark(.merged)
      view = told
    case .conflict(let info):
      mark(.conflict)
      view = info.serverState
    case .alreadyExists(let told): view = told
    case .notFound: break
    case .unavailable(let why):
      mark(.writeUnavailable)
      excuseUnavailability(node, "can't write: \(why)")
    case .invalid(let why):
      // A base from a node whose clock is far ahead.
      if scenario.largestClockError < .seconds(2) {
        fail(.harmony, nodes: [node.index], "\(node.name) finds a good write senseless: \(why)")
      }
    }
    switch outcome {
    case .applied, .merged: break
    case .conflict, .alreadyExists, .notFound, .unavailable, .invalid:
      figures.refusals += 1
      note(.refusal, node.index, asked.document.id.text)
    }
    view = view.map { placed($0, of: asked.document, at: node) }
    if let view { remember(view, of: asked.document) }
    if let client = asked.client { hear(outcome, view, client, asked.document) }
  }

  private func remember(_ view: DocumentView, of key: DocumentKey) {
    var views = seen[key] ?? []
    if views.count >= 6 { views.removeFirst() }
    views.append(view)
    seen[key] = views
  }

  /// Notes what a batch has written, as its replies say and its stamps show. Returns whether it wrote anything.
  func noteWrites(_ node: SimulatedNode<Disk>, _ actions: [Action]) -> Bool {
    var hasWritten = false
    node.givenUp = actions.compactMap {
      if case .report(.newIdentity(let old, _, _)) = $0 { old } else { nil }
    }
    for case .reply(let request, let outcome) in actions {
      guard let asked = requests[request] else { continue }
      switch outcome {
      case .applied(let view), .merged(let view, _, _):
        if note(view, asked, node) { hasWritten = true }
      case .conflict, .alreadyExists, .notFound, .invalid, .unavailable: break
      }
      tell(nodes: [node.index], documents: [asked.document.id.text]) {
        "\(node.name): \(asked.mutation.kind) \(asked.mutation.type) \(asked.document.id)"
          + " (\(asked.mutation.strategy.rawValue)) → \(describe(outcome))"
      }
    }
    return hasWritten
  }

  /// Adds a write to the log, if the view that its client is given has a version that is new for the replica.
  private func note(
    _ view: DocumentView, _ asked: ClientRequest, _ node: SimulatedNode<Disk>
  ) -> Bool {
    // A batch in which the node went on under a new ReplicaID may have written under both.
    guard let replica = node.replica,
      let version = ([replica.id] + node.givenUp).compactMap({ id -> Version? in
        let timestamp = view.version?[id] ?? .zero
        return timestamp > .zero ? Version(timestamp: timestamp, replica: id) : nil
      }).max()
    else { return false }
    let key = asked.document
    let isLater =
      version.timestamp > (log.writes[version.replica]?.last?.version.timestamp ?? .zero)
    // Two processes of one replica write side by side until they are told apart, now and then one document at one version.
    guard isLater || putBack.contains(version.replica) else {
      if !log.has(version, of: key) {
        fail(
          .timestamps, nodes: [node.index], document: key.id,
          "\(node.name) wrote at \(version), which is not after its write before")
      }
      return false
    }
    let lens = Lens(model, replica.catalog)
    let stored = lens.types[key.type].flatMap { type in
      node.disk.withoutFaults { try? $0.store.base.document(key.id, type: type.number) }
    }
    guard let type = lens.types[key.type], let stored else {
      fail(
        .acknowledgedWrites, nodes: [node.index], document: key.id,
        "\(node.name) answered a write of \(key.id), but has no such document")
      return false
    }
    checkStamps(asked, placed(view, of: key, at: node), version, stored.state, type, node)
    let slots = (0..<type.slotCount).compactMap { slot -> (slot: Int, value: Value)? in
      guard let written = type.slot(slot, of: stored.state), written.stamp.version == version
      else { return nil }
      return (slot, written.value)
    }
    if !isLater, log.has(version, of: key, with: slots) { return false }
    figures.writes += 1
    meter(version, writtenBy: node)
    hash.mix(version.timestamp.bits)
    note(.write, node.index, key.id.text)
    markWrite(stored.state, version, slots.map(\.slot), node)
    log.add(
      LoggedWrite(
        version: version, document: key, slots: slots, knowledge: replica.knowledge))
    return true
  }

  /// What was answered as written is stamped so, or later: the same batch may have brought a greater version.
  private func checkStamps(
    _ asked: ClientRequest, _ view: DocumentView, _ version: Version, _ state: DocumentState,
    _ type: LensType, _ node: SimulatedNode<Disk>
  ) {
    let fields = model.types[asked.document.type].fields
    for assignment in asked.mutation.fields
    where asked.isFirst && FieldValues.areUnique(fields[assignment.field])
      && view.values[assignment.field] == assignment.value
    {
      let stamp = type.slot(Slot.firstField + assignment.field, of: state)?.stamp
      if stamp.map({ $0.version < version }) ?? true, !isRepeated(assignment, asked) {
        fail(
          .acknowledgedWrites, nodes: [node.index], document: asked.document.id,
          "\(node.name) answered that field \(assignment.field) of \(asked.document.id) was written"
            + " at \(version), but stamped it \(stamp?.version.description ?? "not at all")")
      }
    }
  }

  /// Whether a value may have been the document's before.
  private func isRepeated(_ assignment: FieldAssignment, _ asked: ClientRequest) -> Bool {
    guard let own = asked.mutation.fields.firstIndex(of: assignment) else { return true }
    // The repeated value, if there is one, stands last.
    return asked.mutation.kind == .update && own == asked.mutation.fields.count - 1
  }

  private func markWrite(
    _ state: DocumentState, _ version: Version, _ slots: [Int], _ node: SimulatedNode<Disk>
  ) {
    if slots.contains(Slot.createdAt.index),
      state.stamps[.createdAt]?.seen.isEmpty == false
    {
      mark(.revived)
    }
  }
}
