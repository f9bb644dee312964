import Foundation
import Logging
import Noise
import PeerTransport
import PeerWire
import Replication

/// The key of a node and the secret of its mesh.
struct NodeIdentity {
  /// The mesh, derived from its secret; a node without peers has a mesh of its own.
  let mesh: MeshID
  private let secret: MeshSecret?
  private let key: KeyPair

  /// The public half of the node's key: its identity in the mesh.
  var publicKey: PublicKey { key.publicKey }

  /// Reads the node's key from its data folder, or makes one; takes the secret from the configuration.
  init(_ configuration: NodeConfiguration) throws(NodeError) {
    if let text = configuration.peer.secret {
      guard let secret = MeshSecret(Array(text.utf8)) else {
        throw NodeError(.configuration, "peer.secret must have 16 to 1,024 bytes")
      }
      self.secret = secret
      mesh = MeshID(bits: secret.meshNumber)
    } else {
      secret = nil
      mesh = MeshID(bits: 0)
    }
    key = try Self.key(in: configuration.data)
  }

  /// The sockets of the node; nil where it neither listens nor dials.
  func transport(
    _ configuration: NodeConfiguration, loop: ReplicaLoop, links: PeerLinks, logger: Logger
  ) -> PeerTransport? {
    guard let secret else { return nil }
    let peer = configuration.peer
    return PeerTransport(
      PeerTransportConfiguration(
        link: LinkConfiguration(staticKey: key, secret: secret),
        listen: peer.listen.flatMap { ListenAddress($0) },
        peers: peer.peers.compactMap { PeerAddress($0) }, bind: peer.bind),
      sink: { event in
        switch event {
        case .linkOpened(let link, let identity):
          links.opened(link, identity)
          // What operators need to know of a link, the transport logs; this is for finding faults.
          logger.debug(
            "a link is up",
            metadata: [
              "link": "\(link.rawValue)", "peer": "\(identity.key)",
              "address": "\(identity.address)",
              "dialled": "\(identity.wasDialled)",
            ])
          loop.submit(.linkOpened(link, key: "\(identity.key)"))
        case .received(let link, let message):
          loop.submit(.received(link, message))
        case .linkClosed(let link, let reason):
          links.closed(link)
          logger.debug(
            "a link is down", metadata: ["link": "\(link.rawValue)", "reason": "\(reason)"])
          loop.submit(.linkClosed(link))
        }
      },
      log: { entry in
        switch entry.level {
        case .info: logger.info("\(entry.message)")
        case .warning: logger.warning("\(entry.message)")
        }
      })
  }

  /// The private key in `node.key`: 64 hexadecimal digits, for the owner's eyes only.
  private static func key(in folder: String) throws(NodeError) -> KeyPair {
    let path = "\(folder)/node.key"
    let manager = FileManager.default
    if manager.fileExists(atPath: path) {
      guard let data = manager.contents(atPath: path),
        let text = String(data: data, encoding: .utf8),
        let bytes = bytes(fromHexadecimal: text.trimmingCharacters(in: .whitespacesAndNewlines)),
        let key = PrivateKey(bytes: bytes)
      else {
        throw NodeError(.store, "\(path) is not a node key; restore it, or remove it for a new one")
      }
      return KeyPair(key)
    }
    do {
      try manager.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw NodeError(.store, "can't make the folder \(folder): \(error.localizedDescription)")
    }
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    guard let key = PrivateKey(bytes: bytes),
      manager.createFile(
        atPath: path, contents: Data((digits + "\n").utf8),
        attributes: [.posixPermissions: 0o600])
    else { throw NodeError(.store, "can't write \(path)") }
    return KeyPair(key)
  }

  private static func bytes(fromHexadecimal text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).reduce(into: [UInt8]?([])) { bytes, index in
      let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16), digits[index] != UInt8(ascii: "+") else {
        return bytes = nil
      }
      bytes?.append(byte)
    }
  }
}
