import Noise
import PeerWire
import Replication
import Testing

/// Hubs joined by pipes in memory: bytes arrive in pieces of any size, time passes when nothing else is to be done.
struct HubNetwork {
  /// One end of a connection.
  struct End: Hashable {
    var node: Int
    var number: LinkNumber
  }

  /// What a hub told its replica.
  struct Told {
    var links: [LinkID] = []
    var received: [LinkID: [PeerMessage]] = [:]
    var closed: [String] = []
    var logs: [PeerLogEntry] = []
  }

  var hubs: [PeerHub] = []
  var told: [Told] = []
  var now = MonotonicTime(milliseconds: 1_000)
  var random: SeededGenerator
  /// Whether written bytes count as written at once.
  var reportsWrites = true
  /// Nodes that can't be dialled.
  var unreachable: Set<Int> = []
  private(set) var written: [End: Int] = [:]
  private var others: [End: End] = [:]
  private var inFlight: [(to: End, bytes: [UInt8])] = []

  init(nodes: Int, seed: UInt64 = 1) throws {
    random = SeededGenerator(seed: seed)
    for node in 0..<nodes {
      let key = try #require(PrivateKey(bytes: [UInt8](repeating: UInt8(node + 1), count: 32)))
      let secret = try #require(MeshSecret(Array("a secret of the mesh".utf8)))
      hubs.append(PeerHub(LinkConfiguration(staticKey: KeyPair(key), secret: secret)))
      told.append(Told())
    }
  }

  static func address(_ node: Int) throws -> PeerAddress {
    try #require(PeerAddress("node:\(node + 1)"))
  }

  mutating func dial(_ node: Int, from other: Int) throws {
    hubs[other].add(try Self.address(node), at: now, random: &random)
    settle()
  }

  mutating func send(_ message: PeerMessage, from node: Int) throws {
    let link = try #require(told[node].links.last)
    hubs[node].send(message, on: link, at: now, random: &random)
    settle()
  }

  /// The link that is up, heard on it, at a node.
  func heard(_ node: Int) -> [PeerMessage] {
    told[node].links.last.flatMap { told[node].received[$0] } ?? []
  }

  /// Does all that can be done at this time.
  mutating func settle() {
    var isBusy = true
    while isBusy {
      isBusy = false
      for node in hubs.indices {
        for effect in hubs[node].takeEffects() {
          isBusy = true
          perform(effect, node)
        }
      }
      if !inFlight.isEmpty {
        isBusy = true
        deliver()
      }
    }
  }

  /// Lets time pass until the next deadline of any hub, and at least by one millisecond.
  mutating func pass() {
    let deadline = hubs.compactMap(\.deadline).min()
    now = max(deadline ?? now, now.advanced(byMilliseconds: 1))
    for node in hubs.indices { hubs[node].timerFired(at: now, random: &random) }
    settle()
  }

  /// Cuts all connections.
  mutating func cut() {
    inFlight = []
    let ends = others.keys.sorted { ($0.node, $0.number) < ($1.node, $1.number) }
    others = [:]
    for end in ends {
      hubs[end.node].ended(.failed("cut"), of: end.number, at: now, random: &random)
    }
    settle()
  }

  /// Reports all that was written.
  mutating func drain(_ node: Int) {
    for (end, count) in written where end.node == node && count > 0 {
      written[end] = 0
      hubs[node].wrote(count, on: end.number, at: now, random: &random)
    }
    settle()
  }

  private mutating func perform(_ effect: PeerHubEffect, _ node: Int) {
    switch effect {
    case .dial(let number, let address):
      let target = Int(address.port) - 1
      guard !unreachable.contains(target),
        let other = hubs[target].accepted(from: "node \(node)", at: now, random: &random)
      else {
        return hubs[node].ended(
          .failed("connection refused"), of: number, at: now, random: &random)
      }
      let (near, far) = (End(node: node, number: number), End(node: target, number: other))
      others[near] = far
      others[far] = near
      hubs[node].connected(number, at: now, random: &random)
    case .write(let number, let bytes):
      let end = End(node: node, number: number)
      written[end, default: 0] += bytes.count
      if reportsWrites {
        written[end] = 0
        hubs[node].wrote(bytes.count, on: number, at: now, random: &random)
      }
      if let other = others[end] { inFlight.append((other, bytes)) }
    case .finish(let number), .drop(let number): end(End(node: node, number: number))
    case .opened(let link, _): told[node].links.append(link)
    case .received(let link, let message): told[node].received[link, default: []].append(message)
    case .closed(let link, let reason):
      told[node].links.removeAll { $0 == link }
      told[node].closed.append(reason)
    case .log(let entry): told[node].logs.append(entry)
    }
  }

  /// One side ends its stream, behind what it wrote.
  private mutating func end(_ end: End) {
    guard let other = others.removeValue(forKey: end) else { return }
    deliver(to: other)
    others[other] = nil
    hubs[other.node].ended(.endOfStream, of: other.number, at: now, random: &random)
  }

  private mutating func deliver(to end: End? = nil) {
    let taken = inFlight
    inFlight = end == nil ? [] : taken.filter { $0.to != end }
    for (to, bytes) in taken where end == nil || to == end {
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...max(rest.count, 1), using: &random)))
        rest = rest.dropFirst(piece.count)
        piece.withUnsafeBytes {
          hubs[to.node].received($0, on: to.number, at: now, random: &random)
        }
      }
    }
  }
}
