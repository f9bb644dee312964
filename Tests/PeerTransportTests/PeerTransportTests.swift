import Documents
import PeerTransport
import PeerWire
import Replication
import Testing

@Suite("Links over sockets", .timeLimit(.minutes(1)))
struct PeerTransportTests {
  @Test("two nodes find each other and exchange messages of every kind")
  func allKinds() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2)
    let (linkA, linkB) = (try await a.link(), try await b.link())
    let page = Sample.page(rows: 3)
    let fromA: [PeerMessage] = [
      .hello(Sample.hello("a")),
      .page(Sample.subscription, page),
      .refuse(Sample.subscription, .resyncRequired("below the floor")),
      .announce(Announcement(knowledge: Knowledge(), links: [ReplicaID(bits: 7)])),
    ]
    let fromB: [PeerMessage] = [
      .hello(Sample.hello("b")),
      Sample.subscribe(credit: 2),
      .credit(Sample.subscription, pages: 3),
      .complete(Sample.subscription),
      .announce(
        Announcement(knowledge: Knowledge(), links: [], catalog: Sample.catalog)),
    ]
    for message in fromB { b.transport.send(linkB, message) }
    #expect(await a.events.wait { $0.messages.count == fromB.count }.messages == fromB)
    for message in fromA { a.transport.send(linkA, message) }
    #expect(await b.events.wait { $0.messages.count == fromA.count }.messages == fromA)

    let identity = try #require(b.events.all.opened.first?.1)
    let address = try a.address.description
    #expect(identity.wasDialled && identity.address == address)
    #expect(a.events.all.opened.first?.1.wasDialled == false)
    await b.transport.shutdown()
    let closed = await a.events.wait { !$0.closed.isEmpty }.closed
    #expect(closed.first?.0 == linkA)
    #expect(closed.first?.1 == "closed by the peer: the node stops")
    await a.transport.shutdown()
  }

  @Test("10,000 messages arrive in order, and large pages whole")
  func order() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2)
    let (linkA, linkB) = (try await a.link(), try await b.link())
    a.transport.send(linkA, .hello(Sample.hello("a")))
    b.transport.send(linkB, .hello(Sample.hello("b")))
    b.transport.send(linkB, Sample.subscribe(credit: 8))
    for number in 1...10_000 {
      b.transport.send(linkB, .credit(Sample.subscription, pages: number))
    }
    let received = await a.events.wait { $0.count == 10_003 }.messages
    #expect(
      Array(received.dropFirst(2))
        == (1...10_000).map { .credit(Sample.subscription, pages: $0) })
    let pages = (1...8).map { Sample.page(rows: 300 + $0, textLength: 3_000) }
    for page in pages { a.transport.send(linkA, .page(Sample.subscription, page)) }
    let got = await b.events.wait { $0.messages.count == 9 }.messages
    #expect(Array(got.dropFirst()) == pages.map { .page(Sample.subscription, $0) })
    await a.transport.shutdown()
    await b.transport.shutdown()
  }

  @Test("nodes that dial each other at once keep one link")
  func simultaneousDials() async throws {
    let a = try await Node.listening(key: 1, greets: true)
    let b = try await Node.listening(key: 2, greets: true)
    a.transport.dial(try b.address)
    b.transport.dial(try a.address)
    // Links may come and go: in the end each side has one, on which the other one was heard.
    for node in [a, b] {
      await node.events.wait { events in
        guard let last = events.opened.last, events.opened.count == events.closed.count + 1 else {
          return false
        }
        return events.contains(.received(last.0, .hello(Sample.hello("greeting"))))
      }
    }
    await a.transport.shutdown()
    await b.events.wait { $0.opened.count == $0.closed.count }
    await b.transport.shutdown()
  }

  @Test("after a cut the link comes back by itself, as a new one")
  func reconnects() async throws {
    let a = try await Node.listening(key: 1)
    let relay = try await Relay(to: a.address)
    let b = try await Node.dialling([relay.address], key: 2)
    for count in 1...3 {
      let linkA = try await a.link(count)
      try await b.link(count)
      #expect(linkA.rawValue > 0)
      relay.cut()
      await a.events.wait { $0.closed.count == count }
      await b.events.wait { $0.closed.count == count }
    }
    try await b.link(4)
    let ids = b.events.all.opened.map(\.0)
    #expect(Set(ids).count == 4 && ids == ids.sorted())
    await b.transport.shutdown()
    await a.transport.shutdown()
    try await relay.shutdown()
  }

  @Test(
    "an address that is said to be a linked peer's is dialled when that link is lost, unless it was forgotten"
  )
  func knownPeer() async throws {
    let a = try await Node.listening(key: 1)
    let relay = try await Relay(to: a.address)
    let b = try await Node.dialling([relay.address], key: 2)
    try await b.link(1)
    let key = try #require(b.events.all.opened.first?.1.key)
    let target = try a.address
    let forgotten = try #require(PeerAddress("127.0.0.1:1"))
    b.transport.dial(target, key: key)
    b.transport.dial(forgotten, key: key)
    b.transport.forget(forgotten)
    // When this has arrived, all of that was done.
    b.transport.send(try await b.link(1), .hello(Sample.hello("done")))
    await a.events.wait { $0.contains { if case .received = $0 { true } else { false } } }
    // The relay is gone for good: only the other address leads to the peer now.
    try await relay.shutdown()
    let direct = target.description
    await b.events.wait { $0.opened.contains { $0.1.address == direct } }
    #expect(b.events.all.opened.first?.1.address == relay.address.description)
    let logged = b.logs.all.map(\.message)
    #expect(!logged.contains { $0.contains("no link to \(forgotten):") }, "\(logged)")
    await b.transport.shutdown()
    await a.transport.shutdown()
  }

  @Test("a node dials from the address that it is told to")
  func bind() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2, bind: "127.0.0.77")
    try await a.link()
    #expect(a.events.all.opened.first?.1.address.hasPrefix("127.0.0.77:") == true)
    await b.transport.shutdown()
    await a.transport.shutdown()
  }

  @Test("links run over IPv6 as well")
  func version6() async throws {
    let a = try Node(key: 1, listen: ListenAddress(host: "::1", port: 0))
    do {
      try await a.transport.start()
    } catch {
      // A machine without IPv6 says so, and that is all that can be tested.
      #expect(error.message.contains("[::1]:0"))
      return
    }
    let b = try await Node.dialling([a.address], key: 2)
    try await b.link()
    #expect(b.events.all.opened.first?.1.address.hasPrefix("[::1]:") == true)
    await b.transport.shutdown()
    await a.transport.shutdown()
  }

  @Test("a port in use is a clear error")
  func portInUse() async throws {
    let a = try await Node.listening(key: 1)
    let address = try #require(a.transport.listeningAddress)
    let b = try Node(key: 2, listen: address)
    do {
      try await b.transport.start()
      Issue.record("two nodes listen on one port")
    } catch {
      #expect(error.message.contains("can't listen for peers on \(address): the port is in use"))
    }
    await a.transport.shutdown()
  }

  @Test("nothing is read while the owner has no room, and nothing is lost")
  func backPressure() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2)
    let (linkA, linkB) = (try await a.link(), try await b.link())
    b.transport.send(linkB, .hello(Sample.hello("b")))
    await a.events.wait { $0.messages.count == 1 }
    a.transport.setReading(false)
    // What goes out after the stop proves that the stop is in force.
    a.transport.send(linkA, .hello(Sample.hello("a")))
    await b.events.wait { $0.messages.count == 1 }
    b.transport.send(linkB, Sample.subscribe(credit: 1))
    for pages in 1...2_000 {
      b.transport.send(linkB, .credit(Sample.subscription, pages: pages))
    }
    a.transport.send(linkA, .announce(Announcement(knowledge: Knowledge(), links: [])))
    await b.events.wait { $0.messages.count == 2 }
    #expect(a.events.all.messages.count == 1)
    a.transport.setReading(true)
    let messages = await a.events.wait { $0.count == 2_003 }.messages
    #expect(
      Array(messages.dropFirst(2)) == (1...2_000).map { .credit(Sample.subscription, pages: $0) })
    await a.transport.shutdown()
    await b.transport.shutdown()
  }

  @Test("a link that the replica closes tells the peer why, and is dialled again")
  func disconnects() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2)
    let link = try await a.link()
    a.transport.close(link, .incompatibleModel("Note.text is Int here"))
    let closed = await b.events.wait { !$0.closed.isEmpty }.closed
    #expect(closed.first?.1 == "closed by the peer: incompatible models: Note.text is Int here")
    try await b.link(2)
    await b.transport.shutdown()
    await a.transport.shutdown()
  }
}
