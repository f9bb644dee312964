import Documents
import Replication
import Testing

@testable import PeerWire

@Suite("All links of a node")
struct PeerHubTests {
  private static let subscription = SubscriptionNumber(rawValue: 1)

  private static func subscribe(credit: Int) -> PeerMessage {
    .subscribe(subscription, ChangesRequest(token: [], pageRows: 10, credit: credit))
  }

  private static func news(_ number: UInt64) -> PeerMessage {
    .announce(Announcement(knowledge: Knowledge(), links: [ReplicaID(bits: number)]))
  }

  /// A page without rows of about so many bytes.
  private static func page(bytes: Int) -> PeerMessage {
    .page(
      subscription,
      ChangePage(
        changes: ChangeBatch(), token: [UInt8](repeating: 1, count: bytes), knowledge: Knowledge(),
        claim: nil, floor: Knowledge(), hasMore: false))
  }

  /// Two nodes that have said hello.
  private static func pair(seed: UInt64 = 1) throws -> HubNetwork {
    var network = try HubNetwork(nodes: 2, seed: seed)
    var samples = Samples(seed: seed)
    try network.dial(1, from: 0)
    for node in 0...1 { try network.send(.hello(samples.hello()), from: node) }
    return network
  }

  @Test(
    "what replicas say arrives in order, in pieces of any size", arguments: 0..<10 as Range<UInt64>)
  func messages(seed: UInt64) throws {
    var network = try HubNetwork(nodes: 2, seed: seed)
    var samples = Samples(seed: seed)
    try network.dial(1, from: 0)
    let hello = samples.hello()
    let said: [PeerMessage] =
      [.hello(hello), Self.subscribe(credit: 1)]
      + samples.messages(hello.catalog).filter { message in
        if case .announce = message { true } else { false }
      } + (1...20).map { .credit(Self.subscription, pages: $0) } + [.complete(Self.subscription)]
    for message in said { try network.send(message, from: 0) }
    #expect(network.heard(1) == said)
    #expect(network.heard(0).isEmpty)
  }

  @Test(
    "two nodes that dial each other at once keep one link, on which both are heard",
    arguments: 0..<10 as Range<UInt64>)
  func simultaneousDials(seed: UInt64) throws {
    var network = try HubNetwork(nodes: 2, seed: seed)
    for node in 0...1 {
      network.hubs[node].add(
        try HubNetwork.address(1 - node), at: network.now, random: &network.random)
    }
    network.settle()
    for _ in 0..<20 { network.pass() }
    var samples = Samples(seed: seed)
    for node in 0...1 {
      #expect(network.told[node].links.count == 1)
      try network.send(.hello(samples.hello()), from: node)
    }
    #expect(network.heard(0).count == 1 && network.heard(1).count == 1)
  }

  @Test("a node that dials itself finds out, and stops")
  func dialsItself() throws {
    var network = try HubNetwork(nodes: 1)
    try network.dial(0, from: 0)
    for _ in 0..<20 { network.pass() }
    #expect(network.told[0].links.isEmpty)
    #expect(network.hubs[0].deadline == nil)
  }

  @Test("links that were cut come back, with growing delays while they can't; trouble is said once")
  func reconnects() throws {
    var network = try Self.pair()
    for round in 1...3 {
      network.cut()
      #expect(network.told[0].closed.count == round && network.told[0].links.isEmpty)
      network.pass()
      #expect(network.told[0].links.count == 1 && network.told[1].links.count == 1)
    }
    network.unreachable = [1]
    network.cut()
    let start = network.now
    for _ in 0..<12 { network.pass() }
    #expect(network.now.milliseconds(since: start) > 60_000)
    let refusals = network.told[0].logs.filter { $0.message.contains("connection refused") }
    #expect(refusals.map(\.message) == ["no link to node:2: connection refused"])
    network.unreachable = []
    network.pass()
    #expect(network.told[0].links.count == 1)
  }

  @Test(
    "what the rules don't allow ends the link, and both sides learn why",
    arguments: [
      ([news(1)], "a next with id 2 is out of order"),
      ([Self.subscribe(credit: 1)], "a subscribe with id 3 is out of order"),
    ] as [([PeerMessage], String)])
  func openingOrder(messages: [PeerMessage], reason: String) throws {
    var network = try HubNetwork(nodes: 2)
    try network.dial(1, from: 0)
    for message in messages { try network.send(message, from: 0) }
    #expect(network.told[0].closed == ["closed by the peer: \(reason)"])
    #expect(network.told[1].closed == ["closed by this node: \(reason)"])
  }

  @Test("pages that nobody asked for, or beyond the credit, end the link")
  func credit() throws {
    var network = try Self.pair()
    try network.send(Self.page(bytes: 1), from: 1)
    #expect(
      network.told[0].closed == [
        "closed by this node: a page of a subscription that was never made"
      ])

    network = try Self.pair()
    try network.send(Self.subscribe(credit: 2), from: 0)
    try network.send(.credit(Self.subscription, pages: 1), from: 0)
    for _ in 1...3 { try network.send(Self.page(bytes: 1), from: 1) }
    #expect(network.heard(0).count == 4 && network.told[0].closed.isEmpty)
    try network.send(Self.page(bytes: 1), from: 1)
    #expect(network.told[0].closed == ["closed by this node: a page beyond what was allowed"])
  }

  @Test("subscriptions count up, and others than those that were made are refused")
  func subscriptions() throws {
    let five = SubscriptionNumber(rawValue: 5)
    for (message, reason) in [
      (Self.subscribe(credit: 1), "subscription 1 is not a new one"),
      (.credit(SubscriptionNumber(rawValue: 6), pages: 1), "subscription 6 was never made"),
      (.refuse(five, .unavailable("")), "an error of a subscription that was never made"),
    ] as [(PeerMessage, String)] {
      var network = try Self.pair()
      try network.send(
        .subscribe(five, ChangesRequest(token: [], pageRows: 1, credit: 0)), from: 0)
      try network.send(message, from: 0)
      #expect(network.told[1].closed == ["closed by this node: \(reason)"])
    }
  }

  @Test("while much waits to be written news give way to newer news")
  func newsGiveWay() throws {
    var network = try Self.pair()
    try network.send(Self.subscribe(credit: 20), from: 0)
    network.reportsWrites = false
    for _ in 1...6 { try network.send(Self.page(bytes: 200_000), from: 1) }
    for number in 1...1_000 as ClosedRange<UInt64> {
      try network.send(Self.news(number), from: 1)
    }
    #expect(network.heard(0).count == 1 + 6)
    network.drain(1)
    #expect(network.heard(0).count == 1 + 7 && network.heard(0).last == Self.news(1_000))

    // A catalogue never waits: pages behind it need it.
    for _ in 1...6 { try network.send(Self.page(bytes: 200_000), from: 1) }
    try network.send(Self.news(1), from: 1)
    guard case .hello(let hello)? = network.heard(0).first else {
      return #expect(Bool(false), "no hello")
    }
    let catalog = PeerMessage.announce(
      Announcement(knowledge: Knowledge(), links: [], catalog: hello.catalog))
    try network.send(catalog, from: 1)
    #expect(network.heard(0).last == catalog)
    network.drain(1)
    #expect(network.heard(0).last == catalog, "older news don't come behind newer ones")
  }

  @Test("pages wait for room in order; a peer that never reads is given up")
  func backlog() throws {
    var network = try Self.pair()
    try network.send(Self.subscribe(credit: 1_000), from: 0)
    network.reportsWrites = false
    for _ in 1...40 { try network.send(Self.page(bytes: 250_000), from: 1) }
    let count = network.heard(0).count
    #expect(count < 41 && count > 30)
    network.drain(1)
    #expect(network.heard(0).count == 41)
    for _ in 1...80 where !network.told[1].links.isEmpty {
      try network.send(Self.page(bytes: 250_000), from: 1)
    }
    #expect(network.told[1].closed.count == 1)
    #expect(network.told[1].closed.first?.contains("the peer does not read") == true)
  }

  @Test("a hub that stops says goodbye, and dials and accepts no more")
  func stops() throws {
    var network = try Self.pair()
    network.hubs[0].stop(at: network.now, random: &network.random)
    network.settle()
    #expect(network.told[1].closed == ["closed by the peer: the node stops"])
    #expect(network.hubs[0].deadline == nil)
    #expect(
      network.hubs[0].accepted(from: "x", at: network.now, random: &network.random) == nil)
  }

  @Test("what the replica has against a peer reaches the peer")
  func disconnects() throws {
    var network = try Self.pair()
    let link = try #require(network.told[0].links.last)
    network.hubs[0].close(link, .otherMesh, at: network.now, random: &network.random)
    network.settle()
    #expect(network.told[1].closed == ["closed by the peer: the peer belongs to another mesh"])
    network.hubs[0].close(link, .otherMesh, at: network.now, random: &network.random)
    network.hubs[0].send(Self.news(1), on: link, at: network.now, random: &network.random)
    #expect(network.hubs[0].takeEffects().isEmpty)
  }
}
