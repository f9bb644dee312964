import Documents
import Noise
import PeerWire
import Synchronization

/// Whom a node dials beside the peers of its configuration: the members that the roster names, and who an operator names (DESIGN
/// section 7).
///
/// What the roster says comes from other nodes, so it is checked and bounded: addresses must be such, a member has a few at most, and
/// of a large mesh only some members are dialled, which are others for every node.
final class MemberDialler: Sendable {
  /// The most addresses that are dialled of one member.
  static let addressesPerMember = 4
  /// The most members that are dialled.
  static let maximumMembers = 256
  /// The most addresses that an operator may name while the node runs.
  static let maximumNamed = 256

  /// What came of naming an address.
  enum Naming: Hashable {
    /// It is dialled from now on.
    case dialled
    /// It was dialled already.
    case known
    /// Others are told this very address to dial this node.
    case own
    /// Too many were named.
    case tooMany
  }

  /// How addresses are dialled.
  struct Outlets: Sendable {
    /// Dials an address, unless there is a link to the node with the key.
    var dial: @Sendable (PeerAddress, PublicKey?) -> Void
    /// Dials an address no longer.
    var forget: @Sendable (PeerAddress) -> Void
  }

  private struct State {
    var isStarted = false
    var wanted: [PeerAddress: PublicKey] = [:]
    var named: Set<PeerAddress> = []
  }

  private let ownKey: PublicKey
  private let own: Set<PeerAddress>
  private let configured: Set<PeerAddress>
  private let outlets: Outlets
  private let state = Mutex(State())

  /// For the node with a key and addresses, which dials the configured ones anyway.
  init(
    ownKey: PublicKey, own: [PeerAddress], configured: [PeerAddress], outlets: Outlets
  ) {
    self.ownKey = ownKey
    self.own = Set(own)
    self.configured = Set(configured)
    self.outlets = outlets
  }

  /// Dials what is known by now, and from then on what comes.
  func start() {
    state.withLock { state in
      guard !state.isStarted else { return }
      state.isStarted = true
      dial(state.wanted.filter { !state.named.contains($0.key) })
    }
  }

  /// The roster changed: members that are new are dialled, those that have left no longer.
  func update(_ members: [MemberEntry]) {
    let wanted = wanted(of: members)
    state.withLock { state in
      let before = state.wanted
      state.wanted = wanted
      guard state.isStarted else { return }
      for (address, key) in before.sorted(by: { $0.key.description < $1.key.description })
      where wanted[address] != key && !state.named.contains(address) {
        outlets.forget(address)
      }
      dial(wanted.filter { before[$0.key] != $0.value && !state.named.contains($0.key) })
    }
  }

  /// An operator names an address.
  func name(_ address: PeerAddress) -> Naming {
    if own.contains(address) { return .own }
    if configured.contains(address) { return .known }
    return state.withLock { state in
      if state.named.contains(address) { return .known }
      guard state.named.count < Self.maximumNamed else { return .tooMany }
      state.named.insert(address)
      if state.wanted[address] != nil { return .known }
      outlets.dial(address, nil)
      return .dialled
    }
  }

  private func dial(_ addresses: [PeerAddress: PublicKey]) {
    for (address, key) in addresses.sorted(by: { $0.key.description < $1.key.description }) {
      outlets.dial(address, key)
    }
  }

  /// The addresses to dial, with whose they are. Of more members than may be dialled, those whose keys come next after this
  /// node's own, as on a ring: so all members stay connected, and none is dialled by everyone.
  private func wanted(of members: [MemberEntry]) -> [PeerAddress: PublicKey] {
    var byKey: [PublicKey: [PeerAddress]] = [:]
    for entry in members where entry.state == .active {
      guard let key = PublicKey(hexadecimal: entry.key), key != ownKey else { continue }
      for address in entry.addresses.compactMap({ PeerAddress($0) }) {
        byKey[key, default: []].append(address)
      }
    }
    let keys = byKey.keys.sorted()
    let ring = keys.filter { $0 > ownKey } + keys.filter { $0 < ownKey }
    var wanted: [PeerAddress: PublicKey] = [:]
    for key in ring.prefix(Self.maximumMembers) {
      for address in byKey[key, default: []].prefix(Self.addressesPerMember)
      where !own.contains(address) && !configured.contains(address) && wanted[address] == nil {
        wanted[address] = key
      }
    }
    return wanted
  }
}
