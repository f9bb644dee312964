import Noise
import Testing

@testable import PeerWire

/// Two or three tables and the connections between them, with events in random order.
@Suite("Link tables against each other")
struct LinkTablePairTests {
  /// One side of a connection.
  struct End: Hashable {
    let node: Int
    let link: LinkNumber
  }

  enum Event: Hashable {
    case connects(End, to: Int)
    case established(End, PublicKey, LinkName)
    case ended(End)
  }

  struct Mesh {
    let keys: [PublicKey]
    let addresses: [PeerAddress]
    var tables: [LinkTable]
    var random: SeededGenerator
    var events: [(at: UInt64, event: Event)] = []
    var other: [End: End] = [:]
    var up: [End: PublicKey] = [:]
    var dials = 0
    var now: UInt64 = 0

    init(nodes: Int, seed: UInt64) throws {
      var random = SeededGenerator(seed: seed)
      keys = (0..<nodes).map { _ in KeyPair(random: &random).publicKey }
      self.random = random
      tables = keys.map { LinkTable(ownKey: $0) }
      addresses = try (0..<nodes).map { try #require(PeerAddress("node:\($0 + 1)")) }
    }

    mutating func later(_ event: Event, within milliseconds: UInt64 = 50) {
      events.append((now + UInt64.random(in: 0...milliseconds, using: &random), event))
    }

    mutating func perform(_ actions: [LinkTableAction], node: Int) {
      for action in actions {
        switch action {
        case .dial(let link, let address):
          dials += 1
          guard let to = addresses.firstIndex(of: address) else { continue }
          later(.connects(End(node: node, link: link), to: to))
        case .up(let link, let key):
          #expect(!up.contains { $0.key.node == node && $0.value == key }, "two links at once")
          up[End(node: node, link: link)] = key
        case .down(let link, let key):
          #expect(up.removeValue(forKey: End(node: node, link: link)) == key)
        case .close(let link, _):
          let end = End(node: node, link: link)
          later(.ended(end))
          if let far = other[end] { later(.ended(far)) }
        }
      }
    }

    mutating func step() -> Bool {
      for node in tables.indices {
        perform(tables[node].due(at: MonotonicTime(milliseconds: now)), node: node)
      }
      let timers = tables.compactMap { $0.deadline?.milliseconds }.min()
      let index = events.indices.min { events[$0].at < events[$1].at }
      guard let index, events[index].at <= timers ?? .max else {
        guard let timers, timers < 60_000 else { return false }
        now = max(now, timers)
        return true
      }
      let (at, event) = events.remove(at: index)
      now = max(now, at)
      let time = MonotonicTime(milliseconds: now)
      switch event {
      case .connects(let end, let node):
        guard let link = tables[node].accepted() else {
          perform(tables[end.node].ended(end.link, at: time, random: &random), node: end.node)
          return true
        }
        let far = End(node: node, link: link)
        other[end] = far
        other[far] = end
        let id = LinkName((0..<8).map { _ in UInt8.random(in: 0...255, using: &random) })
        later(.established(far, keys[end.node], id))
        later(.established(end, keys[node], id), within: 100)
      case .established(let end, let key, let id):
        let actions = tables[end.node].established(
          end.link, LinkPeer(key: key, link: id), at: time)
        perform(actions, node: end.node)
      case .ended(let end):
        // A goodbye never overtakes the frame that establishes the link.
        if events.contains(where: {
          if case .established(end, _, _) = $0.event { true } else { false }
        }) {
          later(.ended(end))
          return true
        }
        perform(tables[end.node].ended(end.link, at: time, random: &random), node: end.node)
      }
      return true
    }
  }

  @Test("any order of events leaves exactly one link a pair, the same on both sides")
  func oneLink() throws {
    for seed in 1...60 as ClosedRange<UInt64> {
      var mesh = try Mesh(nodes: 3, seed: seed)
      for node in 0..<3 {
        // Its own address is among them.
        for address in mesh.addresses {
          let at = MonotonicTime(milliseconds: UInt64.random(in: 0...200, using: &mesh.random))
          _ = mesh.tables[node].add(address, at: at)
        }
      }
      var steps = 0
      while mesh.step(), steps < 10_000 { steps += 1 }
      #expect(steps < 10_000)
      for node in 0..<3 {
        let others = mesh.keys.indices.filter { $0 != node }
        #expect(
          mesh.tables[node].linkedPeers == others.map { mesh.keys[$0] }.sorted(), "seed \(seed)")
        for far in others {
          let link = try #require(mesh.tables[node].link(to: mesh.keys[far]))
          let there = try #require(mesh.other[End(node: node, link: link)])
          #expect(there.node == far)
          #expect(mesh.tables[far].link(to: mesh.keys[node]) == there.link, "seed \(seed)")
        }
      }
      #expect(mesh.up.count == 6)
      #expect(mesh.dials <= 3 * 3, "seed \(seed): \(mesh.dials) dials")
    }
  }
}
