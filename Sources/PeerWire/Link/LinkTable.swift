public import Noise

/// All connections of a node: whom to dial and when, how many handshakes may be unfinished, and
/// which link stays when there are two to one peer.
///
/// The driver asks `accepted` for each connection that arrives, performs the actions, and reports
/// what its machines say with `established` and `ended`. When `deadline` has come, it calls `due`.
///
/// Of two links to one peer that came up within `raceMilliseconds`, the one that the smaller public
/// key dialled stays, and if the same side dialled both, the one with the smaller `LinkName`: both
/// sides decide alike. After that time the newer one stays, as a peer that dials again has lost the
/// older one.
public struct LinkTable: Sendable {
  /// The most connections whose handshake is unfinished: so many accepted, and so many dialled.
  public static let maximumUnfinished = 32
  /// For how long two links to one peer count as simultaneous, in milliseconds.
  public static let raceMilliseconds: UInt64 = 10_000
  /// How long a link must have stood for the delays between dials to start over, in milliseconds.
  public static let goodAfterMilliseconds: UInt64 = 10_000

  /// One connection. From `unfinished` to `held`, `up` or `closing`; from `held` to `up` or
  /// `closing`; from `up` to `closing`; from everywhere it is removed when it ended.
  enum Connection: Sendable {
    /// The handshake goes on.
    case unfinished(LinkMachine.Role)
    /// Accepted from a node with our own key: ourselves, unless its other end does not show up.
    case held(LinkPeer, until: MonotonicTime)
    /// The link to its peer.
    case up(LinkPeer, LinkMachine.Role, since: MonotonicTime)
    /// Told to close.
    case closing(LinkPeer, wasGood: Bool)
  }

  private let ownKey: PublicKey
  private let limits: LinkLimits
  /// Which addresses are dialled, and when.
  public private(set) var plan: DialPlan
  private var connections: [LinkNumber: Connection] = [:]
  private var links: [PublicKey: LinkNumber] = [:]
  private var count: UInt64 = 0

  /// A table without links, for the node with this key.
  public init(ownKey: PublicKey, backoff: Backoff = Backoff(), limits: LinkLimits = LinkLimits()) {
    self.ownKey = ownKey
    self.limits = limits
    plan = DialPlan(backoff: backoff)
  }

  /// The link to a peer, if there is one.
  public func link(to key: PublicKey) -> LinkNumber? { links[key] }

  /// The peers that there are links to, in the order of their keys.
  public var linkedPeers: [PublicKey] { links.keys.sorted() }

  /// Learns an address, from the configuration or from others, who may say whose it is; it is not dialled while there is a link to
  /// that node. What is said to be this node's own is left out. False if too many are known.
  public mutating func add(
    _ address: PeerAddress, key: PublicKey? = nil, at now: MonotonicTime
  ) -> Bool {
    key == ownKey || plan.add(address, key: key, at: now)
  }

  /// Forgets an address. A link that stands is not touched.
  public mutating func remove(_ address: PeerAddress) { plan.remove(address) }

  /// A number for a connection that arrived; nil if it must be refused at once, because too many
  /// handshakes are unfinished.
  public mutating func accepted() -> LinkNumber? {
    guard unfinished(.listener) < Self.maximumUnfinished else { return nil }
    return open(.listener)
  }

  /// Dials what is due.
  public mutating func due(at now: MonotonicTime) -> [LinkTableAction] {
    var actions: [LinkTableAction] = []
    for link in heldLinks {
      guard case .held(let peer, let until) = connections[link], until <= now else { continue }
      raise(link, peer, .listener, at: now, &actions)
    }
    while unfinished(.dialler) < Self.maximumUnfinished,
      let address = plan.due(at: now, linked: { links[$0] != nil })
    {
      let link = open(.dialler)
      plan.dialled(address, as: link)
      actions.append(.dial(link, address))
    }
    return actions
  }

  /// When `due` has something to do next; nil for never. Ask again after every call.
  public var deadline: MonotonicTime? {
    let held = connections.values.compactMap { connection -> MonotonicTime? in
      if case .held(_, let until) = connection { until } else { nil }
    }.min()
    let dial =
      unfinished(.dialler) < Self.maximumUnfinished
      ? plan.deadline(linked: { links[$0] != nil }) : nil
    guard let held, let dial else { return held ?? dial }
    return min(held, dial)
  }

  /// A link's handshake is done.
  public mutating func established(
    _ link: LinkNumber, _ peer: LinkPeer, at now: MonotonicTime
  ) -> [LinkTableAction] {
    guard case .unfinished(let role) = connections[link] else { return [] }
    var actions: [LinkTableAction] = []
    if role == .dialler { plan.found(peer.key, by: link) }
    if peer.key == ownKey {
      if let other = otherEnd(of: peer.link, not: link) {
        if role == .dialler { plan.foundItself(by: link) } else { plan.foundItself(by: other) }
        let goodbye = Goodbye(.itself, "the node dialled itself")
        for end in [link, other] { close(end, peer, goodbye, at: now, &actions) }
        return actions
      }
      if role == .listener {
        connections[link] = .held(
          peer, until: now.advanced(byMilliseconds: limits.handshakeTimeoutMilliseconds))
        return actions
      }
    }
    raise(link, peer, role, at: now, &actions)
    return actions
  }

  /// A connection ended: it could not be opened, its handshake failed, or its link is over.
  public mutating func ended(
    _ link: LinkNumber, at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) -> [LinkTableAction] {
    guard let connection = connections.removeValue(forKey: link) else { return [] }
    switch connection {
    case .unfinished, .held:
      plan.ended(link, wasGood: false, at: now, random: &random)
      return []
    case .closing(let peer, let wasGood):
      plan.ended(link, wasGood: wasGood, at: now, random: &random)
      if links[peer.key] == nil { plan.lost(peer.key, at: now, random: &random) }
      return []
    case .up(let peer, _, let since):
      links[peer.key] = nil
      let wasGood = now.milliseconds(since: since) >= Self.goodAfterMilliseconds
      plan.ended(link, wasGood: wasGood, at: now, random: &random)
      plan.lost(peer.key, at: now, random: &random)
      return [.down(link, peer.key)]
    }
  }

  /// Closes the link to a peer for a reason of the layers above, such as an eviction.
  public mutating func disconnect(
    _ key: PublicKey, _ goodbye: Goodbye, at now: MonotonicTime
  ) -> [LinkTableAction] {
    guard let link = links[key], case .up(let peer, _, _) = connections[link] else { return [] }
    var actions: [LinkTableAction] = []
    close(link, peer, goodbye, at: now, &actions)
    return actions
  }
}

extension LinkTable {
  private mutating func open(_ role: LinkMachine.Role) -> LinkNumber {
    count += 1
    let link = LinkNumber(rawValue: count)
    connections[link] = .unfinished(role)
    return link
  }

  private func unfinished(_ role: LinkMachine.Role) -> Int {
    connections.values.count { if case .unfinished(role) = $0 { true } else { false } }
  }

  private var heldLinks: [LinkNumber] {
    connections.filter { if case .held = $0.value { true } else { false } }.keys.sorted()
  }

  /// The connection in this node that has the other end of a link to our own key.
  private func otherEnd(of id: LinkName, not link: LinkNumber) -> LinkNumber? {
    connections.first { number, connection in
      guard number != link else { return false }
      return switch connection {
      case .held(let peer, _), .up(let peer, _, _): peer.key == ownKey && peer.link == id
      case .unfinished, .closing: false
      }
    }?.key
  }

  /// Makes a link the one to its peer, or closes it in favour of the one that there is.
  private mutating func raise(
    _ link: LinkNumber, _ peer: LinkPeer, _ role: LinkMachine.Role, at now: MonotonicTime,
    _ actions: inout [LinkTableAction]
  ) {
    if let old = links[peer.key], case .up(let oldPeer, let oldRole, let since) = connections[old] {
      let goodbye = Goodbye(.duplicate, "another link between the two nodes stays")
      let isRace = now.milliseconds(since: since) < Self.raceMilliseconds
      if isRace, !isPreferred((peer, role), to: (oldPeer, oldRole)) {
        return close(link, peer, goodbye, at: now, &actions)
      }
      close(old, oldPeer, goodbye, at: now, &actions)
    }
    connections[link] = .up(peer, role, since: now)
    links[peer.key] = link
    actions.append(.up(link, peer.key))
  }

  private func isPreferred(
    _ new: (LinkPeer, LinkMachine.Role), to old: (LinkPeer, LinkMachine.Role)
  ) -> Bool {
    if new.1 == old.1 || new.0.key == ownKey { return new.0.link < old.0.link }
    let preferred: LinkMachine.Role = ownKey < new.0.key ? .dialler : .listener
    return new.1 == preferred
  }

  private mutating func close(
    _ link: LinkNumber, _ peer: LinkPeer, _ goodbye: Goodbye, at now: MonotonicTime,
    _ actions: inout [LinkTableAction]
  ) {
    var wasGood = false
    if case .up(_, _, let since) = connections[link] {
      wasGood = now.milliseconds(since: since) >= Self.goodAfterMilliseconds
      if links[peer.key] == link { links[peer.key] = nil }
      actions.append(.down(link, peer.key))
    }
    connections[link] = .closing(peer, wasGood: wasGood)
    actions.append(.close(link, goodbye))
  }
}
