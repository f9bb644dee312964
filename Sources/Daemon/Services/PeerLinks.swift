import Replication
import Synchronization

import struct PeerWire.PeerIdentity

/// The links that are up, as the sockets see them.
final class PeerLinks: Sendable {
  private let links = Mutex<[LinkID: PeerIdentity]>([:])

  /// A link is up.
  func opened(_ link: LinkID, _ identity: PeerIdentity) {
    links.withLock { $0[link] = identity }
  }

  /// A link is gone.
  func closed(_ link: LinkID) {
    links.withLock { $0[link] = nil }
  }

  /// The links that are up now.
  var current: [LinkID: PeerIdentity] { links.withLock { $0 } }
}
