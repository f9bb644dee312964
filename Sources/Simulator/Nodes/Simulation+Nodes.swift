import Documents
import Replication

/// Nodes start, stop and crash.
extension Simulation {
  /// A node starts on what its disk holds.
  func start(_ node: SimulatedNode<Disk>) {
    guard node.replica == nil, !node.isDead else { return }
    var random = KeyedRandom(seed: seed, .replica, UInt64(node.index), UInt64(node.incarnation))
    var settings = settings(of: node, &random)
    node.restartSabotage(&settings)
    do throws(StoreError) {
      try node.disk.open(schemas[node.schema].model)
      node.disk.store.saboteur = node.storeSaboteur
      node.journal = keepsHistory ? StoreJournal() : nil
      node.disk.store.journal = node.journal
      node.removals = scenario.forgets ? Removals() : nil
      node.disk.store.removals = node.removals
      if node.mayBeDamaged, options.sabotage != .damageTrusted {
        // Even where the files are sound, pages of different times may stand in them.
        throw StoreError(.corrupt, node.disk.problem() ?? "syncs were lies before power was cut")
      }
      try judgeLastRun(node)
      if node.takesNewIdentity {
        try Replica.takeNewIdentity(in: &node.disk.store, random: &random)
      }
      if options.sabotage == .scopeNotCopied, var record = try node.disk.store.base.record() {
        record.scope = settings.scope
        let changed = record
        try node.disk.store.transaction { (store) throws(StoreError) in try store.save(changed) }
      }
      let replica = try Replica(
        settings: settings, model: schemas[node.schema].model, store: &node.disk.store,
        at: node.clock.moment(at: now), random: &random)
      try markRun(node, &random)
      node.disk.committed(isSynced: true)
      node.replica = replica
      tell(nodes: [node.index], "\(node.name) starts as \(replica.id)")
      if let id = node.replicaID, id != replica.id {
        adoptRepair(node, replica, of: id)
      }
      if let id = node.replicaID, id != replica.id {
        fail(.acknowledgedWrites, nodes: [node.index], "\(node.name) was \(id), now \(replica.id)")
      }
      node.replicaID = replica.id
      node.takesNewIdentity = false
      node.mayBeDamaged = false
    } catch {
      return failToStart(node, error)
    }
    node.runsSince = now
    endRecord(.down, node.index)
    note(.start, node.index, "")
    if node.incarnation > 0 { figures.restarts += 1 }
    checkRestart(node)
    startHub(node)
    guard scenario.level == .messages else { return }
    for (index, edge) in edges.enumerated() where edge.nodes[0] == node.index {
      scheduleDial(index, after: .zero)
    }
  }

  private func settings(
    of node: SimulatedNode<Disk>, _ random: inout KeyedRandom
  ) -> ReplicaSettings {
    var settings = ReplicaSettings(
      mesh: mesh, process: random.next(), name: node.name, version: "simulated")
    settings.pageRows = scenario.replica.pageRows
    settings.relayDelay = scenario.replica.relayDelay.milliseconds
    settings.tombstoneRetention = scenario.replica.tombstoneRetention.milliseconds
    settings.departedRetention = scenario.replica.departedRetention.milliseconds
    settings.evictAfter = scenario.replica.evictAfter.milliseconds
    settings.scope = node.scope
    settings.maintenanceInterval = scenario.replica.maintenance.milliseconds
    settings.gossipDelay = min(settings.gossipDelay, settings.maintenanceInterval)
    settings.announceDelay = scenario.replica.announceDelay.milliseconds
    settings.auditInterval = scenario.replica.auditInterval.milliseconds
    settings.recountInterval = settings.auditInterval * 2
    settings.auditDelay = min(settings.auditInterval / 10, 200)
    return settings
  }

  /// A disk whose syncs were lies may be damaged beyond use: its node starts over, empty.
  private func failToStart(_ node: SimulatedNode<Disk>, _ error: StoreError) {
    guard node.mayBeDamaged else {
      return fail(.harmony, nodes: [node.index], "\(node.name) can't start: \(error.message)")
    }
    tell(nodes: [node.index], "the disk of \(node.name) is damaged; it starts over")
    mark(.replaced)
    node.wasReplaced = true
    var random = KeyedRandom(seed: seed, .replica, UInt64(node.index), 1 << 61)
    node.disk.crash(.kill, &random)
    node.disk = makeDisk()
    noteLost()
    node.takesNewIdentity = false
    node.mayBeDamaged = false
    queue.add(.start(node: node.index), at: now + .milliseconds(100))
  }

  /// A node stops cleanly.
  func stop(_ node: SimulatedNode<Disk>) {
    guard node.replica != nil else { return }
    if node.diskFault != nil {
      var random = KeyedRandom(
        seed: seed, .replica, UInt64(node.index), 1 << 62 | UInt64(node.incarnation))
      return crash(node, .kill, &random)
    }
    end(node)
    let isDurable = node.disk.close()
    node.runRecord?.isClean = isDurable
    for number in node.connections.values.sorted() {
      breakConnection(number, endOf: node.index, isSilent: false)
    }
    node.connections = [:]
  }

  /// A node stops where it stands; its disk falls back to what was durable.
  func crash(_ node: SimulatedNode<Disk>, _ kind: CrashKind, _ random: inout KeyedRandom) {
    guard node.replica != nil else { return }
    let hasLied = node.diskFault == .lyingSyncs && scenario.store == .sqlite
    tell(
      nodes: [node.index],
      "\(node.name) \(kind == .kill && !hasLied ? "is killed" : "loses power")")
    note(.crash, node.index, kind == .kill ? "killed" : "power cut")
    if kind == .powerCut || hasLied { node.powerCuts += 1 }
    endDiskFault(node)
    end(node)
    node.disk.crash(hasLied ? .powerCut : kind, &random)
    let isSilent = random.chance(0.3)
    for number in node.connections.values.sorted() {
      breakConnection(number, endOf: node.index, isSilent: isSilent)
    }
    node.connections = [:]
    if hasLied {
      becomeNew(node)
      node.mayBeDamaged = true
    }
  }

  /// What a node has in memory is gone, and with it what clients wait for there.
  private func end(_ node: SimulatedNode<Disk>) {
    node.hasRun = node.runTime(at: now)
    record(.down, node.index)
    endRecord(.stalled, node.index)
    node.replica = nil
    node.storeSaboteur?.restart()
    node.hub = nil
    node.wireWakeAt = nil
    node.incarnation += 1
    node.inbox = []
    node.isReading = true
    node.isAboutToFail = false
    node.stalledUntil = .zero
    node.loop = .idle
    node.wakeAt = nil
    for (request, asked) in requests.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where asked.node == node.index {
      requests[request] = nil
      if let client = asked.client { lostAnswer(client) }
    }
    wakeSubscribers(node, node.lens.types.compactMap { $0?.number })
  }
}
