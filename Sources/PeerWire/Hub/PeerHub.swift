public import Noise
public import Replication

/// All links of a node, as a pure machine: connections, bytes, messages and time go in, effects come out. Sockets drive it in
/// the daemon, a simulated network in the simulator.
///
/// After each call the driver performs ``takeEffects()`` in order; it calls ``timerFired(at:random:)`` when ``deadline`` has
/// come. Links are dialled anew with growing delays for as long as their address is known.
public struct PeerHub: Sendable {
  /// A connection and what is known of it.
  private struct Connection: Sendable {
    var link: PeerLink
    let role: LinkMachine.Role
    let address: String
    var isUp = false
  }

  private let configuration: LinkConfiguration
  private var table: LinkTable
  private var connections: [LinkNumber: Connection] = [:]
  private var dialled: [LinkNumber: PeerAddress] = [:]
  /// By address, what its last dial failed with: said once, not at every attempt.
  private var troubles: [PeerAddress: String] = [:]
  private var effects: [PeerHubEffect] = []
  private var isStopping = false

  /// A hub without links.
  public init(_ configuration: LinkConfiguration, backoff: Backoff = Backoff()) {
    self.configuration = configuration
    table = LinkTable(
      ownKey: configuration.staticKey.publicKey, backoff: backoff, limits: configuration.limits)
  }

  /// What is to be done since the last call.
  public mutating func takeEffects() -> [PeerHubEffect] {
    defer { effects = [] }
    return effects
  }

  /// When ``timerFired(at:random:)`` is due; nil for never.
  public var deadline: MonotonicTime? {
    var earliest = isStopping ? nil : table.deadline
    for connection in connections.values {
      guard let deadline = connection.link.deadline else { continue }
      earliest = min(earliest ?? deadline, deadline)
    }
    return earliest
  }

  /// The addresses that are dialled.
  public var addresses: [PeerAddress] { table.plan.addresses }

  /// The most bytes that wait to be written on any connection.
  public func unsentBytes(of number: LinkNumber) -> Int {
    connections[number]?.link.unsentBytes ?? 0
  }

  // MARK: What the operator wants

  /// Dials an address from now on, while there is no link to the node with `key`, which is said to be there. An address too many is
  /// logged and left out.
  public mutating func add(
    _ address: PeerAddress, key: PublicKey? = nil, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    if !table.add(address, key: key, at: now) {
      log(.warning, "\(address) is not dialled: \(DialPlan.maximumAddresses) addresses are known")
    }
    doDue(at: now, random: &random)
  }

  /// Dials an address no longer. A link that stands is not touched.
  public mutating func remove(_ address: PeerAddress) {
    table.remove(address)
    troubles[address] = nil
  }

  /// Says goodbye on all links, and dials and accepts no more.
  public mutating func stop(
    at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) {
    isStopping = true
    for number in connections.keys.sorted() {
      let actions = connections[number]?.link.close(
        Goodbye(.stopping, "the node stops"), at: now)
      perform(actions ?? [], on: number, at: now, random: &random)
    }
  }

  // MARK: What the replica wants

  /// Sends a message. Nothing happens where the link is gone.
  public mutating func send(
    _ message: PeerMessage, on link: LinkID, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    let number = LinkNumber(rawValue: link.rawValue)
    guard let actions = connections[number]?.link.send(message, at: now) else { return }
    perform(actions, on: number, at: now, random: &random)
  }

  /// Closes a link. Nothing happens where it is gone.
  public mutating func close(
    _ link: LinkID, _ reason: DisconnectReason, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    let number = LinkNumber(rawValue: link.rawValue)
    guard let connection = connections[number], connection.isUp,
      let key = connection.link.machine.peer?.key
    else { return }
    let goodbye = Goodbye(reason)
    perform(table.disconnect(key, goodbye, at: now), goodbye.text, at: now, random: &random)
  }

  // MARK: What happens to connections

  /// A connection arrived. Nil: it must be closed at once.
  public mutating func accepted(
    from address: String, at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) -> LinkNumber? {
    guard !isStopping else { return nil }
    guard let number = table.accepted() else {
      log(.warning, "connection from \(address) refused: too many unfinished handshakes")
      return nil
    }
    begin(number, .listener, address, at: now, random: &random)
    return number
  }

  /// A connection that was dialled stands.
  public mutating func connected(
    _ number: LinkNumber, at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) {
    guard let address = dialled[number], !isStopping else {
      effects.append(.drop(number))
      return
    }
    begin(number, .dialler, address.description, at: now, random: &random)
  }

  /// Bytes arrived.
  public mutating func received(
    _ bytes: UnsafeRawBufferPointer, on number: LinkNumber, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    guard let actions = connections[number]?.link.received(bytes, at: now) else { return }
    perform(actions, on: number, at: now, random: &random)
  }

  /// Bytes were written.
  public mutating func wrote(
    _ count: Int, on number: LinkNumber, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    guard let actions = connections[number]?.link.wrote(count, at: now) else { return }
    perform(actions, on: number, at: now, random: &random)
  }

  /// A connection could not be opened, broke, or was ended by the peer.
  public mutating func ended(
    _ end: LinkMachine.TransportEnd, of number: LinkNumber, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    if let actions = connections[number]?.link.transportEnded(end, at: now) {
      return perform(actions, on: number, at: now, random: &random)
    }
    guard let address = dialled.removeValue(forKey: number) else { return }
    if case .failed(let reason) = end { noteTrouble(reason, at: address) }
    perform(table.ended(number, at: now, random: &random), "", at: now, random: &random)
    doDue(at: now, random: &random)
  }

  /// Does what is due.
  public mutating func timerFired(
    at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) {
    for number in connections.keys.sorted() {
      guard let deadline = connections[number]?.link.deadline, deadline <= now,
        let actions = connections[number]?.link.timerFired(at: now)
      else { continue }
      perform(actions, on: number, at: now, random: &random)
    }
    doDue(at: now, random: &random)
  }
}

extension PeerHub {
  private mutating func begin(
    _ number: LinkNumber, _ role: LinkMachine.Role, _ address: String, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    var link = PeerLink(role, configuration, random: &random)
    let actions = link.start(at: now)
    connections[number] = Connection(link: link, role: role, address: address)
    perform(actions, on: number, at: now, random: &random)
  }

  /// Carries out what a link wants.
  private mutating func perform(
    _ actions: [PeerLinkAction], on number: LinkNumber, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    // What the link has written goes first: what the rest brings about is written behind it.
    for case .write(let bytes) in actions { effects.append(.write(number, bytes)) }
    for action in actions {
      switch action {
      case .write: break
      case .established(let peer):
        perform(
          table.established(number, peer, at: now), "another link to the peer took its place",
          at: now, random: &random)
      case .received(let message):
        if connections[number]?.isUp == true {
          effects.append(.received(Self.link(number), message))
        }
      case .closed(let end): conclude(end, of: number, at: now, random: &random)
      }
    }
  }

  /// A link is over.
  private mutating func conclude(
    _ end: LinkEnd, of number: LinkNumber, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    guard let connection = connections.removeValue(forKey: number) else { return }
    let address = dialled.removeValue(forKey: number)
    effects.append(end.leavesSocketUsable ? .finish(number) : .drop(number))
    note(end, connection, address)
    let actions = table.ended(number, at: now, random: &random)
    perform(actions, end.description, at: now, random: &random)
    doDue(at: now, random: &random)
  }

  /// Carries out what the table of links wants; `reason` says why a link goes down.
  private mutating func perform(
    _ actions: [LinkTableAction], _ reason: String, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    for action in actions {
      switch action {
      case .dial(let number, let address):
        dialled[number] = address
        effects.append(.dial(number, address))
      case .up(let number, let key):
        guard let connection = connections[number] else { continue }
        connections[number]?.isUp = true
        if let address = dialled[number] { troubles[address] = nil }
        let identity = PeerIdentity(
          key: key, address: connection.address, wasDialled: connection.role == .dialler)
        log(.info, "link with \(connection.address) is up, key \(key.shortDescription)")
        effects.append(.opened(Self.link(number), identity))
        let actions = connections[number]?.link.open(at: now)
        perform(actions ?? [], on: number, at: now, random: &random)
      case .down(let number, _):
        connections[number]?.isUp = false
        effects.append(.closed(Self.link(number), reason))
      case .close(let number, let goodbye):
        let actions = connections[number]?.link.close(goodbye, at: now)
        perform(actions ?? [], on: number, at: now, random: &random)
      }
    }
  }

  /// Dials what is due.
  private mutating func doDue(
    at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) {
    guard !isStopping else { return }
    perform(table.due(at: now), "another link took its place", at: now, random: &random)
  }

  private static func link(_ number: LinkNumber) -> LinkID {
    LinkID(rawValue: number.rawValue)
  }

  // MARK: The log

  /// Logs how a connection ended, once.
  private mutating func note(
    _ end: LinkEnd, _ connection: Connection, _ address: PeerAddress?
  ) {
    switch end {
    case .byUs(let goodbye), .byPeer(let goodbye):
      let level: PeerLogEntry.Level = goodbye.code.isOrdinary ? .info : .warning
      log(level, "link with \(connection.address) \(end)")
    case .failed:
      guard !connection.isUp else {
        return log(.warning, "link with \(connection.address) \(end)")
      }
      if let address {
        noteTrouble(end.description, at: address)
      } else {
        log(.warning, "connection from \(connection.address) refused: \(end)")
      }
    }
  }

  /// Logs why an address can't be reached, unless that was the reason last time.
  private mutating func noteTrouble(_ reason: String, at address: PeerAddress) {
    guard troubles.updateValue(reason, forKey: address) != reason else { return }
    log(.warning, "no link to \(address): \(reason)")
  }

  private mutating func log(_ level: PeerLogEntry.Level, _ message: String) {
    effects.append(.log(PeerLogEntry(level, message)))
  }
}

extension LinkEnd {
  /// Whether something may still be written: the other side has not ended its stream.
  fileprivate var leavesSocketUsable: Bool {
    switch self {
    case .byUs, .byPeer: true
    case .failed(let error):
      switch error {
      case .truncatedStream, .closedDuringHandshake, .notAccepted, .transportFailed: false
      case .wrongSecret, .handshakeFailed, .handshakeTimeout, .unexpectedPeer, .alteredFrame,
        .frameTooSmall, .frameTooLarge, .messageTooLarge, .peerSilent, .backlogFull,
        .protocolViolation:
        true
      }
    }
  }
}

extension PublicKey {
  /// The first digits, enough for logs.
  fileprivate var shortDescription: String { String(description.prefix(16)) }
}

extension Goodbye.Code {
  /// Whether it belongs to the ordinary life of a mesh.
  fileprivate var isOrdinary: Bool {
    [.stopping, .duplicate, .itself, .newIdentity].contains(self)
  }
}

extension Goodbye {
  /// What the peer is told when the replica closes a link.
  init(_ reason: DisconnectReason) {
    switch reason {
    case .otherMesh: self.init(.incompatible, "the peer belongs to another mesh")
    case .sameReplica:
      self.init(.itself, "the peer has the same replica: it is this node, or a copy of its data")
    case .replaced: self.init(.duplicate, "a newer link between the two nodes stays")
    case .newIdentity:
      self.init(.newIdentity, "the node goes on under a new ReplicaID, and comes again")
    case .notMember:
      self.init(.notAdmitted, "the peer's replica was evicted or given up: it has to start over")
    case .otherKey:
      self.init(.notAdmitted, "the peer's replica belongs to another key")
    case .incompatibleModel(let text): self.init(.incompatible, "incompatible models: \(text)")
    case .protocolViolation(let text): self.init(.protocolError, text)
    case .unavailable(let text): self.init(.internalError, text)
    }
  }
}
