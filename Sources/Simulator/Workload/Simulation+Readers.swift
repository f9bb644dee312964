import Documents
import Replication

/// Clients that read deltas.
extension Simulation {
  /// A reader asks a node for its next page, perhaps another node than last time.
  func readDelta(_ index: Int) {
    readers[index].isScheduled = false
    guard !damage.isInflicted else { return }
    switch phase {
    case .chaos, .healing: break
    case .settling where readers[index].kind == .following: break
    case .settling, .quiet, .finished: return
    }
    let steps = readers[index].steps
    readers[index].steps += 1
    var random = KeyedRandom(
      seed: seed, .readerStep, UInt64(index), steps)
    move(index, &random)
    let isRoundOver = readPage(index, &random)
    let pause: VirtualTime
    switch (readers[index].kind, isRoundOver) {
    case (.following, true):
      guard nodes[readers[index].node].replica == nil || readers[index].isWoken else { return }
      pause = .milliseconds(100)
    case (_, true): pause = scenario.workload.readerPause
    case (_, false): pause = .milliseconds(20)
    }
    schedule(index, after: random.time(.milliseconds(1), max(pause, .milliseconds(1))))
  }

  /// Lets a reader ask for a page in a while, unless it is about to.
  func schedule(_ index: Int, after delay: VirtualTime) {
    guard !readers[index].isScheduled else { return }
    readers[index].isScheduled = true
    queue.add(.readDelta(reader: index), at: now + delay)
  }

  /// Readers choose where they ask.
  private func move(_ index: Int, _ random: inout KeyedRandom) {
    let reader = readers[index]
    switch reader.kind {
    case .roaming:
      guard random.chance(0.3) else { return }
      readers[index].node = random.below(nodes.count)
      if !reader.isBetweenRounds, readers[index].node != reader.node { mark(.roundMoved) }
    case .following:
      guard nodes[reader.node].replica == nil else { return }
      readers[index].node = random.below(nodes.count)
      mark(.subscriberMoved)
    case .byTime:
      if nodes[reader.node].isDead { readers[index].node = random.below(nodes.count) }
    }
  }

  /// A node changed documents: those who follow it look again.
  func wakeSubscribers(_ node: SimulatedNode<Disk>, _ types: [TypeNumber]) {
    for index in readers.indices {
      guard case .following = readers[index].kind, readers[index].node == node.index,
        let type = node.lens.types[readers[index].type], types.contains(type.number)
      else { continue }
      readers[index].isWoken = true
      schedule(index, after: .milliseconds(1))
    }
  }

  // MARK: A page

  /// Reads a page, and takes it into the copy. Returns whether it was the last of a round; true also where the node can't answer.
  func readPage(_ index: Int, _ random: inout KeyedRandom) -> Bool {
    let node = nodes[readers[index].node]
    readers[index].isWoken = false
    guard let replica = node.replica, holds(node, readers[index].type),
      let place = schemas[node.schema].types[readers[index].type]
    else {
      readers[index].isWoken = true
      return true
    }
    let bound = replica.model.types[place.type]
    if case .byTime = readers[index].kind, readers[index].source != replica.id {
      // The milliseconds were those of another replica: they mean nothing here.
      readers[index].lastSync = "0"
      readers[index].isBetweenRounds = true
    }
    let beginsAnew = readers[index].lastSync == "0"
    guard let page = page(for: index, bound, node, replica, &random) else { return true }
    if beginsAnew { readers[index].copy = [:] }
    guard takeIn(page, index, node) else { return true }
    readers[index].source = replica.id
    readers[index].lastSync = LastSync.text(of: page)
    readers[index].isBetweenRounds = page.endsRound
    hash.mix(page.rows.bytes)
    tell(
      nodes: [node.index], documents: page.rows.rows.map { page.rows.id(of: $0).text }
    ) {
      "reader \(index) gets \(page.rows.count) rows from \(node.name)"
        + (page.endsRound ? ", the last of the round" : "")
    }
    guard page.endsRound else { return false }
    figures.rounds += 1
    if random.chance(0.4) { checkRound(index, node) }
    endRound(index, page, &random)
    return true
  }

  /// What a reader keeps of the end of a round.
  private func endRound(_ index: Int, _ page: Page, _ random: inout KeyedRandom) {
    switch readers[index].kind {
    case .roaming where random.chance(0.05): readers[index].lastSync = "0"
    case .byTime:
      readers[index].lastSync = String(page.time)
      mark(.replayByTime)
    case .roaming, .following: break
    }
  }

  private func page(
    for index: Int, _ bound: BoundType, _ node: SimulatedNode<Disk>, _ replica: Replica,
    _ random: inout KeyedRandom
  ) -> Page? {
    let filter = readers[index].filter
    let fingerprint = SyncScope.fingerprint(of: filter, type: bound.model, in: replica.scope)
    do throws(SyncRefusal) {
      let since = try LastSync.parse(readers[index].lastSync, mesh: mesh, scope: fingerprint)
      if case .token(let token) = since, !replica.knowledge.covers(token.knowledge) {
        mark(.tokenLowered)
      }
      let request = PageRequest(
        since: since, audience: .client,
        scope: SyncScope(
          type: bound.number, fingerprint: fingerprint, filter: filter, marksLeft: filter != nil,
          fields: Array(bound.fields.indices)),
        mesh: mesh, rows: 1 + random.below(scenario.workload.readerPageRows), bytes: 1 << 20)
      do {
        return try node.page(request, over: nil).get()
      } catch let refusal as SyncRefusal {
        throw refusal
      } catch {
        excuseUnavailability(node, "can't be read: \(error)")
        readers[index].isWoken = true
        return nil
      }
    } catch {
      if case .resyncRequired = error,
        scenario.forgets || scenario.evicts || !putBack.isEmpty || changesScopes
          || scenario.faults[.clockAhead] != nil
          || (scenario.durability == .normal || scenario.faults[.rollbacks] != nil)
            && readers[index].kind == .byTime
            && !readers[index].isBetweenRounds
      {
        // Deletions are forgotten, or what it has read, or the commit since which it reads, was lost.
        mark(.resynced)
        readers[index].isWoken = true
        readers[index].lastSync = "0"
        readers[index].isBetweenRounds = true
        return nil
      }
      fail(
        .deltaCompleteness, nodes: [node.index],
        "\(node.name) refused the token of reader \(index): \(error)")
      return nil
    }
  }

  /// Takes rows into the copy; returns false where one is malformed.
  private func takeIn(_ page: Page, _ index: Int, _ node: SimulatedNode<Disk>) -> Bool {
    guard let type = node.lens.types[readers[index].type] else { return false }
    for row in page.rows.rows {
      guard let stamps = page.rows.stamps(of: row), let values = page.rows.values(of: row) else {
        fail(.deltaCompleteness, nodes: [node.index], "\(node.name) sent a malformed row")
        return false
      }
      readers[index].copy[page.rows.id(of: row)] = DeltaReader.Item(
        stamps: slots(of: stamps, type), values: values, isDeleted: row.isDeleted,
        isLeft: row.isLeft, createdAt: row.createdAt)
      if row.isLeft { mark(.left) }
    }
    return true
  }

  /// The stamps of a document by the slots of the newest model; the one stamp for all where documents merge as a whole.
  private func slots(of stamps: Stamps, _ type: LensType) -> [Stamp?] {
    let fields =
      switch type.merge {
      case .document: type.fields.map { $0.flatMap { stamps[.field($0)] } ?? stamps[.deleted] }
      case .field: type.fields.map { $0.flatMap { stamps[.field($0)] } }
      }
    return [stamps[.createdAt], stamps[.deleted]] + fields
  }

  /// After a round the copy has, slot by slot, at least what the node has. Looked at now and then: what was missed stays missed.
  private func checkRound(_ index: Int, _ node: SimulatedNode<Disk>) {
    guard let type = node.lens.types[readers[index].type],
      node.replica.map({ !putBack.contains($0.id) }) ?? false
    else { return }
    node.disk.withoutFaults { disk in
      forEachDocument(of: type, at: node, in: disk.store.base, .byID(after: nil)) { state in
        let key = DocumentKey(type: readers[index].type, id: state.id)
        let item = readers[index].copy[state.id]
        if state.isDeleted, item == nil, scenario.forgets { return }
        for (slot, here) in slots(of: state.stamps, type).enumerated() {
          let there = item?.stamps[slot]
          guard let here, !putBack.contains(here.version.replica),
            there.map({ $0.version < here.version }) ?? true,
            there != nil || !isForgotten(here.version, of: key)
          else { continue }
          return fail(
            .deltaCompleteness, nodes: [node.index], document: state.id,
            "after a round at \(node.name) reader \(index) has slot \(slot) of"
              + " \(type.name) \(state.id) at \(there?.version.description ?? "none"), the node"
              + " at \(here.version)")
        }
      }
    }
  }

  /// Whether a document was deleted after a version, and some node has forgotten that: whoever still has the version has it beside a
  /// document that was created anew, or will drop it when it starts over.
  private func isForgotten(_ version: Version, of key: DocumentKey) -> Bool {
    scenario.forgets
      && log.wasDeleted(key, after: version) { deletion in
        nodes.contains { ($0.replica?.floor ?? record(of: $0)?.floor)?.covers(deletion) ?? false }
      }
  }

  // MARK: The end

  /// In the quiet mesh a follower's copy equals the documents of its node as it is; the others end their rounds and read one more
  /// before theirs does.
  func finishReaders() {
    guard !damage.isInflicted else { return }
    for index in readers.indices {
      if readers[index].kind == .following, !readers[index].isWoken {
        compareCopy(index)
        continue
      }
      var random = KeyedRandom(
        seed: seed, .readerStep, UInt64(index), 1 << 62)
      var rounds = 0
      var pages = 0
      while rounds < 2, failure == nil {
        let mayMove = readers[index].isBetweenRounds || random.chance(0.05)
        let isStuck = !serves(nodes[readers[index].node], readers[index].type)
        if mayMove, readers[index].kind != .byTime || isStuck {
          guard let node = pick(serving: readers[index].type, &random) else { break }
          readers[index].node = node
        }
        // A round that was refused begins anew.
        if readPage(index, &random), readers[index].lastSync != "0" { rounds += 1 }
        pages += 1
        if pages > 100_000 {
          return fail(.deltaCompleteness, "reader \(index) does not come to the end of a round")
        }
      }
      compareCopy(index)
    }
  }

  /// A living node whose schema has a type, if there is any.
  private func pick(serving type: Int, _ random: inout KeyedRandom) -> Int? {
    let serving = nodes.filter { serves($0, type) }.map(\.index)
    return serving.isEmpty ? nil : random.pick(serving)
  }

  /// A copy equals what its node has, but for what only the dead knew.
  private func compareCopy(_ index: Int) {
    let reader = readers[index]
    let node = nodes[reader.node]
    guard failure == nil, serves(node, reader.type), let type = node.lens.types[reader.type] else {
      return
    }
    let evaluator = reader.filter.flatMap { filter in
      schemas[node.schema].types[reader.type].flatMap { place in
        node.replica.map { FilterEvaluator(filter, type: $0.model.types[place.type]) }
      }
    }
    let comparable = commonFields(ofType: reader.type)
    var present: Set<DocumentID> = []
    forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
      let item = reader.copy[state.id]
      if scenario.forgets, state.isDeleted, item.map(\.isDeleted) ?? true { return }
      if item.map({ isExcused($0.stamps) }) ?? isExcused(slots(of: state.stamps, type)) { return }
      present.insert(state.id)
      let values = type.fields.prefix(comparable.count).map { $0.flatMap { state[$0] } }
      let isEqual =
        item.map {
          zip($0.stamps, slots(of: state.stamps, type)).allSatisfy {
            $0?.version == $1?.version
          } && zip(comparable, zip($0.values, values)).allSatisfy { !$0 || $1.0 == $1.1 }
            && $0.isDeleted == state.isDeleted
            && $0.isLeft == !(evaluator?.matches(state) ?? true)
            && ($0.isLeft || $0.createdAt == state.createdAt)
        } ?? false
      if !isEqual {
        fail(
          .deltaCompleteness, nodes: [node.index], document: state.id,
          "in the end reader \(index) (\(reader.kind)) has another \(type.name) \(state.id) than \(node.name):"
            + " \(item.map { describe($0.stamps.map { $0?.version }, $0.values) } ?? "none"), not"
            + " \(describe(slots(of: state.stamps, type).map { $0?.version }, Array(values)))")
      }
    }
    let extra = reader.copy.filter { id, item in
      !present.contains(id) && !isExcused(item.stamps) && !(scenario.forgets && item.isDeleted)
        && !hasDeparted(item, id, of: reader.type, at: node)
    }
    if let id = extra.keys.min(), let item = extra[id] {
      fail(
        .deltaCompleteness, nodes: [node.index], document: id,
        "in the end reader \(index) (\(reader.kind)) has \(extra.count) documents more than"
          + " \(node.name), the first is \(model.types[reader.type].name) \(id), \(item.isLeft ? "left" : "held"):"
          + " \(describe(item.stamps.map { $0?.version }, item.values))")
    }
  }

  /// Which of the first fields of a type every schema has that has the type, all at the same place.
  func commonFields(ofType type: Int) -> [Bool] {
    let places = schemas.compactMap { $0.types[type] }
    let count = places.map(\.fieldCount).min() ?? 0
    return (0..<count).map { field in places.allSatisfy { $0.fields[field] == field } }
  }

  private func describe(_ versions: [Version?], _ values: [Value?]) -> String {
    let versions = versions.map { $0?.description ?? "-" }.joined(separator: " ")
    let values = values.map { $0.map { "\($0)" } ?? "-" }.joined(separator: ", ")
    return "[\(values)] at \(versions)"
  }

  /// Whether a document has something that only the dead knew.
  private func isExcused(_ stamps: [Stamp?]) -> Bool {
    !excused.isEmpty && stamps.contains { $0.map { excused.contains($0.version) } ?? false }
  }
}
