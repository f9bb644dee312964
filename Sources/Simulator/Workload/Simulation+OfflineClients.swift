import Documents
import Replication

/// Clients that write while they are offline.
extension Simulation {
  /// How many documents such a client cares for.
  private static var favourites: Int { 6 }

  /// A client writes while it is offline, or pushes the first of its outbox while it is online.
  func stepOffline(_ index: Int) {
    guard !offlineClients[index].isWaiting else { return }
    let steps = offlineClients[index].steps
    offlineClients[index].steps += 1
    var random = KeyedRandom(seed: seed, .offline, UInt64(index), steps)
    let pause: VirtualTime
    switch phase {
    case .chaos where now < offlineClients[index].offlineUntil:
      writeOffline(index, &random)
      pause = .milliseconds(500)
    case .chaos, .healing:
      if offlineClients[index].outbox.isEmpty {
        guard phase == .chaos else { return }
        lookAround(index, &random)
        pause = .milliseconds(20)
      } else {
        if push(index, &random) { return }
        pause = .milliseconds(300)
      }
    case .settling, .quiet, .finished: return
    }
    queue.add(.offline(client: index), at: now + random.time(.milliseconds(1), pause))
  }

  /// Whether all that clients wrote offline has been answered.
  var areClientsDone: Bool {
    offlineClients.allSatisfy { $0.outbox.isEmpty && !$0.isWaiting }
  }

  private func writeOffline(_ index: Int, _ random: inout KeyedRandom) {
    guard offlineClients[index].outbox.count < 50 else { return }
    let favourites = min(scenario.workload.documents, Self.favourites)
    let key = DocumentKey(
      type: random.below(model.types.count),
      id: DocumentID("d\(random.below(favourites))"))
    // Numbers of their own, so that values are unlike those of others.
    let number = 1 << 30 | index << 20 | offlineClients[index].writes
    offlineClients[index].writes += 1
    let mutation = mutation(on: key, offlineClients[index].views[key], number, &random)
    offlineClients[index].outbox.append((key, mutation))
  }

  /// Sends the first of the outbox to some node. Returns whether it was sent.
  private func push(_ index: Int, _ random: inout KeyedRandom) -> Bool {
    let node = nodes[random.below(nodes.count)]
    guard node.replica != nil, let first = offlineClients[index].outbox.first else { return false }
    guard serves(node, first.key.type) else {
      // A type that no node knows any more can't be written to.
      if !nodes.contains(where: { serves($0, first.key.type) }) {
        offlineClients[index].outbox.removeFirst()
      }
      return false
    }
    var mutation = first.mutation
    if !offlineClients[index].hasSent, mutation.base != nil,
      let view = offlineClients[index].views[first.key]
    {
      // What it saw last; what it had written before itself is part of that.
      mutation.base = MutationBase(updatedAt: view.updatedAt ?? 0, version: view.version)
      offlineClients[index].outbox[0].mutation = mutation
    }
    mark(.outboxPushed)
    let isFirst = !offlineClients[index].hasSent
    offlineClients[index].hasSent = true
    offlineClients[index].isWaiting = true
    submit(mutation, first.key, to: node, isFirst: isFirst, client: index)
    return true
  }

  /// Whether a node, unless it is dead, has a type in its schema, and holds documents of it.
  func serves(_ node: SimulatedNode<Disk>, _ type: Int) -> Bool {
    !node.isDead && schemas[node.schema].types[type] != nil && holds(node, type)
  }

  /// A client is answered: the next of the outbox is due. After a conflict it takes what the node has.
  func hear(_ outcome: MutationOutcome, _ view: DocumentView?, _ index: Int, _ key: DocumentKey) {
    offlineClients[index].isWaiting = false
    if let view { offlineClients[index].views[key] = view }
    switch outcome {
    case .unavailable: break
    case .applied, .merged, .conflict, .alreadyExists, .notFound, .invalid:
      offlineClients[index].outbox.removeFirst()
      offlineClients[index].hasSent = false
    }
    queue.add(.offline(client: index), at: now + .milliseconds(10))
  }

  /// A client's node has crashed before it answered: the same is sent again, to whichever node.
  func lostAnswer(_ index: Int) {
    offlineClients[index].isWaiting = false
    queue.add(.offline(client: index), at: now + .milliseconds(200))
  }

  /// A client with an empty outbox looks at its documents, and goes offline.
  private func lookAround(_ index: Int, _ random: inout KeyedRandom) {
    let node = nodes[random.below(nodes.count)]
    guard node.replica != nil else { return }
    for type in model.types.indices {
      for number in 0..<min(scenario.workload.documents, Self.favourites) {
        let key = DocumentKey(type: type, id: DocumentID("d\(number)"))
        if let view = view(of: key, at: node) { offlineClients[index].views[key] = view }
      }
    }
    offlineClients[index].offlineUntil =
      now + random.time(.milliseconds(100), max(scenario.workload.offlineFor, .milliseconds(100)))
  }
}
