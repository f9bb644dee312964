import Documents
import GraphQL
import PeerWire

/// What a new node needs to join a mesh, as one text to hand over: the secret, and where members can be dialled. Whoever has it can join.
///
/// The text is `deltamesh-1.` and, in base64url, a JSON object with `secret` and `peers`, and behind it four bytes by which mistakes in
/// copying are noticed (FNV-1a of the object's bytes, big-endian).
public struct MeshInvitation: Sendable, Hashable {
  /// The most addresses that an invitation has.
  public static let maximumAddresses = 16
  /// The most bytes of a token that is read.
  public static let maximumTokenLength = 16_384
  private static let prefix = "deltamesh-1."

  /// The secret of the mesh.
  public let secret: String
  /// Where members can be dialled, each as `HOST:PORT`.
  public let peers: [String]

  /// Invites into the mesh of a node: to dial the given addresses; if none are given, where it tells others to dial it, and whom it
  /// dials itself.
  /// - Throws: ``ConfigurationError`` where the node has no secret, or there is no address.
  public init(
    _ configuration: NodeConfiguration, addresses: [String] = []
  ) throws(ConfigurationError) {
    guard let secret = configuration.peer.secret else {
      throw ConfigurationError("the node has no peer.secret, so there is no mesh to invite into")
    }
    var peers = addresses
    if peers.isEmpty {
      if case .address(let address) = configuration.announcement { peers.append("\(address)") }
      peers += configuration.peer.peers
    }
    guard !peers.isEmpty else {
      throw ConfigurationError(
        "nobody would know whom to dial: say where this node is reached with --address HOST:PORT, or set peer.advertise"
      )
    }
    for peer in peers where PeerAddress(peer) == nil {
      throw ConfigurationError("--address must be HOST:PORT, but is \"\(peer)\"")
    }
    self.secret = secret
    self.peers = Array(peers.prefix(Self.maximumAddresses))
  }

  /// Reads a token.
  /// - Throws: ``ConfigurationError`` where it is none, or was not copied whole.
  public init(token: String) throws(ConfigurationError) {
    guard token.hasPrefix(Self.prefix), token.utf8.count <= Self.maximumTokenLength else {
      throw ConfigurationError(
        "this is no invitation: one begins with \(Self.prefix), and is made by: deltamesh invite")
    }
    guard let bytes = Base64URL.decode(String(token.dropFirst(Self.prefix.count))),
      bytes.count > 4, Self.check(of: bytes.dropLast(4)) == Array(bytes.suffix(4)),
      let json = try? JSON(
        parsing: Array(bytes.dropLast(4)), limits: JSONLimits(bytes: 16_384, depth: 4)),
      let secret = json["secret"]?.stringValue, MeshSecret(Array(secret.utf8)) != nil,
      let peers = json["peers"]?.arrayValue?.map({ $0.stringValue ?? "" }),
      (1...Self.maximumAddresses).contains(peers.count),
      peers.allSatisfy({ PeerAddress($0) != nil })
    else {
      throw ConfigurationError(
        "the invitation is damaged: copy it whole, or make another with: deltamesh invite")
    }
    self.secret = secret
    self.peers = peers
  }

  /// The text to hand over.
  public var token: String {
    let object: JSON = .object([
      "secret": .string(secret), "peers": .array(peers.map { .string($0) }),
    ])
    let bytes = Array(object.bytes)
    return Self.prefix + Base64URL.encode(bytes + Self.check(of: bytes))
  }

  private static func check(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash: UInt32 = 0x811C_9DC5
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
  }
}
