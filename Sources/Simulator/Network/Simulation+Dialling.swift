import Documents
import PeerWire
import Replication

/// Who dials whom at the level of messages, where the simulator plays the part of the links.
extension Simulation {
  /// Lets the dialler of an edge try after a while, unless it is at it.
  func scheduleDial(_ edge: Int, after delay: VirtualTime) {
    guard !edges[edge].isDialling, edges[edge].connection == nil else { return }
    edges[edge].isDialling = true
    queue.add(.dial(edge: edge), at: now + delay)
  }

  func dialRandom(_ edge: Int) -> KeyedRandom {
    KeyedRandom(seed: seed, .dial, UInt64(edge), edges[edge].attempts)
  }

  /// The dialler of an edge tries to connect.
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

  /// A try to connect comes to its end.
  func dialled(_ edge: Int, _ incarnation: Int) {
    let dialler = nodes[edges[edge].nodes[0]]
    let listener = nodes[edges[edge].nodes[1]]
    edges[edge].isDialling = false
    guard dialler.replica != nil, edges[edge].connection == nil else { return }
    guard dialler.incarnation == incarnation, listener.replica != nil,
      isFree(dialler.index, listener.index)
    else {
      if listener.isDead { return }
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
    connect(dialler, listener, links, edge: edge)
    for (node, link) in zip([dialler, listener], links) { enqueue(.linkOpened(link), at: node) }
  }

  /// A connection stands.
  func connect(
    _ dialler: SimulatedNode<Disk>, _ listener: SimulatedNode<Disk>, _ links: [LinkID], edge: Int?,
    numbers: [LinkNumber] = []
  ) {
    dialler.connections[links[0]] = connections.count
    listener.connections[links[1]] = connections.count
    figures.connections += 1
    record(.link, dialler.index, listener.index)
    tell(nodes: [dialler.index, listener.index], "\(dialler.name) reaches \(listener.name)")
    connections.append(
      Connection(
        edge: edge, nodes: [dialler.index, listener.index],
        incarnations: [dialler.incarnation, listener.incarnation], links: links,
        numbers: numbers))
  }

  /// A replica closes a link.
  func disconnect(_ link: LinkID, _ reason: DisconnectReason, _ node: SimulatedNode<Disk>) {
    guard let number = node.connections[link], let connection = connections[number] else { return }
    tell(nodes: connection.nodes, "\(node.name) closes a link: \(reason)")
    switch reason {
    case .replaced: mark(.duplicateLink)
    case .unavailable:
      mark(.pageUnavailable)
      excuseUnavailability(node, "closes a link: \(reason)")
    case .newIdentity, .notMember: mark(.reintroduced)
    case .sameReplica where scenario.faults[.twins] != nil: mark(.reintroduced)
    case .otherMesh, .sameReplica, .otherKey, .incompatibleModel, .protocolViolation:
      fail(.harmony, nodes: connection.nodes, "\(node.name) closes a link: \(reason)")
    }
    switch scenario.level {
    case .messages:
      let side = connection.side(of: link, at: node.index)
      push(.end, to: 1 - side, of: number)
      release(number, side)
    case .bytes: drive(node) { $0.close(link, reason, at: $1, random: &$2) }
    }
  }
}
