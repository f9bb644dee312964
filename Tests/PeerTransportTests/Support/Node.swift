import Documents
import Noise
import PeerTransport
import PeerWire
import Replication
import Synchronization
import Testing

/// A transport with what it said.
final class Node: Sendable {
  let transport: PeerTransport
  let events: Gathered<PeerTransportEvent>
  let logs: Gathered<PeerLogEntry>

  /// - Parameter greets: whether it says hello on each of its links by itself.
  init(
    key: UInt8, secret: String = "a secret of the mesh", listen: ListenAddress? = nil,
    peers: [PeerAddress] = [], bind: String? = nil, limits: LinkLimits = LinkLimits(),
    greets: Bool = false
  ) throws {
    let events = Gathered<PeerTransportEvent>()
    let logs = Gathered<PeerLogEntry>()
    self.events = events
    self.logs = logs
    let privateKey = try #require(PrivateKey(bytes: [UInt8](repeating: key, count: 32)))
    let meshSecret = try #require(MeshSecret(Array(secret.utf8)))
    let owner = Shared<PeerTransport?>(nil)
    transport = PeerTransport(
      PeerTransportConfiguration(
        link: LinkConfiguration(
          staticKey: KeyPair(privateKey), secret: meshSecret, limits: limits),
        listen: listen, peers: peers, bind: bind,
        backoff: Backoff(firstMilliseconds: 20, longestMilliseconds: 100)),
      sink: { event in
        events.append(event)
        guard greets, case .linkOpened(let link, _) = event else { return }
        owner.withLock { $0 }?.send(link, .hello(Sample.hello("greeting")))
      },
      log: { logs.append($0) })
    owner.withLock { $0 = transport }
  }

  /// A node that listens on a free port of loopback.
  static func listening(
    key: UInt8, host: String = "127.0.0.1", secret: String = "a secret of the mesh",
    limits: LinkLimits = LinkLimits(), greets: Bool = false
  ) async throws -> Node {
    let node = try Node(
      key: key, secret: secret, listen: ListenAddress(host: host, port: 0), limits: limits,
      greets: greets)
    try await node.transport.start()
    return node
  }

  /// A node that dials.
  static func dialling(
    _ peers: [PeerAddress], key: UInt8, secret: String = "a secret of the mesh",
    bind: String? = nil, limits: LinkLimits = LinkLimits(), greets: Bool = false
  ) async throws -> Node {
    let node = try Node(
      key: key, secret: secret, peers: peers, bind: bind, limits: limits, greets: greets)
    try await node.transport.start()
    return node
  }

  var address: PeerAddress {
    get throws {
      try #require(transport.listeningAddress.flatMap { PeerAddress($0.description) })
    }
  }

  /// Waits for so many links to have been opened; gives the last one.
  @discardableResult
  func link(_ count: Int = 1) async throws -> LinkID {
    let opened = await events.wait { $0.opened.count >= count }.opened
    return try #require(opened.last?.0)
  }

  /// Waits for a line in the log.
  @discardableResult
  func logged(_ text: String, times: Int = 1) async -> [PeerLogEntry] {
    await logs.wait { $0.count { $0.message.contains(text) } >= times }
      .filter { $0.message.contains(text) }
  }
}

extension [PeerTransportEvent] {
  var opened: [(LinkID, PeerIdentity)] {
    compactMap { if case .linkOpened(let link, let peer) = $0 { (link, peer) } else { nil } }
  }

  var closed: [(LinkID, String)] {
    compactMap { if case .linkClosed(let link, let reason) = $0 { (link, reason) } else { nil } }
  }

  var messages: [PeerMessage] {
    compactMap { if case .received(_, let message) = $0 { message } else { nil } }
  }
}

/// Short messages for tests.
enum Sample {
  static let catalog = Catalog(types: [
    CatalogType(
      name: "Note", merge: .field, fields: [CatalogField(name: "text", type: "String")])
  ])

  static func hello(_ name: String) -> Hello {
    Hello(
      mesh: MeshID(bits: 1), replica: ReplicaID(bits: 2), process: 3, name: name, version: "1",
      clock: 4, catalog: catalog, knowledge: Knowledge(), floor: Knowledge())
  }

  static let subscription = SubscriptionNumber(rawValue: 1)

  static func subscribe(credit: Int) -> PeerMessage {
    .subscribe(subscription, ChangesRequest(token: [1, 2, 3], pageRows: 10, credit: credit))
  }

  /// A page of rows, each with a text of so many bytes.
  static func page(rows: Int, textLength: Int = 10) -> ChangePage {
    var batch = ChangeBatch()
    let replica = ReplicaID(bits: 9)
    for row in 0..<rows {
      let version = Version(
        timestamp: Timestamp(milliseconds: 1_790_000_000_000 + Int64(row)), replica: replica)
      batch.append(
        DocumentState(
          id: DocumentID("note-\(row)"), createdAt: version.timestamp, isDeleted: false,
          values: [.string(String(repeating: "x", count: textLength))],
          stamps: Stamps(uniform: Stamp(version: version), slotCount: 3)),
        type: TypeNumber(rawValue: 0), sequence: .zero)
    }
    return ChangePage(
      changes: batch, token: [4], knowledge: Knowledge(), claim: Knowledge(), floor: Knowledge(),
      hasMore: false)
  }
}

/// A variable that threads share.
final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func withLock<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
    value.withLock(body)
  }
}
