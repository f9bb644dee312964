import Documents
import Replication

extension Simulation {
  /// Whether both directions between two nodes are free.
  private func isFree(_ one: Int, _ other: Int) -> Bool {
    blocked[one][other] == 0 && blocked[other][one] == 0
  }

  // MARK: Dialling

  /// Lets the dialler of an edge try after a while, unless it is at it.
  func scheduleDial(_ edge: Int, after delay: VirtualTime) {
    guard !edges[edge].isDialling, edges[edge].connection == nil else { return }
    edges[edge].isDialling = true
    queue.add(.dial(edge: edge), at: now + delay)
  }

  private func dialRandom(_ edge: Int) -> KeyedRandom {
    KeyedRandom(seed: seed, .dial, UInt64(edge), edges[edge].attempts)
  }

  func dial(_ edge: Int) {
    let dialler = nodes[edges[edge].nodes[0]]
    guard dialler.replica != nil, edges[edge].connection == nil else {
      edges[edge].isDialling = false
      return
    }
    var random = dialRandom(edge)
    let network = scenario.network
    let roundTrip = random.time(network.minimumLatency, network.maximumLatency) * 2
    queue.add(.dialled(edge: edge, incarnation: dialler.incarnation), at: now + roundTrip)
  }

  func dialled(_ edge: Int, _ incarnation: Int) {
    let dialler = nodes[edges[edge].nodes[0]]
    let listener = nodes[edges[edge].nodes[1]]
    edges[edge].isDialling = false
    guard dialler.replica != nil, edges[edge].connection == nil else { return }
    guard dialler.incarnation == incarnation, listener.replica != nil,
      isFree(dialler.index, listener.index)
    else {
      var random = dialRandom(edge)
      edges[edge].attempts += 1
      edges[edge].failures += 1
      let base = scenario.network.redialAfter
      let delay = base * min(1 << min(edges[edge].failures, 8), 10)
      return scheduleDial(edge, after: random.time(base, delay))
    }
    edges[edge].attempts += 1
    edges[edge].failures = 0
    edges[edge].connection = connections.count
    let links = [LinkID(rawValue: nextLink), LinkID(rawValue: nextLink + 1)]
    nextLink += 2
    for (node, link) in zip([dialler, listener], links) {
      node.connections[link] = connections.count
      enqueue(.linkOpened(link), at: node)
    }
    figures.connections += 1
    tell(nodes: [dialler.index, listener.index], "\(dialler.name) reaches \(listener.name)")
    connections.append(
      Connection(
        edge: edge, nodes: [dialler.index, listener.index],
        incarnations: [dialler.incarnation, listener.incarnation], links: links))
  }

  // MARK: Messages

  /// Puts a message on its way.
  func send(_ message: PeerMessage, over link: LinkID, from node: SimulatedNode<Disk>) {
    guard let number = node.connections[link], let connection = connections[number] else { return }
    figures.messages += 1
    hash.mix(link.rawValue)
    hash.mix(message)
    let side = connection.links[0] == link ? 0 : 1
    if case .page(_, let page) = message {
      figures.pages += 1
      figures.rows += page.changes.count
    }
    tell(nodes: connection.nodes, documents: documents(in: message)) {
      "\(node.name) → \(nodes[connection.nodes[1 - side]].name): \(describe(message))"
    }
    push(.message(message), to: 1 - side, of: number)
  }

  private func push(_ item: Connection.Item, to side: Int, of number: Int) {
    guard var connection = connections[number], !connection.isBroken else { return }
    connection.queues[side].append(item)
    connection.sent[side] += 1
    if case .message(.page) = item { connection.pages[side] += 1 }
    if connection.queues[side].count > 500 || connection.pages[side] > 4 {
      fail(
        .boundedQueues, nodes: connection.nodes,
        "\(connection.queues[side].count) messages, \(connection.pages[side]) pages of them, are on"
          + " their way from \(nodes[connection.nodes[1 - side]].name)"
          + " to \(nodes[connection.nodes[side]].name)")
    }
    var random = KeyedRandom(
      seed: seed, .latency, UInt64(number * 2 + side), connection.sent[side])
    connections[number] = connection
    let network = scenario.network
    var latency = random.time(network.minimumLatency, network.maximumLatency)
    if random.chance(0.01) { latency = latency * 10 }
    queue.add(.arrive(connection: number, side: side), at: now + latency)
  }

  /// What is first on its way to a side arrives; it waits while the way is blocked.
  func arrive(_ number: Int, _ side: Int) {
    guard let connection = connections[number], !connection.isBroken else { return }
    guard blocked[connection.nodes[1 - side]][connection.nodes[side]] == 0 else {
      connections[number]?.owed[side] += 1
      return
    }
    guard !connection.queues[side].isEmpty else { return }
    guard let item = connections[number]?.queues[side].removeFirst() else { return }
    switch item {
    case .message(let message):
      if case .page = message { connections[number]?.pages[side] -= 1 }
      guard connection.isOpen[side] else { return }
      enqueue(.received(connection.links[side], message), at: nodes[connection.nodes[side]])
    case .end: close(number, side)
    }
  }

  // MARK: Ends

  /// A side gives a connection up, or learns that the other has.
  private func close(_ number: Int, _ side: Int) {
    guard let connection = connections[number], connection.isOpen[side] else { return }
    release(number, side)
    let node = nodes[connection.nodes[side]]
    if node.incarnation == connection.incarnations[side], node.replica != nil {
      enqueue(.linkClosed(connection.links[side]), at: node)
    }
  }

  /// A side no longer has the connection; the dialler dials again.
  private func release(_ number: Int, _ side: Int) {
    guard let connection = connections[number] else { return }
    connections[number]?.isOpen[side] = false
    let node = nodes[connection.nodes[side]]
    if node.incarnation == connection.incarnations[side] {
      node.connections[connection.links[side]] = nil
    }
    if side == 0, edges[connection.edge].connection == number {
      edges[connection.edge].connection = nil
      var random = dialRandom(connection.edge)
      edges[connection.edge].attempts += 1
      let base = scenario.network.redialAfter
      scheduleDial(connection.edge, after: random.time(.zero, base * 2))
    }
    if !connection.isOpen[1 - side] { connections[number] = nil }
  }

  /// A replica closes a link.
  func disconnect(_ link: LinkID, _ reason: DisconnectReason, _ node: SimulatedNode<Disk>) {
    guard let number = node.connections[link], let connection = connections[number] else { return }
    tell(nodes: connection.nodes, "\(node.name) closes a link: \(reason)")
    switch reason {
    case .replaced, .unavailable: break
    case .otherMesh, .sameReplica, .incompatibleModel, .protocolViolation:
      fail(.harmony, nodes: connection.nodes, "\(node.name) closes a link: \(reason)")
    }
    let side = connection.links[0] == link ? 0 : 1
    push(.end, to: 1 - side, of: number)
    release(number, side)
  }

  /// A side finds out that a connection is dead, and says so if it still can.
  func lose(_ number: Int, _ side: Int, epoch: Int?) {
    guard let connection = connections[number], connection.isOpen[side],
      epoch.map({ $0 == connection.epoch }) ?? true
    else { return }
    tell(nodes: connection.nodes, "\(nodes[connection.nodes[side]].name) gives a dead link up")
    push(.end, to: 1 - side, of: number)
    close(number, side)
  }

  /// A connection dies. What is on its way is lost; its sides find out soon, or after a while if nothing tells them.
  func breakConnection(_ number: Int, endOf node: Int? = nil, isSilent: Bool) {
    guard let connection = connections[number] else { return }
    connections[number]?.isBroken = true
    connections[number]?.queues = [[], []]
    var random = KeyedRandom(seed: seed, .latency, UInt64(number), 1 << 62)
    for side in 0...1 where connection.isOpen[side] {
      if connection.nodes[side] == node {
        release(number, side)
        continue
      }
      let network = scenario.network
      let delay =
        isSilent
        ? random.time(.zero, network.deadAfter * 2)
        : random.time(network.minimumLatency, network.maximumLatency)
      queue.add(.lost(connection: number, side: side, epoch: nil), at: now + delay)
    }
  }

  // MARK: Blocked ways

  /// A fault blocks ways between nodes: what is on them stalls, and in the end links are given up.
  func block(_ ways: [SimulationEvent.Way]) {
    for way in ways {
      blocked[way.from][way.to] += 1
      forEachConnection(between: way.from, way.to) { number, connection in
        connections[number]?.epoch += 1
        var random = KeyedRandom(
          seed: seed, .latency, UInt64(number), 1 << 61 | UInt64(connection.epoch))
        for side in 0...1 {
          let deadAfter = scenario.network.deadAfter
          queue.add(
            .lost(connection: number, side: side, epoch: connection.epoch + 1),
            at: now + random.time(deadAfter, deadAfter * 2))
        }
      }
    }
  }

  /// A fault no longer blocks these ways.
  func unblock(_ ways: [SimulationEvent.Way]) {
    for way in ways where blocked[way.from][way.to] > 0 {
      blocked[way.from][way.to] -= 1
      if blocked[way.from][way.to] == 0 { flush(way) }
    }
  }

  /// A way is free again: what stalled arrives.
  func flush(_ way: SimulationEvent.Way) {
    forEachConnection(between: way.from, way.to) { number, connection in
      if isFree(way.from, way.to) { connections[number]?.epoch += 1 }
      let side = connection.nodes[0] == way.to ? 0 : 1
      connections[number]?.owed[side] = 0
      for count in 0..<connection.owed[side] {
        queue.add(
          .arrive(connection: number, side: side),
          at: now + VirtualTime(microseconds: Int64(count + 1) * 50))
      }
    }
  }

  private func forEachConnection(
    between one: Int, _ other: Int, _ body: (Int, Connection) -> Void
  ) {
    for (number, connection) in connections.enumerated() {
      guard let connection, !connection.isBroken,
        connection.nodes == [one, other] || connection.nodes == [other, one]
      else { continue }
      body(number, connection)
    }
  }
}
