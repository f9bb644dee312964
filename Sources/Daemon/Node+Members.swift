import Documents
import Logging
import Noise
import PeerTransport
import PeerWire
import Replication
import Storage

extension Node {
  /// Opens the replica of a store; under a new ReplicaID, where the roster has another key for the present one.
  ///
  /// *Why:* peers refuse a replica that comes with another key than the roster has. The member with the former key is not retired: the
  /// folder may be a copy whose original lives on.
  static func open(
    _ settings: ReplicaSettings, _ model: Model, _ store: inout SQLiteStore, logger: Logger,
    random: inout some RandomNumberGenerator
  ) throws(StoreError) -> Replica {
    let replica = try Replica(
      settings: settings, model: model, store: &store, at: SystemClock.now(), random: &random)
    guard let own = replica.members.first(where: { $0.replica == replica.id }), !own.key.isEmpty,
      !UTF8Order.equal(own.key, settings.key)
    else { return replica }
    try Replica.takeNewIdentity(in: &store, random: &random)
    let renewed = try Replica(
      settings: settings, model: model, store: &store, at: SystemClock.now(), random: &random)
    logger.warning(
      "node.key is another than the mesh knows for this replica, so the node goes on under a new ReplicaID; if no other node has the former, evict it: deltamesh peers evict \(replica.id)",
      metadata: [
        "code": "NEW_IDENTITY", "reason": "NEW_KEY", "former": "\(replica.id)",
        "replica": "\(renewed.id)",
      ])
    return renewed
  }
}

extension NodeConfiguration {
  /// Who dials members beside the configured peers.
  func dialler(_ key: PublicKey, _ transport: PeerTransport) -> MemberDialler {
    var own: [PeerAddress] = []
    if case .address(let address) = announcement { own.append(address) }
    if let listen = peer.listen.flatMap({ PeerAddress($0) }), !own.contains(listen) {
      own.append(listen)
    }
    return MemberDialler(
      ownKey: key, own: own, configured: peer.peers.compactMap { PeerAddress($0) },
      outlets: MemberDialler.Outlets(
        dial: { transport.dial($0, key: $1) }, forget: { transport.forget($0) }))
  }
}
