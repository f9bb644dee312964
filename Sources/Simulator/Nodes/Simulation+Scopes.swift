import Documents
import Replication

/// Nodes that hold but some of the types, or some of the documents of a type.
extension Simulation {
  /// Draws what a node is to hold: the partial ones stand behind the first, and hold documents of one type or more, but not all. The
  /// first ones of them hold theirs by filters.
  func setScope(of node: SimulatedNode<Disk>) {
    guard 1...max(scenario.partialNodes, 1) ~= node.index, scenario.partialNodes > 0 else { return }
    var random = KeyedRandom(seed: seed, .scope, UInt64(node.index))
    let types = drawTypes(&random)
    let isFiltered = node.index <= scenario.filteredNodes
    setScope(of: node, to: types, filtered: isFiltered ? 1 : 0, &random)
  }

  /// One type or more, but not all.
  private func drawTypes(_ random: inout KeyedRandom) -> [String] {
    let names = Set(model.types.map(\.name)).sorted()
    let kept = names.filter { _ in random.chance(0.5) }
    let isProper = !kept.isEmpty && (kept.count < names.count || names.count == 1)
    return isProper ? kept : [random.pick(names)]
  }

  /// Gives a node some types, a share of them by a filter on a field that is there in all schemas.
  private func setScope(
    of node: SimulatedNode<Disk>, to names: [String], filtered share: Double,
    _ random: inout KeyedRandom
  ) {
    node.filters = [:]
    guard share > 0 else { return node.scope = .init(types: names) }
    var types: [String: ScopedType] = [:]
    for (index, type) in model.types.enumerated() where names.contains(type.name) {
      types[type.name] = types[type.name] ?? ScopedType(name: type.name)
      let fields = commonFields(ofType: index).enumerated().filter(\.element).map(\.offset)
      guard random.chance(share), !fields.isEmpty, types[type.name]?.filter == nil else { continue }
      let field = random.pick(fields)
      let filter = FieldValues.filter(on: type.fields[field], index: field)
      types[type.name]?.filter = ScopeFilter(filter, of: type)
    }
    node.scope = .init(types.values)
    for (index, type) in model.types.enumerated() {
      node.filters[index] = types[type.name]?.filter
    }
  }

  /// A node stops, and is given another scope: some types, some documents, or everything. The first node stays full, so that there is
  /// always somebody to copy from.
  func changeScope(
    of node: SimulatedNode<Disk>, _ fault: FaultKind, _ random: inout KeyedRandom
  ) -> Bool {
    guard scenario.partialNodes > 0, node.index > 0 else { return false }
    stop(node)
    node.scopeChanges += 1
    if random.chance(0.25) {
      node.scope = .everything
      node.filters = [:]
    } else {
      let types = drawTypes(&random)
      setScope(of: node, to: types, filtered: scenario.filteredNodes > 0 ? 0.7 : 0, &random)
    }
    tell(nodes: [node.index], "\(node.name) is to hold \(node.scope.summary)")
    mark(.scopeChanged)
    node.forget()
    queue.add(.start(node: node.index), at: now + length(of: fault, &random))
    return true
  }

  /// Whether readers may be told to begin anew for what nodes hold.
  var changesScopes: Bool { scenario.filteredNodes > 0 || scenario.faults[.scopeChanges] != nil }

  /// Whether documents of a type are to be held by a node.
  func holds(_ node: SimulatedNode<Disk>, _ type: Int) -> Bool {
    node.scope.holds(typeNamed: model.types[type].name)
  }

  /// Whether all documents of a type are to be held by a node.
  func holdsAll(_ node: SimulatedNode<Disk>, _ type: Int) -> Bool {
    holds(node, type) && node.filters[type] == nil
  }

  /// Whether a document is to be held by a node: what is outside of its scope is dropped, deleted or not, by rules of its own.
  func isInside(
    _ state: DocumentState, ofType type: Int, at node: SimulatedNode<Disk>
  ) -> Bool {
    guard holds(node, type), let known = node.lens.types[type] else { return false }
    return node.filters[type]?.evaluator(for: node.lens.catalog[known.number]).matches(state)
      ?? true
  }

  /// Whether what two nodes hold of a type can be compared: not where both hold it by filters.
  func areComparable(
    _ one: SimulatedNode<Disk>, _ other: SimulatedNode<Disk>, type: Int
  ) -> Bool {
    holds(one, type) && holds(other, type)
      && (one.filters[type] == nil || other.filters[type] == nil)
  }

  /// Nodes with a full one first, if there is any: the one that others are compared with.
  func fullFirst(_ nodes: [SimulatedNode<Disk>]) -> [SimulatedNode<Disk>] {
    nodes.filter { !$0.scope.isPartial } + nodes.filter(\.scope.isPartial)
  }

  /// Whether a node knows what a full one knows. What only the dead had written outside of its scope a partial one may know of, and
  /// nobody takes its word for that.
  func knows(_ node: SimulatedNode<Disk>, _ all: Knowledge) -> Bool {
    guard let knowledge = node.replica?.knowledge else { return false }
    guard node.scope.isPartial, !abandoned.isEmpty else { return knowledge == all }
    return knowledge.covers(all)
      && knowledge.entries.allSatisfy { abandoned.contains($0.replica) || all.covers($0) }
  }

  // MARK: Checks

  /// What a partial node has dropped, it may get again as it was for somebody who is behind.
  func forgetDropped(_ node: SimulatedNode<Disk>) {
    forgetDropped(node) { !holdsAll(node, $0.type) }
  }

  /// Of documents that a node has dropped nothing is remembered, of those that may have been: whoever creates one anew need not know
  /// of all its fields.
  func forgetDropped(_ node: SimulatedNode<Disk>, where mayBe: (DocumentKey) -> Bool) {
    for key in node.held.keys where mayBe(key) {
      guard let type = node.lens.types[key.type] else { continue }
      let isHeld = node.disk.withoutFaults { disk in
        ((try? disk.store.base.document(key.id, type: type.number)) ?? nil) != nil
      }
      if !isHeld { node.held[key] = nil }
    }
  }

  /// Whether a partial node holds, beside what any other does, no more and no less than it is to hold.
  func holdsItsScope(
    _ node: SimulatedNode<Disk>, as full: SimulatedNode<Disk>
  ) -> Bool {
    guard changesScopes, node.scope.isPartial, !full.scope.isPartial else { return true }
    return (!abandoned.isEmpty || firstOutside(node) == nil) && difference(node, full) == nil
  }

  /// Whether a node may hold documents that don't match its filter: it has none, or a member that is gone for ever, and was not
  /// evicted, knows nothing of them.
  func mayKeep(_ node: SimulatedNode<Disk>, _ type: Int) -> Bool {
    node.filters[type] == nil || !abandoned.isEmpty
  }

  /// In the end: a partial node holds nothing of other types than its own. What it is to hold by a filter, it is compared for with a
  /// full node.
  func checkScope(_ node: SimulatedNode<Disk>) {
    guard !changesScopes || abandoned.isEmpty, let (name, id) = firstOutside(node) else { return }
    fail(
      .scope, nodes: [node.index], document: id,
      "\(node.name) holds \(name) \(id), and replicates \(node.scope.summary)")
  }

  private func firstOutside(_ node: SimulatedNode<Disk>) -> (type: String, id: DocumentID)? {
    var first: (String, DocumentID)?
    for (index, type) in node.lens.types.enumerated() where !holds(node, index) && first == nil {
      guard let type else { continue }
      forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
        if first == nil { first = (type.name, state.id) }
      }
    }
    return first
  }

  /// Whether a reader keeps a document that its node holds no more, as it has heard: it moved out of what the node is to hold.
  func hasDeparted(
    _ item: DeltaReader.Item, _ id: DocumentID, of index: Int, at node: SimulatedNode<Disk>
  ) -> Bool {
    guard let filter = node.filters[index], let replica = node.replica,
      let type = node.lens.types[index], let place = schemas[node.schema].types[index]
    else { return false }
    let isHeld = node.disk.withoutFaults { disk in
      ((try? disk.store.base.document(id, type: type.number)) ?? nil) != nil
    }
    if isHeld { return false }
    if item.isLeft { return true }
    var batch = ChangeBatch()
    let bound = replica.model.types[place.type]
    var values: [Value?] = []
    for (number, value) in zip(bound.fields, item.values) {
      while values.count <= Int(number.rawValue) { values.append(nil) }
      values[Int(number.rawValue)] = value
    }
    batch.append(
      DocumentState(
        id: id, createdAt: item.createdAt, isDeleted: item.isDeleted, values: values,
        stamps: Stamps()), type: bound.number, sequence: .zero)
    guard let row = batch.rows.first else { return false }
    return !filter.evaluator(for: replica.catalog[bound.number]).matches(row, in: batch)
  }
}
