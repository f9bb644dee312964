import Documents
import Replication

/// Whether nodes forget tombstones, and evict members, when they may (DESIGN section 7): told from what the nodes really know, not from
/// what they say of each other.
extension Simulation {
  /// After each commit: nothing was forgotten too early, nobody is served who has left, and nobody was evicted by the rule who was
  /// heard of lately.
  func checkMembers(_ node: SimulatedNode<Disk>, _ actions: [Action]) {
    guard let replica = node.replica else { return }
    noteIntroductions(node, actions)
    checkServed(node, replica, actions)
    checkForgotten(node, replica, actions)
    noteMembers(node, replica, actions)
    if scenario.forgets { everKnown[replica.id, default: Knowledge()].join(replica.toldKnowledge) }
    guard scenario.replica.evictAfter < .seconds(3_600) else { return }
    for case .report(.evicted(let member, let name, _)) in actions {
      checkEviction(of: member, name, by: node)
    }
    noteLinks(node, replica)
  }

  /// Notes to whom the node has links. It looks at them now and then itself, and not while most are away, so only links that last count.
  private func noteLinks(_ node: SimulatedNode<Disk>, _ replica: Replica) {
    let members = replica.membersStatus(at: node.clock.moment(at: now)).members
    let active = members.filter { $0.entry.state == .active }
    var linked = Set(active.filter { $0.isLinked && !$0.isSelf }.map(\.entry.replica))
    if (linked.count + 1) * 2 <= active.count { linked = [] }
    let time = node.runTime(at: now)
    node.linkedSince = node.linkedSince.filter { linked.contains($0.key) }
    for member in linked {
      let since = node.linkedSince[member] ?? time
      node.linkedSince[member] = since
      if time - since > scenario.replica.maintenance * 2 { node.heard[member] = (time, now) }
    }
  }

  /// A node starts: with its tail it may have lost what it was told of members.
  func noteMembers(ofStarting node: SimulatedNode<Disk>, _ replica: Replica) {
    node.linkedSince = [:]
    node.introductions = [:]
    if scenario.durability == .normal { node.members = [:] }
    for entry in replica.members where node.members[entry.replica] == nil {
      node.members[entry.replica] = entry
    }
    if scenario.forgets { everKnown[replica.id, default: Knowledge()].join(replica.toldKnowledge) }
  }

  private func noteMembers(_ node: SimulatedNode<Disk>, _ replica: Replica, _ actions: [Action]) {
    for case .members(let entries) in actions {
      for entry in entries { node.members[entry.replica] = entry }
    }
  }

  /// Each tombstone that is forgotten was held for as long as is asked for, and is known to every active member.
  private func checkForgotten(
    _ node: SimulatedNode<Disk>, _ replica: Replica, _ actions: [Action]
  ) {
    guard let tombstones = node.removals?.take(), !tombstones.isEmpty else { return }
    // The end of a full copy drops documents, too.
    let hasCopied = actions.contains(where: \.endsFullCopy)
    // Who creates such a document anew may know less of its fields.
    for tombstone in tombstones {
      guard let index = node.lens.index(of: tombstone.type) else { continue }
      node.held[DocumentKey(type: index, id: tombstone.state.id)] = nil
    }
    guard !hasCopied else { return }
    let wall = node.clock.moment(at: now).wall.milliseconds
    let active = node.members.values.filter { entry in
      entry.state == .active && entry.replica != replica.id
        && (replica.members.first { $0.replica == entry.replica }?.state ?? .active) == .active
    }
    for tombstone in tombstones {
      guard let index = node.lens.index(of: tombstone.type),
        isInside(tombstone.state, ofType: index, at: node)
      else { continue }
      let key = DocumentKey(type: index, id: tombstone.state.id)
      let since = node.tombstones.removeValue(forKey: key)
      let retention = scenario.replica.tombstoneRetention.milliseconds
      if let since, wall - since < retention, !areClocksMoved {
        return fail(
          .resurrection, nodes: [node.index], document: key.id,
          "\(node.name) forgets the tombstone of \(key.id) that it has held for \(wall - since) ms,"
            + " and it is to keep it for \(retention) ms")
      }
      for entry in active.sorted(by: { $0.replica < $1.replica }) {
        let known = everKnown[entry.replica] ?? Knowledge()
        guard !known.covers(tombstone.state.stamps.versionVector) else { continue }
        return fail(
          .resurrection, nodes: [node.index], document: key.id,
          "\(node.name) forgets the tombstone of \(key.id) at \(tombstone.state.stamps.versionVector),"
            + " and \(entry.node) (\(entry.replica)) knows just \(known)")
      }
    }
  }

  /// Whether wall clocks step: what was held for how long is not what they say.
  private var areClocksMoved: Bool {
    scenario.faults[.clockSteps] != nil || scenario.faults[.clockAhead] != nil
  }

  /// A member that a node evicts by the rule was silent for long enough, half of it while that node ran: of the rest others may have
  /// told. The silence counts from one look at the members to the next.
  private func checkEviction(
    of member: ReplicaID, _ name: String, by node: SimulatedNode<Disk>
  ) {
    guard let heard = node.heard[member] else { return }
    let running = node.runTime(at: now) - heard.runTime
    let least = scenario.replica.evictAfter - scenario.replica.maintenance * 2 - .milliseconds(10)
    if now - heard.time < least || running + running < least {
      fail(
        .harmony, nodes: [node.index],
        "\(node.name) evicts \(name) (\(member)), to which it had a link \(now - heard.time) ago, and"
          + " \(running) of running")
    }
  }

  /// Notes as whom the node introduces itself: it may go on as another while a link lasts.
  private func noteIntroductions(_ node: SimulatedNode<Disk>, _ actions: [Action]) {
    for case .send(let link, .hello(let hello)) in actions {
      node.introductions[link] = hello.replica
    }
  }

  /// No page goes to a replica that has left, as its sender knows. Who has yet to make a full copy does not mind.
  private func checkServed(
    _ node: SimulatedNode<Disk>, _ replica: Replica, _ actions: [Action]
  ) {
    for case .send(let link, .page) in actions {
      guard let connection = node.connections[link].flatMap({ connections[$0] }),
        let side = connection.nodes.firstIndex(where: { $0 != node.index }),
        case let index = connection.nodes[side], let peer = nodes[index].replica?.id,
        nodes[index].introductions[connection.links[side]] == peer,
        let entry = replica.members.first(where: { $0.replica == peer }), entry.state != .active,
        !replica.status(at: node.clock.moment(at: now)).needsFullCopy,
        !actions.contains(where: { if case .disconnect(link, _) = $0 { true } else { false } })
      else { continue }
      fail(
        .harmony, nodes: [node.index, index],
        "\(node.name) sends a page to \(entry.node) (\(peer)), which is"
          + " \(entry.state.rawValue.lowercased()) as it knows")
    }
  }

  // MARK: Nodes that were put back

  /// A node goes on from an older copy of its disk: notes who knows writes of its replica that it has lost.
  func noteWitnesses(of node: SimulatedNode<Disk>) {
    guard let record = record(of: node) else { return }
    let own = record.knowledge[record.id]
    node.future = record.id
    node.witnesses = nodes.filter { other in
      other.index != node.index && (other.replica?.knowledge[record.id] ?? .zero) > own
    }.compactMap { other in other.replica.map { (other.index, $0.id) } }
  }

  /// In the end: no two nodes have one ReplicaID, and a node that was put back goes on under another, if anybody knew more of it who
  /// still is there.
  func checkIdentities() {
    var names: [ReplicaID: SimulatedNode<Disk>] = [:]
    for node in nodes {
      guard let id = node.replica?.id else { continue }
      if let twin = names.updateValue(node, forKey: id) {
        fail(
          .harmony, nodes: [twin.index, node.index],
          "\(twin.name) and \(node.name) still are the same replica")
      }
    }
    for node in nodes {
      guard let future = node.future, node.replica?.id == future,
        let witness = node.witnesses.first(where: { index, replica in
          nodes[index].replica?.id == replica && nodes[index].future == nil
        })
      else { continue }
      fail(
        .harmony, nodes: [node.index, witness.node],
        "\(node.name) was put back to a state before what \(nodes[witness.node].name) knew of it,"
          + " and did not notice")
    }
  }
}
