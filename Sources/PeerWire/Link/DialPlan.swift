public import Noise

/// Which addresses to dial, and when. Knows nothing of connections: `LinkTable` tells it how they
/// went.
public struct DialPlan: Sendable {
  /// One address. Unless `state` is `own`, it can go from each state to each other.
  struct Entry: Sendable {
    enum State: Hashable, Sendable {
      /// Dial at this time, unless there is a link to its peer.
      case waiting(until: MonotonicTime)
      /// This link is being opened to it, or stands.
      case dialled(LinkNumber)
      /// It is this node's own address, and is never dialled.
      case own
    }

    let address: PeerAddress
    var state: State
    /// The key that was found there last; before that, the one that is said to be there.
    var key: PublicKey?
    var failures = 0
  }

  /// The most addresses that are kept.
  public static let maximumAddresses = 4_096

  private let backoff: Backoff
  private(set) var entries: [Entry] = []

  /// A plan without addresses.
  public init(backoff: Backoff = Backoff()) { self.backoff = backoff }

  /// The addresses in the order in which they were learned.
  public var addresses: [PeerAddress] { entries.map(\.address) }

  /// Adds an address, to dial at once, unless there is a link to the node that is said to be there: the one with `key`, if that is
  /// known. False if there are too many already. Of an address that is known, only a key that is not known yet is taken.
  public mutating func add(
    _ address: PeerAddress, key: PublicKey? = nil, at now: MonotonicTime
  ) -> Bool {
    if let index = entries.firstIndex(where: { $0.address == address }) {
      if entries[index].key == nil { entries[index].key = key }
      return true
    }
    guard entries.count < Self.maximumAddresses else { return false }
    entries.append(Entry(address: address, state: .waiting(until: now), key: key))
    return true
  }

  /// Forgets an address. A link that stands is not touched.
  public mutating func remove(_ address: PeerAddress) {
    entries.removeAll { $0.address == address }
  }

  /// The first address that is due at `now`; those whose peer is in `linked` are left alone.
  func due(at now: MonotonicTime, linked: (PublicKey) -> Bool) -> PeerAddress? {
    entries.first { entry in
      guard case .waiting(let until) = entry.state, until <= now else { return false }
      return !(entry.key.map(linked) ?? false)
    }?.address
  }

  /// When the next address is due; nil if none is.
  func deadline(linked: (PublicKey) -> Bool) -> MonotonicTime? {
    entries.compactMap { entry -> MonotonicTime? in
      guard case .waiting(let until) = entry.state, !(entry.key.map(linked) ?? false) else {
        return nil
      }
      return until
    }.min()
  }

  mutating func dialled(_ address: PeerAddress, as link: LinkNumber) {
    update({ $0.address == address }, { $0.state = .dialled(link) })
  }

  /// The link that was dialled found this key.
  mutating func found(_ key: PublicKey, by link: LinkNumber) {
    update({ $0.state == .dialled(link) }, { $0.key = key })
  }

  /// The link that was dialled led to this very node.
  mutating func foundItself(by link: LinkNumber) {
    update({ $0.state == .dialled(link) }, { $0.state = .own })
  }

  /// A link ended. `wasGood` starts the delays over.
  mutating func ended(
    _ link: LinkNumber, wasGood: Bool, at now: MonotonicTime,
    random: inout some RandomNumberGenerator
  ) {
    guard let index = entries.firstIndex(where: { $0.state == .dialled(link) }) else { return }
    entries[index].failures = wasGood ? 1 : min(entries[index].failures + 1, 64)
    let delay = backoff.delay(failures: entries[index].failures, random: &random)
    entries[index].state = .waiting(until: now.advanced(byMilliseconds: delay))
  }

  /// The link to a peer, whoever dialled it, is gone: its addresses are due soon.
  mutating func lost(
    _ key: PublicKey, at now: MonotonicTime, random: inout some RandomNumberGenerator
  ) {
    for index in entries.indices where entries[index].key == key {
      guard case .waiting(let until) = entries[index].state, until <= now else { continue }
      let delay = backoff.delay(failures: 1, random: &random)
      entries[index].state = .waiting(until: now.advanced(byMilliseconds: delay))
    }
  }

  private mutating func update(_ which: (Entry) -> Bool, _ change: (inout Entry) -> Void) {
    guard let index = entries.firstIndex(where: which) else { return }
    change(&entries[index])
  }
}
