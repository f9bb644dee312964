import Documents
import PeerWire
import Replication

extension Simulation {
  /// The chaos ends: ways are free again, disks work, and nodes that are down start, but for the dead.
  func stopFaults() {
    phase = .healing
    recording?.faultsStopped = now
    tell("faults stop")
    for from in nodes.indices {
      for to in nodes.indices {
        slowWays[from][to] = 0
        guard blocked[from][to] > 0 else { continue }
        blocked[from][to] = 0
        endRecord(.blocked, from, to)
        flush(SimulationEvent.Way(from: from, to: to))
      }
    }
    for number in liveConnections {
      for side in 0...1 { connections[number]?.lanes[side].tampering = nil }
    }
    for node in nodes {
      node.isAboutToFail = false
      endStall(node)
      if node.diskFault != nil { diskRecovers(node) }
      if node.replica == nil { queue.add(.start(node: node.index), at: now) }
    }
    repairAllClocks()
    queue.add(.checkConvergence, at: now + .milliseconds(100))
  }

  func checkConvergence() {
    evictForCopies()
    if hasConverged, damage.planned > 0 { inflictDamage() }
    if hasConverged, isDamageRepaired {
      findExcused()
      figures.convergence = now - scenario.duration
      recording?.converged = now
      tell("all know the same")
      checkDocuments()
      phase = .settling
      let settle = scenario.replica.relayDelay + scenario.replica.announceDelay
      let network = scenario.network
      var links = network.deadAfter * 2 + network.redialAfter * 10 + network.maximumLatency * 40
      if scenario.level == .bytes {
        // A handshake that hangs is given up, and the address is dialled again.
        links = links + .milliseconds(Int64(LinkLimits().handshakeTimeoutMilliseconds))
      }
      queue.add(.quietBegins, at: now + settle * 3 + links + .seconds(1))
      return
    }
    guard now < max(scenario.duration + scenario.convergeWithin, damage.bound) else {
      phase = .finished
      if let left = damageLeft {
        return fail(.audit, nodes: left.nodes, document: left.document, left.what)
      }
      if !areClientsDone {
        return fail(.convergence, "a client has not been able to push its outbox in all the time")
      }
      let divergence = divergence
      return fail(
        .convergence, nodes: lagging, document: divergence.document,
        "\(scenario.convergeWithin) after the last fault \(divergence.what)")
    }
    queue.add(.checkConvergence, at: now + .milliseconds(100))
  }

  /// Where a node still waits for a copy, its operator evicts those that have none to give: who is dead, or has an empty disk, or waits itself.
  private func evictForCopies() {
    guard now > scenario.duration + .seconds(60) else { return }
    for node in nodes {
      guard let replica = node.replica, replica.startsOver else { continue }
      for member in replica.members where member.state == .active {
        guard let other = nodes.first(where: { $0.name == member.node }), other !== node,
          other.isDead || other.wasReplaced || other.replica?.startsOver ?? false
        else { continue }
        enqueue(.administer(RequestID(rawValue: 0), .evict(member.replica)), at: node)
      }
    }
  }

  /// In what the living nodes differ.
  private var divergence: (document: DocumentID?, what: String) {
    let living = fullFirst(nodes.filter { !$0.isDead })
    for node in living.dropFirst() where lagging.isEmpty && node.replica != nil {
      guard let difference = difference(node, living[0]) else { continue }
      return (
        difference.document,
        "\(node.name) and \(living[0].name) know the same, but hold other documents: "
          + difference.what
      )
    }
    if lagging.isEmpty, let logs = logDivergence(living) { return (nil, logs) }
    let described = living.map { "\($0.name) \($0.replica?.knowledge.description ?? "down")" }
    return (nil, "the nodes don't know the same: " + described.joined(separator: "; "))
  }

  /// The nodes that lack something which another living node knows; none if it is documents that differ.
  private var lagging: [Int] {
    var all = Knowledge()
    for node in nodes { if let replica = node.replica { all.join(replica.knowledge) } }
    return nodes.filter { !$0.isDead && !($0.replica?.knowledge.covers(all) ?? false) }.map(\.index)
  }

  /// Whether all living nodes know the same, and that is everything which was written by replicas that still are there. Where
  /// some are gone for ever, pages of theirs may have come that no knowledge speaks of: then the documents must be equal, too.
  private var hasConverged: Bool {
    let living = fullFirst(nodes.filter { !$0.isDead })
    guard let first = living.first?.replica?.knowledge,
      living.allSatisfy({ knows($0, first) }), isTotal(first), areClientsDone
    else { return false }
    guard living.allSatisfy({ holdsItsScope($0, as: living[0]) }) else { return false }
    return abandoned.isEmpty
      || living.dropFirst().allSatisfy { difference($0, living[0]) == nil }
        && logDivergence(living) == nil
  }

  /// Whether a knowledge covers every write that was made by replicas that still are there.
  private func isTotal(_ knowledge: Knowledge) -> Bool {
    log.writes.allSatisfy { replica, writes in
      abandoned.contains(replica) || writes.last.map { knowledge.covers($0.version) } ?? true
    }
  }

  /// The quiet time is over.
  func finish() {
    // What is closed or evicted now is news.
    let messages = figures.messages - figures.liveness - messagesBeforeQuiet
    if messages > 0, knownBeforeQuiet == nodes.map({ $0.replica?.knowledge }) {
      fail(.quiet, "\(messages) messages were sent although all knew all")
    }
    checkAnswers()
    checkIdentities()
    checkRelaying()
    checkDocuments()
    finishReaders()
    phase = .finished
  }
}
