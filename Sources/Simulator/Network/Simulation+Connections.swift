import Documents
import PeerWire
import Replication

/// Connections: what travels on them, and how they end. What travels are messages or bytes, as the scenario says.
extension Simulation {
  // MARK: Sending

  /// A replica sends a message.
  func send(_ message: PeerMessage, over link: LinkID, from node: SimulatedNode<Disk>) {
    guard let number = node.connections[link], let connection = connections[number] else { return }
    if message.isAudit {
      mark(.sumsCompared)
    } else {
      figures.messages += 1
      if scenario.evicts, message.tellsOfMembers {
        figures.liveness += 1
      } else {
        lastMessage = now
      }
    }
    hash.mix(link.rawValue)
    hash.mix(message)
    let side = connection.side(of: link, at: node.index)
    noteSubscription(message)
    if case .page(_, let page) = message {
      figures.pages += 1
      figures.rows += page.changes.count
      meter(page, from: node)
      noteFlight(page, number, to: 1 - side)
      if !connection.isBroken {
        let rows = histories(of: page, at: node)
        connections[number]?.lanes[1 - side].histories.append(rows)
      }
      pageSent(number, 1 - side)
    }
    tell(nodes: connection.nodes, documents: documents(in: message)) {
      "\(node.name) → \(nodes[connection.nodes[1 - side]].name): \(describe(message))"
    }
    switch scenario.level {
    case .messages: push(.message(message), to: 1 - side, of: number)
    case .bytes: drive(node) { $0.send(message, on: link, at: $1, random: &$2) }
    }
  }

  /// Puts something on its way to a side. What is sent on a dead connection is lost without a sign.
  func push(_ item: Connection.Item, to side: Int, of number: Int) {
    guard let connection = connections[number], !connection.isBroken else { return }
    connections[number]?.lanes[side].items.append(item)
    connections[number]?.lanes[side].sent += 1
    let lane = connections[number]?.lanes[side] ?? Connection.Lane()
    if lane.items.count > 2_000 {
      fail(
        .boundedQueues, nodes: connection.nodes,
        "\(lane.items.count) items are on their way from"
          + " \(nodes[connection.nodes[1 - side]].name) to \(nodes[connection.nodes[side]].name)")
    }
    var random = KeyedRandom(seed: seed, .latency, UInt64(number * 2 + side), lane.sent)
    let network = scenario.network
    var latency = random.time(network.minimumLatency, network.maximumLatency)
    if random.chance(0.01) { latency = latency * 10 }
    var start = now
    if case .bytes(let bytes) = item {
      let isSlow = slowWays[connection.nodes[1 - side]][connection.nodes[side]] > 0
      let rate = Int64(isSlow ? network.slowBytesPerSecond : network.bytesPerSecond)
      let span = VirtualTime(microseconds: Int64(bytes.count) * 1_000_000 / rate)
      start = max(now, lane.freeAt) + span
      connections[number]?.lanes[side].freeAt = start
      connections[number]?.lanes[side].bytes += bytes.count
    }
    queue.add(.arrive(connection: number, side: side), at: start + latency)
  }

  /// A page sets out: no more are on their way than the receiver has allowed.
  private func pageSent(_ number: Int, _ side: Int) {
    guard let connection = connections[number], !connection.isBroken else { return }
    connections[number]?.lanes[side].pages += 1
    if connection.lanes[side].pages >= 4 {
      fail(
        .boundedQueues, nodes: connection.nodes,
        "\(connection.lanes[side].pages + 1) pages are on their way from"
          + " \(nodes[connection.nodes[1 - side]].name) to \(nodes[connection.nodes[side]].name)")
    }
  }

  /// A page has arrived, and goes into the inbox next, if there is one.
  func pageArrived(_ number: Int, _ side: Int) {
    connections[number]?.lanes[side].pages -= 1
    endFlight(number, to: side)
    guard let connection = connections[number], let rows = connection.lanes[side].histories.first
    else { return }
    connections[number]?.lanes[side].histories.removeFirst()
    let node = nodes[connection.nodes[side]]
    guard connection.isOpen[side], node.replica != nil else { return }
    node.arrived[connection.links[side], default: []].append(rows)
  }

  // MARK: Arriving

  /// What is first on its way to a side arrives; it waits while the way is blocked, or the node does not read.
  func arrive(_ number: Int, _ side: Int) {
    guard let connection = connections[number], !connection.isBroken else { return }
    let node = nodes[connection.nodes[side]]
    guard blocked[connection.nodes[1 - side]][node.index] == 0, node.isReading else {
      connections[number]?.lanes[side].owed += 1
      return
    }
    guard !connection.lanes[side].items.isEmpty,
      let item = connections[number]?.lanes[side].items.removeFirst()
    else { return }
    switch item {
    case .message(let message):
      if case .page = message { pageArrived(number, side) }
      guard connection.isOpen[side] else { return }
      enqueue(.received(connection.links[side], message), at: node)
    case .bytes(let bytes):
      connections[number]?.lanes[side].bytes -= bytes.count
      pump(number, to: side)
      deliver(bytes, number, side)
    case .end: close(number, side)
    }
  }

  // MARK: Ends

  /// A side learns that the other has closed.
  func close(_ number: Int, _ side: Int) {
    guard let connection = connections[number], connection.isOpen[side] else { return }
    let node = nodes[connection.nodes[side]]
    switch scenario.level {
    case .messages:
      release(number, side)
      if node.incarnation == connection.incarnations[side], node.replica != nil {
        enqueue(.linkClosed(connection.links[side]), at: node)
      }
    case .bytes: endTransport(.endOfStream, number, side)
    }
  }

  /// A side no longer has the connection; at the level of messages the dialler dials again.
  func release(_ number: Int, _ side: Int) {
    guard let connection = connections[number], connection.isOpen[side] else { return }
    connections[number]?.isOpen[side] = false
    let node = nodes[connection.nodes[side]]
    if node.incarnation == connection.incarnations[side] {
      node.connections[connection.links[side]] = nil
    }
    endRecord(.link, connection.nodes[0], connection.nodes[1])
    if let edge = connection.edge, side == 0, edges[edge].connection == number {
      edges[edge].connection = nil
      var random = dialRandom(edge)
      edges[edge].attempts += 1
      scheduleDial(edge, after: random.time(.zero, scenario.network.redialAfter * 2))
    }
    if !connection.isOpen[1 - side] { connections[number] = nil }
  }

  /// A side finds out that a connection is dead, and says so if it still can.
  func lose(_ number: Int, _ side: Int, epoch: Int?) {
    guard let connection = connections[number], connection.isOpen[side],
      epoch.map({ $0 == connection.epoch }) ?? true
    else { return }
    switch scenario.level {
    case .messages:
      mark(.deadLink)
      tell(nodes: connection.nodes, "\(nodes[connection.nodes[side]].name) gives a dead link up")
      push(.end, to: 1 - side, of: number)
      close(number, side)
    case .bytes: endTransport(.failed("connection reset"), number, side)
    }
  }

  /// A connection dies. What is on its way is lost; its sides find out soon, or after a while if nothing tells them.
  func breakConnection(_ number: Int, endOf node: Int? = nil, isSilent: Bool) {
    guard let connection = connections[number] else { return }
    var random = KeyedRandom(seed: seed, .latency, UInt64(number), 1 << 62)
    if !isSilent { deliverPart(number, &random) }
    connections[number]?.isBroken = true
    for side in 0...1 {
      connections[number]?.lanes[side].items = []
      connections[number]?.lanes[side].flights = []
      connections[number]?.lanes[side].histories = []
    }
    for side in 0...1 where connection.isOpen[side] {
      if connection.nodes[side] == node {
        release(number, side)
        continue
      }
      let network = scenario.network
      let delay: VirtualTime
      switch (isSilent, scenario.level) {
      case (false, _): delay = random.time(network.minimumLatency, network.maximumLatency)
      case (true, .messages): delay = random.time(.zero, network.deadAfter * 2)
      case (true, .bytes):
        // The node finds out by its own pings; what it sends until then is lost.
        pump(number, to: 1 - side)
        continue
      }
      queue.add(.lost(connection: number, side: side, epoch: nil), at: now + delay)
    }
  }

  /// Bytes are cut off anywhere, also in the midst of a frame: some of what was first on its way still arrives.
  private func deliverPart(_ number: Int, _ random: inout KeyedRandom) {
    guard let connection = connections[number], !connection.isBroken else { return }
    for side in 0...1 {
      guard case .bytes(let bytes)? = connection.lanes[side].items.first, random.chance(0.5),
        blocked[connection.nodes[1 - side]][connection.nodes[side]] == 0
      else { continue }
      connections[number]?.lanes[side].items.removeFirst()
      deliver(Array(bytes.prefix(random.below(bytes.count))), number, side)
    }
  }
}
