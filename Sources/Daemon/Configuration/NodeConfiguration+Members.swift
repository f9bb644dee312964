import PeerTransport
import PeerWire
import Replication

extension NodeConfiguration {
  /// Where other nodes are told to dial this one.
  enum Announcement: Hashable {
    /// At this address.
    case address(PeerAddress)
    /// Nowhere: the node does not listen, or is configured to tell no address.
    case nowhere
    /// The node listens on all interfaces, so that nobody can tell at which address others reach it.
    case unknown
  }

  /// Where others are told to dial: what `peer.advertise` says; without it what `peer.listen` says, if that is one address.
  var announcement: Announcement {
    if let advertise = peer.advertise {
      return PeerAddress(advertise).map(Announcement.address) ?? .nowhere
    }
    guard let listen = peer.listen.flatMap({ ListenAddress($0) }) else { return .nowhere }
    if ["", "0.0.0.0", "::"].contains(listen.host) { return .unknown }
    return PeerAddress("\(listen)").map(Announcement.address) ?? .nowhere
  }

  /// Tells a replica what is configured of it and of members.
  func apply(to settings: inout ReplicaSettings) {
    settings.maximumClockDrift = maximumClockDrift
    settings.conflictRetention = conflictRetention
    settings.tombstoneRetention = tombstoneRetention
    settings.departedRetention = departedRetention
    settings.evictAfter = evictAfter
    settings.maximumKeys = limits.keys
    // Short spans, as in trials, are noticed in time.
    let shortest = min(tombstoneRetention, evictAfter, departedRetention)
    settings.maintenanceInterval = min(settings.maintenanceInterval, max(shortest / 4, 250))
    settings.admission =
      switch peer.admission {
      case .secret: .secret
      case .approve: .approve
      }
    switch announcement {
    case .address(let address): settings.addresses = ["\(address)"]
    case .nowhere, .unknown: settings.addresses = []
    }
  }
}
