import Documents
import Replication

extension Simulation {
  /// A node starts on what its store holds.
  func start(_ node: SimulatedNode<Disk>) {
    guard node.replica == nil else { return }
    var random = KeyedRandom(seed: seed, .replica, UInt64(node.index), UInt64(node.incarnation))
    var settings = ReplicaSettings(
      mesh: mesh, process: random.next(), name: node.name, version: "simulated")
    settings.pageRows = scenario.replica.pageRows
    settings.relayDelay = scenario.replica.relayDelay.milliseconds
    settings.announceDelay = scenario.replica.announceDelay.milliseconds
    node.restartSabotage(&settings)
    do throws(StoreError) {
      try node.disk.open(scenario.model)
      let replica = try Replica(
        settings: settings, model: scenario.model, store: &node.disk.store,
        at: node.clock.moment(at: now), random: &random)
      node.replica = replica
      tell(nodes: [node.index], "\(node.name) starts as \(replica.id)")
      checkRestart(node, replica)
    } catch {
      return fail(.harmony, nodes: [node.index], "\(node.name) can't start: \(error.message)")
    }
    if node.incarnation > 0 { figures.restarts += 1 }
    for (index, edge) in edges.enumerated() where edge.nodes[0] == node.index {
      scheduleDial(index, after: .zero)
    }
  }

  /// A node stops where it stands; its store falls back to what was durable.
  func crash(_ node: SimulatedNode<Disk>, _ random: inout KeyedRandom) {
    guard node.replica != nil else { return }
    tell(nodes: [node.index], "\(node.name) crashes")
    node.replica = nil
    node.incarnation += 1
    node.inbox = []
    node.loop = .idle
    node.wakeAt = nil
    node.disk.crash(.powerCut, &random)
    let isSilent = random.chance(0.3)
    for number in node.connections.values.sorted() {
      breakConnection(number, endOf: node.index, isSilent: isSilent)
    }
    node.connections = [:]
  }

  /// Something comes in.
  func enqueue(_ event: Event, at node: SimulatedNode<Disk>) {
    node.inbox.append(event)
    if node.inbox.count > 2_000 {
      fail(.boundedQueues, nodes: [node.index], "the inbox of \(node.name) has over 2,000 events")
    }
    if case .idle = node.loop { scheduleBatch(node) }
  }

  private func scheduleBatch(_ node: SimulatedNode<Disk>) {
    var random = KeyedRandom(seed: seed, .batch, UInt64(node.index), node.batches)
    node.loop = .scheduled
    let isSlow = random.chance(0.02)
    queue.add(
      .batch(node: node.index, incarnation: node.incarnation),
      at: now + random.time(.zero, isSlow ? .milliseconds(50) : .milliseconds(1)))
  }

  /// Takes what has gathered, runs it as one transaction, and looks at what came of it.
  func takeBatch(_ node: SimulatedNode<Disk>) {
    var random = KeyedRandom(seed: seed, .batch, UInt64(node.index), node.batches | 1 << 63)
    node.batches += 1
    let count = min(node.inbox.count, 1 + random.below(32))
    var batch = Array(node.inbox.prefix(count))
    node.inbox.removeFirst(count)
    node.saboteur?.distort(&batch)
    let moment = node.clock.moment(at: now)
    guard
      var actions = node.replica?.process(
        batch, at: moment, random: &random, store: &node.disk.store)
    else { return }
    node.saboteur?.distort(&actions, of: node.replica)
    hash.mix(node.index)
    hash.mix(batch.count)
    let isSynced = noteWrites(node, actions)
    node.disk.committed(isSynced: isSynced && options.sabotage != .answeredUnsynced)
    checkCommit(node)
    node.loop = .committed(actions)
    queue.add(
      .perform(node: node.index, incarnation: node.incarnation),
      at: now + random.time(.zero, .milliseconds(1)))
  }

  /// Carries out the actions of the last batch.
  func perform(_ node: SimulatedNode<Disk>) {
    guard case .committed(let actions) = node.loop else { return }
    for action in actions { perform(action, node) }
    node.loop = .idle
    if !node.inbox.isEmpty { scheduleBatch(node) }
    guard let due = node.replica?.nextDeadline else {
      node.wakeAt = nil
      return
    }
    guard node.wakeAt.map({ due < $0 }) ?? true else { return }
    node.wakeAt = due
    queue.add(
      .wake(node: node.index, incarnation: node.incarnation, due: due),
      at: max(now, .milliseconds(due)))
  }

  private func perform(_ action: Action, _ node: SimulatedNode<Disk>) {
    switch action {
    case .reply(let request, let outcome): answer(request, outcome, node)
    case .send(let link, let message): send(message, over: link, from: node)
    case .disconnect(let link, let reason): disconnect(link, reason, node)
    case .read(let link, let subscription, let request):
      var random = KeyedRandom(
        seed: seed, .snapshot, UInt64(node.index), node.batches << 16 | link.rawValue)
      let isSlow = random.chance(0.1)
      queue.add(
        .read(
          node: node.index, incarnation: node.incarnation, link, subscription, request),
        at: now + random.time(.zero, isSlow ? .milliseconds(30) : .milliseconds(1)))
    case .committed: break
    case .report(let incident): report(incident, node)
    }
  }

  /// Reads a page; the result comes into the inbox a little later.
  func read(
    _ node: SimulatedNode<Disk>, _ link: LinkID, _ subscription: SubscriptionNumber,
    _ request: PageRequest
  ) {
    do throws(StoreError) {
      let result = try node.page(request, over: link)
      var random = KeyedRandom(
        seed: seed, .snapshot, UInt64(node.index), UInt64(figures.events) | 1 << 63)
      queue.add(
        .enqueue(
          node: node.index, incarnation: node.incarnation, .pageRead(link, subscription, result)),
        at: now + random.time(.zero, .milliseconds(2)))
    } catch {
      fail(.harmony, nodes: [node.index], "\(node.name) can't read a page: \(error.message)")
    }
  }

  private func report(_ incident: Incident, _ node: SimulatedNode<Disk>) {
    tell(nodes: [node.index], "\(node.name) reports \(incident)")
    switch incident {
    case .equivocation(let type, let id):
      fail(
        .oneContent, nodes: [node.index], document: id,
        "\(node.name) was given two contents of one version of \(type) \(id)")
    case .clockAhead(_, let origin, let milliseconds):
      if scenario.clocks.skew < .seconds(25) {
        fail(
          .harmony, nodes: [node.index],
          "\(node.name) finds \(origin) \(milliseconds) ms ahead, which no clock is")
      }
    case .roundRestarted(_, let why):
      fail(.harmony, nodes: [node.index], "\(node.name) had to start a round anew: \(why)")
    case .resyncRequired(_, let why):
      fail(.harmony, nodes: [node.index], "\(node.name) was refused what changed: \(why)")
    case .fullCopyCompleted:
      // It may have dropped documents: everything is looked at again.
      node.verified = [:]
    }
  }
}
