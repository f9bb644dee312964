import Noise
import Testing

@testable import PeerWire

@Suite("Link machine")
struct LinkMachineTests {
  @Test("two sides with one secret know each other, and name the link alike")
  func establishes() throws {
    var pair = try LinkPair()
    pair.connect()
    let expected = try LinkPair.established(pair)
    #expect(pair.diallerSaid == [expected.dialler])
    #expect(pair.listenerSaid == [expected.listener])
    #expect(pair.dialler.peer?.link == pair.listener.peer?.link)
    #expect(pair.dialler.unsentBytes == 0)
  }

  @Test("the handshake's frames have the documented sizes")
  func handshakeSizes() throws {
    var pair = try LinkPair()
    pair.start()
    #expect(pair.toListener.prefix(2) == [0, 48])
    #expect(pair.toListener.count == 50)
    pair.carryToListener()
    #expect(pair.toDialler.prefix(2) == [0, 96])
    #expect(pair.toDialler.count == 98)
    pair.carryToDialler()
    #expect(pair.toListener.prefix(2) == [0, 64])
    #expect(pair.toListener.count == 66)
    #expect(pair.diallerSaid == [])
    pair.carryToListener()
    // Accepting is a ping: kind, id, length.
    #expect(pair.toDialler.prefix(2) == [0, 19])
    #expect(pair.toDialler.count == 21)
  }

  @Test("messages of all kinds and sizes arrive as they were sent, both ways")
  func messages() throws {
    var pair = try LinkPair()
    pair.connect()
    let kinds: [LinkMessage.Kind] = [.subscribe, .next, .error, .complete, .credit]
    let sizes = [0, 1, 127, 128, 65_515, 65_516, 65_519, 65_520, 200_000]
    var sent: [LinkMessage] = []
    for (index, size) in sizes.enumerated() {
      let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index) }
      let id = [1, 127, 128, UInt64.max][index % 4]
      sent.append(LinkMessage(kinds[index % 5], id: id, payload: payload))
    }
    try pair.diallerSends(sent)
    for message in sent { try pair.listenerSends([message]) }
    pair.settle()
    #expect(pair.listenerSaid.messages == sent)
    #expect(pair.diallerSaid.messages == sent)
  }

  @Test("the longest message passes, and one byte more is not sent")
  func longest() throws {
    var pair = try LinkPair()
    pair.connect()
    let limit = LinkLimits().maximumPayload
    #expect(limit == 4_194_304)
    let longest = LinkMessage(.next, id: 1, payload: [UInt8](repeating: 7, count: limit))
    try pair.diallerSends([longest])
    pair.settle()
    #expect(pair.listenerSaid.messages == [longest])
    #expect(throws: LinkSendError.messageTooLarge(length: limit + 1, limit: limit)) {
      try pair.diallerSends([LinkMessage(.next, id: 1, payload: longest.payload + [7])])
    }
  }

  @Test("several messages sent at once share a frame")
  func sharing() throws {
    var pair = try LinkPair()
    pair.connect()
    let messages = (1...10).map { LinkMessage(.next, id: $0, payload: [1, 2]) }
    try pair.diallerSends(messages)
    #expect(pair.toListener.count == 2 + 10 * 5 + 16)
    pair.settle()
    #expect(pair.listenerSaid.messages == messages)
  }

  @Test("sending needs an established link")
  func needsEstablishing() throws {
    var pair = try LinkPair()
    let message = LinkMessage(.next, id: 1)
    #expect(throws: LinkSendError.notEstablished) { try pair.diallerSends([message]) }
    pair.start()
    pair.carryToListener()
    pair.carryToDialler()
    #expect(throws: LinkSendError.notEstablished) { try pair.diallerSends([message]) }
    pair.settle()
    try pair.diallerSends([message])
    pair.diallerDid(pair.dialler.close(Goodbye(.stopping, ""), at: pair.now))
    #expect(throws: LinkSendError.closed) { try pair.diallerSends([message]) }
  }

  @Test("another secret is found by the listener, and the dialler is told nothing but the end")
  func wrongSecret() throws {
    var pair = try LinkPair(secrets: (LinkPair.secret, Array("some other secret".utf8)))
    pair.connect()
    #expect(pair.listenerSaid == [.closed(.failed(.wrongSecret))])
    #expect(pair.diallerSaid == [])
    #expect(pair.toDialler == [])
    pair.diallerDid(pair.dialler.transportEnded(.endOfStream, at: pair.now))
    #expect(pair.diallerSaid == [.closed(.failed(.notAccepted))])
  }

  @Test("another key than expected is refused before our own is shown")
  func unexpectedPeer() throws {
    let other = LinkPair.key(3).publicKey
    var pair = try LinkPair(expecting: other)
    pair.connect()
    #expect(
      pair.diallerSaid == [.closed(.failed(.unexpectedPeer(LinkPair.listenerKey.publicKey)))])
    pair.listenerDid(pair.listener.transportEnded(.endOfStream, at: pair.now))
    #expect(pair.listenerSaid == [.closed(.failed(.closedDuringHandshake))])

    var expected = try LinkPair(expecting: LinkPair.listenerKey.publicKey)
    expected.connect()
    #expect(expected.dialler.peer != nil)
  }

  @Test("a goodbye reaches the peer with code and text, after what was sent before")
  func goodbye() throws {
    var pair = try LinkPair()
    pair.connect()
    let goodbye = Goodbye(.stopping, "the node stops – bye")
    let message = LinkMessage(.next, id: 4, payload: [1])
    try pair.diallerSends([message])
    pair.diallerDid(pair.dialler.close(goodbye, at: pair.now))
    pair.settle()
    let expected = try #require(pair.listenerSaid.first)
    #expect(pair.listenerSaid == [expected, .received(message), .closed(.byPeer(goodbye))])
    #expect(pair.diallerSaid.last == .closed(.byUs(goodbye)))
    #expect(pair.listener.transportEnded(.endOfStream, at: pair.now) == [])
    #expect(pair.dialler.received([1, 2, 3], at: pair.now) == [])
    #expect(pair.dialler.close(goodbye, at: pair.now) == [])
    #expect(pair.dialler.timerFired(at: pair.now) == [])
    #expect(pair.dialler.deadline == nil)
  }

  @Test("codes that are not known are kept, control characters are not, long texts are cut")
  func goodbyeTexts() throws {
    let odd = try Goodbye(payload: [200] + Array("a\nb".utf8) + [0xff])
    #expect(odd == Goodbye(Goodbye.Code(rawValue: 200), "a b\u{fffd}"))
    #expect(throws: LinkError.protocolViolation(.badGoodbye)) { try Goodbye(payload: []) }
    let long = Goodbye(.stopping, String(repeating: "é", count: 200))
    #expect(long.text == String(repeating: "é", count: 128))
    #expect(long.payload.count == 257)
  }

  @Test("a bare end of stream is an error in every state")
  func bareEnd() throws {
    var pair = try LinkPair()
    pair.start()
    var early = pair
    early.listenerDid(early.listener.transportEnded(.endOfStream, at: pair.now))
    #expect(early.listenerSaid == [.closed(.failed(.closedDuringHandshake))])
    early.diallerDid(early.dialler.transportEnded(.failed("connection refused"), at: pair.now))
    #expect(early.diallerSaid == [.closed(.failed(.transportFailed("connection refused")))])
    pair.settle()
    pair.listenerDid(pair.listener.transportEnded(.endOfStream, at: pair.now))
    #expect(pair.listenerSaid.last == .closed(.failed(.truncatedStream)))
    pair.diallerDid(pair.dialler.transportEnded(.failed("reset"), at: pair.now))
    #expect(pair.diallerSaid.last == .closed(.failed(.transportFailed("reset"))))
  }

  @Test("an altered frame ends the link once, and the peer is told")
  func alteredFrame() throws {
    var pair = try LinkPair()
    pair.connect()
    try pair.diallerSends([LinkMessage(.next, id: 1, payload: [1])])
    try pair.diallerSends([LinkMessage(.next, id: 1, payload: [2])])
    pair.toListener[5] ^= 1
    pair.settle()
    #expect(pair.listenerSaid.messages == [])
    // Frame 0 was the dialler's pong.
    #expect(pair.listenerSaid.end == .failed(.alteredFrame(number: 1)))
    let text = LinkError.alteredFrame(number: 1).description
    #expect(pair.diallerSaid.end == .byPeer(Goodbye(.protocolError, text)))
  }

  @Test("frames that are left out, repeated or exchanged are refused", arguments: 0..<3)
  func reordered(way: Int) throws {
    var pair = try LinkPair()
    pair.connect()
    var frames: [[UInt8]] = []
    for number in 1...3 {
      try pair.diallerSends([LinkMessage(.next, id: UInt64(number))])
      frames.append(pair.toListener)
      pair.toListener = []
    }
    switch way {
    case 0: frames.remove(at: 1)
    case 1: frames.insert(frames[0], at: 1)
    default: frames.swapAt(1, 2)
    }
    pair.toListener = Array(frames.joined())
    pair.settle()
    #expect(pair.listenerSaid.messages == [LinkMessage(.next, id: 1)])
    #expect(pair.listenerSaid.end == .failed(.alteredFrame(number: 2)))
  }

  @Test("keys are replaced after the interval, in both directions, and the link goes on")
  func rekeying() throws {
    var limits = LinkLimits()
    limits.rekeyInterval = 4
    var pair = try LinkPair(limits: limits)
    pair.connect()
    for number in 1...20 as ClosedRange<UInt64> {
      try pair.diallerSends([LinkMessage(.next, id: number)])
      try pair.listenerSends([LinkMessage(.next, id: number)])
      pair.settle()
    }
    let expected = (1...20).map { LinkMessage(.next, id: $0) }
    #expect(pair.listenerSaid.messages == expected)
    #expect(pair.diallerSaid.messages == expected)
  }

  @Test("a side that does not replace its keys is refused at the interval")
  func missedRekeying() throws {
    var pair = try LinkPair()
    var limits = LinkLimits()
    limits.rekeyInterval = 4
    pair.listener = try LinkPair(limits: limits).listener
    pair.connect()
    // Frame 0 was the pong.
    for number in 1...5 as ClosedRange<UInt64> {
      try pair.diallerSends([LinkMessage(.next, id: number)])
    }
    pair.settle()
    #expect(pair.listenerSaid.messages == (1...3).map { LinkMessage(.next, id: $0) })
    #expect(pair.listenerSaid.end == .failed(.alteredFrame(number: 4)))
  }

  @Test("a backlog refuses messages whole, and says when there is room")
  func backlog() throws {
    var limits = LinkLimits()
    limits.maximumPayload = 1_000
    limits.maximumUnsent = 70_000
    var pair = try LinkPair(limits: limits)
    pair.connect()
    let message = LinkMessage(.next, id: 1, payload: [UInt8](repeating: 1, count: 1_000))
    var waiting: [UInt8] = []
    var refused: LinkSendError?
    while refused == nil {
      do throws(LinkSendError) {
        waiting += try pair.dialler.send(message, at: pair.now).written
      } catch {
        refused = error
      }
    }
    #expect(refused == .backlogFull(unsent: waiting.count))
    #expect(pair.dialler.unsentBytes == waiting.count)
    #expect(waiting.count <= 70_000 && waiting.count > 68_000)
    #expect(pair.dialler.wrote(waiting.count - 35_001) == [])
    #expect(pair.dialler.wrote(1) == [.writable])
    #expect(pair.dialler.wrote(1) == [])
    pair.toListener = waiting
    pair.settle()
    #expect(pair.listenerSaid.messages == Array(repeating: message, count: waiting.count / 1_022))
  }

  @Test("a peer that pings and does not read is closed")
  func pingFlood() throws {
    var limits = LinkLimits()
    limits.maximumPayload = 1_000
    limits.maximumUnsent = 70_000
    var pair = try LinkPair(limits: limits)
    pair.connect()
    guard case .established(var session) = pair.dialler.state else {
      Issue.record("not established")
      return
    }
    let ping = LinkMessage(.ping, id: 0, payload: [UInt8](repeating: 1, count: 64))
    var actions: [LinkAction] = []
    for _ in 0..<2_000 where actions.end == nil {
      let frame = session.seal([ping], at: pair.now)
      actions = pair.listener.received(frame, at: pair.now)
    }
    guard case .failed(.backlogFull(let unsent)) = actions.end else {
      Issue.record("\(actions)")
      return
    }
    #expect((70_000...70_200).contains(unsent))
  }
}
