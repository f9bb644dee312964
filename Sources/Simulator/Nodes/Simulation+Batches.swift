import Documents
import Replication

/// The loop of a node: it takes what has gathered as a batch, and carries out the actions that come of it.
extension Simulation {
  /// How many events in the inbox let a node read no more until it is empty.
  private static var highWater: Int { 64 }

  /// Something comes in.
  func enqueue(_ event: Event, at node: SimulatedNode<Disk>) {
    guard node.replica != nil else { return }
    node.inbox.append(event)
    if node.inbox.count > Self.highWater, node.isReading {
      node.isReading = false
      mark(.backPressure)
    }
    if node.inbox.count > 5_000 {
      fail(.boundedQueues, nodes: [node.index], "the inbox of \(node.name) has over 5,000 events")
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
    guard case .scheduled = node.loop else { return }
    guard now >= node.stalledUntil else {
      return queue.add(
        .batch(node: node.index, incarnation: node.incarnation), at: node.stalledUntil)
    }
    var random = KeyedRandom(seed: seed, .batch, UInt64(node.index), node.batches | 1 << 63)
    node.batches += 1
    var count = min(node.inbox.count, 1 + random.below(32))
    // What a repair does is looked at by itself.
    if let place = node.inbox.firstIndex(where: \.isRepair) { count = max(1, min(count, place)) }
    var batch = Array(node.inbox.prefix(count))
    node.inbox.removeFirst(count)
    let pages = takeHistories(of: batch, at: node)
    node.saboteur?.distort(&batch, of: node.replica)
    if node.inbox.isEmpty, !node.isReading {
      node.isReading = true
      resumeReading(node)
    }
    if node.isAboutToFail { node.disk.arm(.powerFails(after: random.below(20))) }
    let before = batch.contains(where: \.isRepair) ? contents(node) : nil
    let moment = node.clock.moment(at: now)
    guard
      var actions = node.replica?.process(
        batch, at: moment, random: &random, store: &node.disk.store)
    else { return }
    node.saboteur?.distort(&actions, of: node.replica)
    hash.mix(node.index)
    hash.mix(batch.count)
    noteHistory(node, actions, pages: pages)
    var isSynced = noteWrites(node, actions) || node.hasOwnNews
    if let before, noteRepair(node, actions, before) { isSynced = true }
    if noteIdentity(node, actions) { isSynced = true }
    node.disk.committed(isSynced: isSynced && options.sabotage != .answeredUnsynced)
    checkCommit(node, actions)
    if node.isAboutToFail { return failInBatch(node, &random) }
    node.loop = .committed(actions)
    queue.add(
      .perform(node: node.index, incarnation: node.incarnation),
      at: now + random.time(.zero, .milliseconds(1)))
  }

  /// Power failed while a batch ran: nothing of what came of it leaves the node.
  private func failInBatch(_ node: SimulatedNode<Disk>, _ random: inout KeyedRandom) {
    mark(.crashMidBatch)
    node.mayHaveSurvivors = true
    crash(node, .powerCut, &random)
    queue.add(.start(node: node.index), at: now + length(of: .powerCuts, &random))
  }

  /// Carries out the actions of the last batch.
  func perform(_ node: SimulatedNode<Disk>) {
    guard now >= node.stalledUntil else {
      return queue.add(
        .perform(node: node.index, incarnation: node.incarnation), at: node.stalledUntil)
    }
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
    case .reply(let request, let outcome):
      if options.sabotage == .answerLost, request.rawValue % 50 == 0 { return }
      answer(request, outcome, node)
    case .pushed: break  // Simulated clients write one by one.
    case .clockRepaired: break  // Noted with the commit.
    case .administered(_, let outcome):
      if case .unavailable(let why) = outcome { excuseUnavailability(node, why) }
    case .members: break
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
    case .examine(let purpose, let examination):
      var random = KeyedRandom(seed: seed, .audit, UInt64(node.index), node.batches)
      queue.add(
        .examine(node: node.index, incarnation: node.incarnation, purpose, examination),
        at: now + random.time(.zero, .milliseconds(random.chance(0.1) ? 50 : 2)))
    case .committed(_, let types): wakeSubscribers(node, types)
    case .report(let incident): report(incident, node)
    }
  }

  /// Reads a page; the result comes into the inbox a little later.
  func read(
    _ node: SimulatedNode<Disk>, _ link: LinkID, _ subscription: SubscriptionNumber,
    _ request: PageRequest
  ) {
    let result: Result<Page, SyncRefusal>
    do throws(StoreError) {
      result = try node.page(request, over: link)
    } catch {
      excuseUnavailability(node, "can't read a page: \(error.message)")
      result = .failure(.unavailable(error.message))
    }
    noteRound(request, result, node)
    var random = KeyedRandom(
      seed: seed, .snapshot, UInt64(node.index), UInt64(figures.events) | 1 << 63)
    var time = random.time(.zero, .milliseconds(2))
    let longest = scenario.replica.readTime
    if longest > .milliseconds(2), random.chance(0.1) { time = random.time(.zero, longest) }
    queue.add(
      .enqueue(
        node: node.index, incarnation: node.incarnation, .pageRead(link, subscription, result)),
      at: now + time)
  }

  private func report(_ incident: Incident, _ node: SimulatedNode<Disk>) {
    tell(nodes: [node.index], "\(node.name) reports \(incident)")
    switch incident {
    case .equivocation(let type, let id):
      if damage.isDamaged(id) { return }
      fail(
        .oneContent, nodes: [node.index], document: id,
        "\(node.name) was given two contents of one version of \(type) \(id)")
    case .clockAhead(_, let origin, let milliseconds):
      mark(.clockAhead)
      if scenario.largestClockError < .seconds(25) {
        fail(
          .harmony, nodes: [node.index],
          "\(node.name) finds \(origin) \(milliseconds) ms ahead, which no clock is")
      }
    case .clockSuspect(let milliseconds):
      mark(.clockSuspect)
      if scenario.largestClockError < .seconds(25) {
        fail(
          .harmony, nodes: [node.index],
          "\(node.name) finds its clock \(milliseconds) ms behind, which no clock is")
      }
    case .clockTrusted: break
    case .roundRestarted(_, let why):
      guard !hasDiskTrouble, !scenario.changesIdentities else { return }
      fail(.harmony, nodes: [node.index], "\(node.name) had to start a round anew: \(why)")
    case .resyncRequired(_, let why):
      if scenario.changesIdentities { return }
      fail(.harmony, nodes: [node.index], "\(node.name) was refused what changed: \(why)")
    case .conflictsRecorded(let count, _):
      mark(.conflictRecorded, count)
    case .incompatibleModel(_, let what):
      mark(.incompatibleModel)
      if !scenario.areSchemasIncompatible {
        fail(.harmony, nodes: [node.index], "\(node.name) finds the schemas incompatible: \(what)")
      }
    case .fullCopyCompleted:
      mark(.fullCopyCompleted)
      // It may have dropped documents: everything is looked at again.
      lookAtAll(node)
    case .evicted: mark(.evicted)
    case .closed: mark(.closed)
    case .forgotten(let count): figures.marks[.forgotten] += count
    case .newIdentity: break
    case .otherKey, .awaitsApproval:
      fail(.harmony, nodes: [node.index], "\(node.name) reports \(incident)")
    case .auditDifference, .rowsDamaged, .auditRepaired: checkAlarm(incident, node)
    }
  }
}
