import Documents
import Replication

extension Simulation {
  /// A client writes: what, where, and with which knowledge is drawn for the write's number.
  func write(_ index: Int) {
    guard phase == .chaos else { return }
    var burst = KeyedRandom(seed: seed, .burst, UInt64(index / scenario.workload.burst))
    _ = burst.next()  // The first number was for the time.
    let node = nodes[burst.below(nodes.count)]
    var random = KeyedRandom(seed: seed, .write, UInt64(index))
    guard node.replica != nil else { return }
    let key = pickDocument(&random)
    let type = scenario.model.types[key.type]
    let base = base(for: key, at: node, &random)
    let kind: Mutation.Kind
    let draw = random.fraction()
    switch base {
    case nil: kind = draw < 0.9 ? .create : draw < 0.95 ? .update : .delete
    case let base? where base.isDeleted == true: kind = draw < 0.5 ? .create : .update
    case _?: kind = draw < 0.05 ? .create : draw < 0.85 ? .update : .delete
    }
    var mutation = Mutation(
      kind: kind, type: type.name, id: key.id,
      fields: kind == .delete ? [] : fields(of: type, index, kind, &random), base: nil,
      strategy: random.pick(ConflictStrategy.allCases))
    if kind != .create {
      let usesVersion = random.chance(0.5)
      mutation.base = MutationBase(
        updatedAt: base?.updatedAt ?? 0, version: usesVersion ? base?.version : nil)
    }
    if kind == .update, let base, random.chance(0.1) {
      let field = random.below(type.fields.count)
      mutation.fields.removeAll { $0.field == field }
      mutation.fields.append(FieldAssignment(field: field, value: base.values[field] ?? .null))
    }
    if random.chance(scenario.workload.retryShare) {
      retries[index] = mutation
      queue.add(.retry(index), at: now + random.time(.milliseconds(1), .seconds(2)))
    }
    submit(mutation, key, to: node, isFirst: true)
  }

  /// A client that got no answer, or lost it, sends the same once more, perhaps to another node.
  func retry(_ index: Int) {
    guard phase == .chaos, let mutation = retries.removeValue(forKey: index),
      let id = mutation.id, let type = scenario.model.index(ofType: mutation.type)
    else { return }
    var random = KeyedRandom(seed: seed, .write, UInt64(index), 1)
    let node = nodes[random.below(nodes.count)]
    guard node.replica != nil else { return }
    submit(mutation, DocumentKey(type: type, id: id), to: node, isFirst: false)
  }

  private func submit(
    _ mutation: Mutation, _ key: DocumentKey, to node: SimulatedNode<Disk>, isFirst: Bool
  ) {
    let request = RequestID(rawValue: nextRequest)
    nextRequest += 1
    requests[request] = ClientRequest(mutation: mutation, document: key, isFirst: isFirst)
    hash.mix(request.rawValue)
    enqueue(.mutate(request, mutation), at: node)
  }

  private func pickDocument(_ random: inout KeyedRandom) -> DocumentKey {
    let workload = scenario.workload
    let isHot = random.chance(workload.hotShare)
    let count = isHot ? min(workload.hotDocuments, workload.documents) : workload.documents
    return DocumentKey(
      type: random.below(scenario.model.types.count),
      id: DocumentID("d\(random.below(count))"))
  }

  /// What the client takes the document to be: what the node has right now, or what somebody was once told of it.
  private func base(
    for key: DocumentKey, at node: SimulatedNode<Disk>, _ random: inout KeyedRandom
  ) -> DocumentView? {
    if random.chance(scenario.workload.staleShare), let views = seen[key], !views.isEmpty {
      return random.pick(views)
    }
    guard let type = node.replica?.model.types[key.type],
      let stored = try? node.disk.store.base.document(key.id, type: type.number)
    else { return nil }
    return DocumentView(stored.state, type: type)
  }

  /// Values that no other write has.
  private func fields(
    of type: TypeModel, _ index: Int, _ kind: Mutation.Kind, _ random: inout KeyedRandom
  ) -> [FieldAssignment] {
    var fields: [FieldAssignment] = []
    for (number, field) in type.fields.enumerated()
    where random.chance(kind == .create ? 0.7 : 0.4) {
      let unique = index * 64 + number
      switch field.type.scalar {
      case .int: fields.append(FieldAssignment(field: number, value: .int(Int64(unique))))
      case .float: fields.append(FieldAssignment(field: number, value: .double(Double(unique))))
      case .string, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
        .enumeration:
        fields.append(FieldAssignment(field: number, value: .string("w\(unique)")))
      }
    }
    return fields
  }

  /// A client gets its answer, and remembers what it was told of the document.
  func answer(_ request: RequestID, _ outcome: MutationOutcome, _ node: SimulatedNode<Disk>) {
    figures.answers += 1
    guard let asked = requests.removeValue(forKey: request) else { return }
    let view: DocumentView
    switch outcome {
    case .applied(let told), .merged(let told, _, _): view = told
    case .conflict(let info):
      figures.refusals += 1
      view = info.serverState
    case .alreadyExists(let told):
      figures.refusals += 1
      view = told
    case .notFound: return figures.refusals += 1
    case .unavailable(let why):
      return fail(.harmony, nodes: [node.index], "\(node.name) can't write: \(why)")
    case .invalid(let why):
      // A base from a node whose clock is far ahead.
      figures.refusals += 1
      if scenario.clocks.skew < .seconds(2) {
        fail(.harmony, nodes: [node.index], "\(node.name) finds a good write senseless: \(why)")
      }
      return
    }
    var views = seen[asked.document] ?? []
    if views.count >= 6 { views.removeFirst() }
    views.append(view)
    seen[asked.document] = views
  }

  /// Notes what a batch has written, as its replies say and its stamps show. Returns whether it wrote anything.
  func noteWrites(_ node: SimulatedNode<Disk>, _ actions: [Action]) -> Bool {
    var hasWritten = false
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
    guard let replica = node.replica, let timestamp = view.version?[replica.id],
      timestamp > .zero
    else { return false }
    let key = asked.document
    let type = replica.model.types[key.type]
    let version = Version(timestamp: timestamp, replica: replica.id)
    guard timestamp > (log.writes[replica.id]?.last?.version.timestamp ?? .zero) else {
      if !log.has(version, of: key) {
        fail(
          .timestamps, nodes: [node.index], document: key.id,
          "\(node.name) wrote at \(version), which is not after its write before")
      }
      return false
    }
    guard let stored = try? node.disk.store.base.document(key.id, type: type.number) else {
      fail(
        .acknowledgedWrites, nodes: [node.index], document: key.id,
        "\(node.name) answered a write of \(key.id), but has no such document")
      return false
    }
    var slots: [(Int, Value)] = []
    for slot in 0..<type.fields.count + 2 {
      guard let (stamp, value) = WriteLog.slot(slot, of: stored.state, type) else { continue }
      if stamp.version == version { slots.append((slot, value)) }
    }
    for assignment in asked.mutation.fields
    where asked.isFirst && view.values[assignment.field] == assignment.value {
      let stamp = stored.state.stamps[.field(type.fields[assignment.field])]
      if stamp.map({ $0.version < version }) ?? true, !isRepeated(assignment, asked) {
        fail(
          .acknowledgedWrites, nodes: [node.index], document: key.id,
          "\(node.name) answered that field \(assignment.field) of \(key.id) was written at"
            + " \(version), but stamped it \(stamp?.version.description ?? "not at all")")
      }
    }
    figures.writes += 1
    hash.mix(timestamp.bits)
    log.add(LoggedWrite(version: version, document: key, slots: slots))
    return true
  }

  /// Whether a value may have been the document's before.
  private func isRepeated(_ assignment: FieldAssignment, _ asked: ClientRequest) -> Bool {
    guard let own = asked.mutation.fields.firstIndex(of: assignment) else { return true }
    // The repeated value, if there is one, stands last.
    return asked.mutation.kind == .update && own == asked.mutation.fields.count - 1
  }
}
