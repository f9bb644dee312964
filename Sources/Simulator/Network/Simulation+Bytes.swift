import Documents
import Noise
import PeerWire
import Replication

/// The level of bytes: each node has a ``PeerHub``, as in the daemon; the simulator plays the part of the sockets.
extension Simulation {
  /// How many bytes a socket takes before it has sent any.
  private static var socketBuffer: Int { 64 << 10 }

  /// The hub of a node that starts: with a key of its own that lasts, and the addresses that it is to dial.
  func startHub(_ node: SimulatedNode<Disk>) {
    guard scenario.level == .bytes else { return }
    var keys = KeyedRandom(seed: seed, .keys, UInt64(node.index))
    var limits = LinkLimits()
    limits.deadAfterMilliseconds = UInt64(max(scenario.network.deadAfter.milliseconds, 100))
    limits.pingAfterMilliseconds = limits.deadAfterMilliseconds / 3
    // Small enough that keys are replaced in a run.
    limits.rekeyInterval = 64
    node.saboteur?.distort(&limits, ofNode: node.index)
    let redial = UInt64(max(scenario.network.redialAfter.milliseconds, 1))
    node.hub = PeerHub(
      LinkConfiguration(
        staticKey: KeyPair(random: &keys), secret: Self.secret, limits: limits),
      backoff: Backoff(firstMilliseconds: redial, longestMilliseconds: redial * 10))
    for edge in edges {
      let targets = edge.isMutual ? edge.nodes : [edge.nodes[1]]
      for target in targets where target != node.index && edge.nodes.contains(node.index) {
        guard let address = PeerAddress("node:\(target + 1)") else { continue }
        drive(node) { $0.add(address, at: $1, random: &$2) }
      }
    }
  }

  private static var secret: MeshSecret {
    guard let secret = MeshSecret(Array("the secret of a simulated mesh".utf8)) else {
      preconditionFailure("the secret is long enough")
    }
    return secret
  }

  /// Lets a node's hub do something, and carries out what it wants then.
  func drive(
    _ node: SimulatedNode<Disk>,
    _ body: (inout PeerHub, MonotonicTime, inout KeyedRandom) -> Void
  ) {
    guard node.hub != nil else { return }
    let time = MonotonicTime(milliseconds: UInt64(now.milliseconds))
    var random = KeyedRandom(seed: seed, .wire, UInt64(node.index), node.wireSteps)
    node.wireSteps += 1
    if var hub = node.hub.take() {
      body(&hub, time, &random)
      node.hub = hub
    }
    if node.isPerformingWire { return }
    node.isPerformingWire = true
    while let effects = node.hub?.takeEffects(), !effects.isEmpty {
      for effect in effects { perform(effect, node) }
    }
    node.isPerformingWire = false
    armWire(node)
  }

  private func armWire(_ node: SimulatedNode<Disk>) {
    guard let deadline = node.hub?.deadline else { return }
    let due = VirtualTime.milliseconds(Int64(min(deadline.milliseconds, 1 << 40)))
    if let armed = node.wireWakeAt, armed <= due, armed > now { return }
    node.wireWakeAt = max(due, now)
    queue.add(
      .wireTimer(node: node.index, incarnation: node.incarnation, due: max(due, now)),
      at: max(due, now + VirtualTime(microseconds: 1)))
  }

  /// A deadline of a hub comes.
  func wireTimer(_ node: SimulatedNode<Disk>, _ due: VirtualTime) {
    guard node.wireWakeAt == due else { return }
    node.wireWakeAt = nil
    drive(node) { $0.timerFired(at: $1, random: &$2) }
  }

  // MARK: What the hub wants

  private func perform(_ effect: PeerHubEffect, _ node: SimulatedNode<Disk>) {
    switch effect {
    case .dial(let number, let address):
      var random = KeyedRandom(
        seed: seed, .dial, UInt64(node.index), number.rawValue << 16 | UInt64(address.port))
      let network = scenario.network
      let roundTrip = random.time(network.minimumLatency, network.maximumLatency) * 2
      queue.add(
        .connected(
          node: node.index, incarnation: node.incarnation, number, target: Int(address.port) - 1),
        at: now + roundTrip)
    case .write(let number, let bytes): write(bytes, number, node)
    case .finish(let number), .drop(let number):
      guard let connection = connection(number, node) else { return }
      let side = connection.value.side(of: LinkID(rawValue: number.rawValue), at: node.index)
      flushUnsent(connection.key, to: 1 - side)
      push(.end, to: 1 - side, of: connection.key)
      release(connection.key, side)
    case .opened(let link, _): enqueue(.linkOpened(link), at: node)
    case .received(let link, let message):
      if case .page = message, let number = node.connections[link],
        let connection = connections[number]
      {
        pageArrived(number, connection.side(of: link, at: node.index))
      }
      enqueue(.received(link, message), at: node)
    case .closed(let link, let reason):
      tell(nodes: [node.index], "\(node.name) loses a link: \(reason)")
      enqueue(.linkClosed(link), at: node)
    case .log(let entry): note(entry, node)
    }
  }

  private func note(_ entry: PeerLogEntry, _ node: SimulatedNode<Disk>) {
    tell(nodes: [node.index], "\(node.name) logs: \(entry.message)")
    let text = entry.message
    if text.contains("another link") { mark(.duplicateLink) }
    if text.contains("nothing arrived") { mark(.deadLink) }
    let isRefusal = ["altered", "protocol", "limit", "handshake failed", "frame of"].contains {
      text.contains($0)
    }
    guard isRefusal else { return }
    if figures.faults[.tampering] == nil {
      fail(.harmony, nodes: [node.index], "\(node.name) logs: \(text)")
    } else {
      mark(.tamperingRefused)
    }
  }

  private func connection(
    _ number: LinkNumber, _ node: SimulatedNode<Disk>
  ) -> (key: Int, value: Connection)? {
    guard let key = node.connections[LinkID(rawValue: number.rawValue)],
      let connection = connections[key]
    else { return nil }
    return (key, connection)
  }

  // MARK: Dialling

  /// A try to connect comes to its end.
  func connected(_ node: SimulatedNode<Disk>, _ number: LinkNumber, _ target: Int) {
    guard nodes.indices.contains(target) else { return }
    let listener = nodes[target]
    guard isFree(node.index, target), listener.hub != nil else {
      let reason = listener.hub == nil ? "connection refused" : "no answer within 5 seconds"
      return drive(node) { $0.ended(.failed(reason), of: number, at: $1, random: &$2) }
    }
    var accepted: LinkNumber?
    // What both sides want at once is carried out when the connection stands.
    listener.isPerformingWire = true
    drive(listener) {
      accepted = $0.accepted(from: "node:\(node.index + 1)", at: $1, random: &$2)
    }
    listener.isPerformingWire = false
    guard let accepted else {
      return drive(node) { $0.ended(.endOfStream, of: number, at: $1, random: &$2) }
    }
    connect(
      node, listener,
      [LinkID(rawValue: number.rawValue), LinkID(rawValue: accepted.rawValue)], edge: nil,
      numbers: [number, accepted])
    drive(listener) { _, _, _ in }
    drive(node) { $0.connected(number, at: $1, random: &$2) }
  }

  // MARK: Bytes

  private func write(_ bytes: [UInt8], _ number: LinkNumber, _ node: SimulatedNode<Disk>) {
    figures.bytes += bytes.count
    guard let (key, connection) = connection(number, node) else { return }
    let side = connection.side(of: LinkID(rawValue: number.rawValue), at: node.index)
    connections[key]?.lanes[1 - side].unsent.append(bytes)
    pump(key, to: 1 - side)
    if let unsent = node.hub?.unsentBytes(of: number), unsent > PeerLink.maximumWaiting {
      fail(.boundedQueues, nodes: [node.index], "\(unsent) bytes wait on a link of \(node.name)")
    }
  }

  /// Takes what waits into the socket as far as there is room, and says that it was written.
  func pump(_ number: Int, to side: Int) {
    while let connection = connections[number], let bytes = connection.lanes[side].unsent.first,
      connection.isBroken || connection.lanes[side].bytes < Self.socketBuffer
    {
      connections[number]?.lanes[side].unsent.removeFirst()
      if !connection.isBroken { travel(bytes, number, side) }
      let sender = nodes[connection.nodes[1 - side]]
      guard connection.isOpen[1 - side] else { continue }
      queue.add(
        .wrote(
          node: sender.index, incarnation: connection.incarnations[1 - side],
          connection.numbers[1 - side], bytes.count), at: now)
    }
  }

  /// A side ends its stream: what it has written goes first.
  private func flushUnsent(_ number: Int, to side: Int) {
    guard let unsent = connections[number]?.lanes[side].unsent else { return }
    connections[number]?.lanes[side].unsent = []
    for bytes in unsent { travel(bytes, number, side) }
  }

  /// Bytes set out, in pieces as TCP may cut them, and through the hands of whoever sits on the way.
  private func travel(_ bytes: [UInt8], _ number: Int, _ side: Int) {
    guard let lane = connections[number]?.lanes[side] else { return }
    var random = KeyedRandom(seed: seed, .wire, UInt64(number * 2 + side) | 1 << 40, lane.sent)
    var pieces = [bytes]
    if bytes.count > 1, random.chance(0.3) {
      let cut = 1 + random.below(bytes.count - 1)
      pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
    }
    for piece in pieces {
      guard let tampering = connections[number]?.lanes[side].tampering else {
        push(.bytes(piece), to: side, of: number)
        continue
      }
      connections[number]?.lanes[side].tampering = nil
      switch tampering {
      case .flip:
        var altered = piece
        altered[random.below(piece.count)] ^= 1 << UInt8(random.below(8))
        push(.bytes(altered), to: side, of: number)
      case .drop: break
      case .repeat:
        push(.bytes(piece), to: side, of: number)
        push(.bytes(piece), to: side, of: number)
      case .cut:
        push(.bytes(Array(piece.prefix(random.below(piece.count)))), to: side, of: number)
        push(.end, to: side, of: number)
      }
    }
  }

  /// Bytes arrive at a side.
  func deliver(_ bytes: [UInt8], _ number: Int, _ side: Int) {
    guard let connection = connections[number], connection.isOpen[side], !bytes.isEmpty else {
      return
    }
    let node = nodes[connection.nodes[side]]
    guard node.incarnation == connection.incarnations[side] else { return }
    hash.mix(bytes)
    drive(node) { hub, time, random in
      bytes.withUnsafeBytes {
        hub.received(
          $0, on: connection.numbers[side], at: time, random: &random)
      }
    }
  }

  /// A side learns from its system that a connection is over.
  func endTransport(_ end: LinkMachine.TransportEnd, _ number: Int, _ side: Int) {
    guard let connection = connections[number], connection.isOpen[side] else { return }
    let node = nodes[connection.nodes[side]]
    let link = connection.numbers[side]
    guard node.incarnation == connection.incarnations[side] else { return }
    drive(node) { $0.ended(end, of: link, at: $1, random: &$2) }
    release(number, side)
  }
}
