import Documents
import Replication

extension Simulation {
  /// A reader asks a node for its next page, perhaps another node than last time.
  func readDelta(_ index: Int) {
    switch phase {
    case .chaos, .healing: break
    case .settling, .quiet, .finished: return
    }
    let steps = readers[index].steps
    readers[index].steps += 1
    var random = KeyedRandom(
      seed: seed, .readerStep, UInt64(index), steps)
    if !readers[index].isPinned, random.chance(0.3) {
      readers[index].node = random.below(nodes.count)
    }
    let isRoundOver = readPage(index, &random)
    let pause = isRoundOver ? scenario.workload.readerPause : .milliseconds(20)
    queue.add(.readDelta(reader: index), at: now + random.time(.milliseconds(1), pause))
  }

  /// Reads a page, and takes it into the copy. Returns whether it was the last of a round; true also where the node is down.
  private func readPage(_ index: Int, _ random: inout KeyedRandom) -> Bool {
    let node = nodes[readers[index].node]
    guard let replica = node.replica else { return true }
    let bound = replica.model.types[readers[index].type]
    let fingerprint = Filter.fingerprint(nil, type: bound.model)
    let beginsAnew = readers[index].lastSync == "0"
    let page: Page
    do {
      let since = try LastSync.parse(readers[index].lastSync, mesh: mesh, scope: fingerprint)
      let request = PageRequest(
        since: since, audience: .client,
        scope: SyncScope(
          type: bound.number, fingerprint: fingerprint, filter: nil, marksLeft: false,
          fields: Array(bound.fields.indices)),
        mesh: mesh, rows: 1 + random.below(scenario.workload.readerPageRows), bytes: 1 << 20)
      page = try node.page(request, over: nil).get()
    } catch {
      fail(
        .deltaCompleteness, nodes: [node.index],
        "\(node.name) refused the token of reader \(index): \(error)")
      return true
    }
    if beginsAnew { readers[index].copy = [:] }
    for row in page.rows.rows {
      guard let stamps = page.rows.stamps(of: row), let values = page.rows.values(of: row) else {
        fail(.deltaCompleteness, nodes: [node.index], "\(node.name) sent a malformed row")
        return true
      }
      readers[index].copy[page.rows.id(of: row)] = DeltaReader.Item(
        stamps: stamps, values: values, isDeleted: row.isDeleted, createdAt: row.createdAt)
    }
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
    if random.chance(0.4) { checkRound(index, node, bound) }
    readers[index].isPinned = false
    switch random.below(20) {
    case 0:
      // Somebody who reads nothing but the number: it means something at this node alone.
      readers[index].lastSync = String(page.time)
      readers[index].isPinned = true
    case 1: readers[index].lastSync = "0"
    default: break
    }
    return true
  }

  /// After a round the copy has, slot by slot, at least what the node has. Looked at now and then: what was missed stays missed.
  private func checkRound(_ index: Int, _ node: SimulatedNode<Disk>, _ type: BoundType) {
    forEachDocument(of: type, at: node) { state in
      let item = readers[index].copy[state.id]
      for slot in 0..<state.stamps.slotCount {
        guard let here = state.stamps[Slot(index: slot)] else { continue }
        let there = item?.stamps[Slot(index: slot)]
        guard there.map({ $0.version < here.version }) ?? true else { continue }
        return fail(
          .deltaCompleteness, nodes: [node.index], document: state.id,
          "after a round at \(node.name) reader \(index) has slot \(slot) of"
            + " \(type.model.name) \(state.id) at \(there?.version.description ?? "none"), the node"
            + " at \(here.version)")
      }
    }
  }

  /// In the quiet mesh each reader ends its round and reads one more; then its copy equals the documents.
  func finishReaders() {
    for index in readers.indices {
      var random = KeyedRandom(
        seed: seed, .readerStep, UInt64(index), 1 << 62)
      var rounds = 0
      var pages = 0
      while rounds < 2, failure == nil {
        let mayMove = readers[index].isBetweenRounds || random.chance(0.05)
        if !readers[index].isPinned, mayMove { readers[index].node = random.below(nodes.count) }
        if readPage(index, &random), readers[index].lastSync != "0" || rounds == 1 { rounds += 1 }
        pages += 1
        if pages > 100_000 {
          fail(.deltaCompleteness, "reader \(index) does not come to an end")
        }
      }
      let node = nodes[readers[index].node]
      guard failure == nil, let type = node.replica?.model.types[readers[index].type] else {
        return
      }
      var count = 0
      forEachDocument(of: type, at: node) { state in
        count += 1
        let item = DeltaReader.Item(
          stamps: state.stamps, values: type.fields.map { state[$0] }, isDeleted: state.isDeleted,
          createdAt: state.createdAt)
        if readers[index].copy[state.id] != item {
          fail(
            .deltaCompleteness, nodes: [node.index], document: state.id,
            "after its last round reader \(index) has another \(type.model.name) \(state.id) than"
              + " \(node.name)")
        }
      }
      if count != readers[index].copy.count {
        fail(
          .deltaCompleteness, nodes: [node.index],
          "after its last round reader \(index) has \(readers[index].copy.count) documents,"
            + " \(node.name) has \(count)")
      }
    }
  }
}
