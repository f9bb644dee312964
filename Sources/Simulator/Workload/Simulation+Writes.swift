import Documents
import Replication

/// Clients that write while they are online.
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
    guard serves(node, key.type) else { return }
    let base = base(for: key, at: node, &random)
    var mutation = mutation(on: key, base, index, &random)
    let type = model.types[key.type]
    if mutation.kind == .update, let base, random.chance(0.1) {
      let field = random.below(min(type.fields.count, base.values.count))
      mutation.fields.removeAll { $0.field == field }
      mutation.fields.append(FieldAssignment(field: field, value: base.values[field] ?? .null))
    }
    if random.chance(scenario.workload.retryShare) {
      retries[index] = (key, mutation)
      queue.add(.retry(index), at: now + random.time(.milliseconds(1), .seconds(2)))
    }
    submit(mutation, key, to: node, isFirst: true)
  }

  /// What a client does to a document that it takes to be like `base`.
  func mutation(
    on key: DocumentKey, _ base: DocumentView?, _ index: Int, _ random: inout KeyedRandom
  ) -> Mutation {
    let type = model.types[key.type]
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
    return mutation
  }

  /// A client that got no answer, or lost it, sends the same once more, perhaps to another node.
  func retry(_ index: Int) {
    guard phase == .chaos, let (key, mutation) = retries.removeValue(forKey: index) else { return }
    var random = KeyedRandom(seed: seed, .write, UInt64(index), 1)
    let node = nodes[random.below(nodes.count)]
    guard node.replica != nil, serves(node, key.type) else { return }
    mark(.repeatedWrite)
    submit(mutation, key, to: node, isFirst: false)
  }

  /// Sends a write to a node; fields that the node's schema lacks are left out, as its API has no place for them.
  func submit(
    _ mutation: Mutation, _ key: DocumentKey, to node: SimulatedNode<Disk>, isFirst: Bool,
    client: Int? = nil
  ) {
    guard let place = schemas[node.schema].types[key.type] else { return }
    var mutation = mutation
    mutation.fields.removeAll { place.fields[$0.field] == nil }
    let request = RequestID(rawValue: nextRequest)
    nextRequest += 1
    requests[request] = ClientRequest(
      mutation: mutation, document: key, isFirst: isFirst, node: node.index, time: now,
      client: client)
    hash.mix(request.rawValue)
    mutation.fields = mutation.fields.compactMap { assignment in
      place.fields[assignment.field].map { FieldAssignment(field: $0, value: assignment.value) }
    }
    enqueue(.mutate(request, mutation), at: node)
  }

  private func pickDocument(_ random: inout KeyedRandom) -> DocumentKey {
    let workload = scenario.workload
    let isHot = random.chance(workload.hotShare)
    let count = isHot ? min(workload.hotDocuments, workload.documents) : workload.documents
    return DocumentKey(
      type: random.below(model.types.count),
      id: DocumentID("d\(random.below(count))"))
  }

  /// What the client takes the document to be: what the node has right now, or what somebody was once told of it.
  private func base(
    for key: DocumentKey, at node: SimulatedNode<Disk>, _ random: inout KeyedRandom
  ) -> DocumentView? {
    if random.chance(scenario.workload.staleShare), let views = seen[key], !views.isEmpty {
      return random.pick(views)
    }
    return view(of: key, at: node)
  }

  /// What a node says a document is.
  func view(of key: DocumentKey, at node: SimulatedNode<Disk>) -> DocumentView? {
    guard let types = node.replica?.model.types, let place = schemas[node.schema].types[key.type]
    else { return nil }
    let type = types[place.type]
    let view = node.disk.withoutFaults { disk in
      (try? disk.store.base.document(key.id, type: type.number)).map {
        DocumentView($0.state, type: type)
      }
    }
    return view.map { placed($0, of: key, at: node) }
  }

  /// A view that a node gave of a document, with its values by field of the model of all meanings.
  func placed(
    _ view: DocumentView, of key: DocumentKey, at node: SimulatedNode<Disk>
  ) -> DocumentView {
    guard let place = schemas[node.schema].types[key.type] else { return view }
    var view = view
    let values = view.values
    view.values = place.fields.prefix(place.fieldCount).map { field in
      field.flatMap { values.indices.contains($0) ? values[$0] : nil }
    }
    return view
  }

  private func fields(
    of type: TypeModel, _ index: Int, _ kind: Mutation.Kind, _ random: inout KeyedRandom
  ) -> [FieldAssignment] {
    type.fields.indices.compactMap { field in
      guard random.chance(kind == .create ? 0.7 : 0.4) else { return nil }
      return FieldAssignment(
        field: field,
        value: FieldValues.value(of: type.fields[field], write: index, field: field))
    }
  }
}
