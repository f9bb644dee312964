import Noise
import Testing

@testable import PeerWire

@Suite("Link timeouts and keep-alive")
struct LinkTimeTests {
  @Test("a handshake that is not finished within 5 s is given up, at each step")
  func handshakeTimeout() throws {
    for steps in 0..<3 {
      var pair = try LinkPair()
      pair.start()
      if steps > 0 { pair.carryToListener() }
      if steps > 1 { pair.carryToDialler() }
      #expect(pair.dialler.deadline == MonotonicTime(milliseconds: 6_000))
      #expect(pair.listener.deadline == MonotonicTime(milliseconds: 6_000))
      pair.pass(milliseconds: 4_999)
      #expect(pair.dialler.timerFired(at: pair.now) == [])
      #expect(pair.listener.timerFired(at: pair.now) == [])
      pair.pass(milliseconds: 1)
      pair.toListener = []
      pair.diallerDid(pair.dialler.timerFired(at: pair.now))
      pair.listenerDid(pair.listener.timerFired(at: pair.now))
      #expect(pair.diallerSaid == [.closed(.failed(.handshakeTimeout))], "step \(steps)")
      #expect(pair.listenerSaid == [.closed(.failed(.handshakeTimeout))], "step \(steps)")
    }
  }

  @Test("a slow trickle of bytes does not extend the handshake")
  func trickle() throws {
    var pair = try LinkPair()
    pair.start()
    for byte in pair.toListener.dropLast() {
      pair.pass(milliseconds: 100)
      #expect(pair.listener.received([byte], at: pair.now) == [])
    }
    #expect(pair.listener.deadline == MonotonicTime(milliseconds: 6_000))
  }

  @Test("an idle link is kept alive by pings, and measures the way there and back")
  func idle() throws {
    var pair = try LinkPair()
    pair.connect()
    let silent = pair.diallerSaid.count
    for _ in 0..<100 {
      let next = try #require(
        [pair.dialler.deadline, pair.listener.deadline].compactMap(\.self).min())
      #expect(next.milliseconds(since: pair.now) == 15_000)
      pair.now = next
      pair.diallerDid(pair.dialler.timerFired(at: pair.now))
      #expect(!pair.toListener.isEmpty)
      pair.carryToListener()
      pair.carryToDialler()
      pair.settle()
      pair.listenerDid(pair.listener.timerFired(at: pair.now))
      #expect(pair.toDialler.isEmpty)
    }
    #expect(pair.diallerSaid.count == silent)
    #expect(pair.dialler.roundTripMilliseconds == 0)
    #expect(pair.listener.peer != nil)
  }

  @Test("a round trip is measured from ping to pong")
  func roundTrip() throws {
    var pair = try LinkPair()
    pair.start()
    pair.carryToListener()
    pair.carryToDialler()
    pair.carryToListener()
    pair.pass(milliseconds: 30)
    pair.carryToDialler()
    pair.pass(milliseconds: 12)
    pair.carryToListener()
    #expect(pair.listener.roundTripMilliseconds == 42)
  }

  @Test("a peer that is silent for 45 s is dead, after pings at 15 s and 30 s")
  func silent() throws {
    var pair = try LinkPair()
    pair.connect()
    var pings = 0
    for _ in 0..<44 {
      pair.pass(milliseconds: 1_000)
      pings += pair.dialler.timerFired(at: pair.now).count
    }
    #expect(pings == 2)
    pair.pass(milliseconds: 1_000)
    #expect(pair.dialler.deadline == pair.now)
    pair.diallerDid(pair.dialler.timerFired(at: pair.now))
    #expect(pair.diallerSaid.end == .failed(.peerSilent(milliseconds: 45_000)))
  }

  @Test("a side that only receives still gives signs of life, without being asked")
  func onlyReceiving() throws {
    var pair = try LinkPair()
    pair.connect()
    for _ in 0..<100 {
      pair.pass(milliseconds: 1_000)
      try pair.diallerSends([LinkMessage(.next, id: 1)])
      pair.carryToListener()
      pair.listenerDid(pair.listener.timerFired(at: pair.now))
      pair.carryToDialler()
    }
    // The dialler never fired its timer, so it never pinged.
    #expect(pair.dialler.timerFired(at: pair.now).end == nil)
    #expect(pair.dialler.peer != nil)
  }

  @Test("sending nothing is no sign of life")
  func sendingNothing() throws {
    var pair = try LinkPair()
    pair.connect()
    let deadline = pair.dialler.deadline
    pair.pass(milliseconds: 10_000)
    #expect(try pair.dialler.send([], at: pair.now) == [])
    #expect(pair.dialler.deadline == deadline)
  }

  @Test("bytes that never make a frame are no sign of life")
  func halfFrames() throws {
    var pair = try LinkPair()
    pair.connect()
    #expect(pair.listener.received([0xff, 0xff], at: pair.now) == [])
    for _ in 0..<44 {
      pair.pass(milliseconds: 1_000)
      #expect(pair.listener.received([1], at: pair.now) == [])
    }
    pair.pass(milliseconds: 1_000)
    let end = pair.listener.timerFired(at: pair.now).end
    #expect(end == .failed(.peerSilent(milliseconds: 45_000)))
  }

  @Test("a clock that goes back or to its end does no harm")
  func oddClocks() throws {
    var pair = try LinkPair()
    pair.connect()
    pair.now = MonotonicTime(milliseconds: 0)
    #expect(pair.dialler.timerFired(at: pair.now) == [])
    try pair.diallerSends([LinkMessage(.next, id: 1)])
    pair.settle()
    #expect(pair.listenerSaid.messages.count == 1)
    let last = MonotonicTime(milliseconds: .max)
    #expect(last.advanced(byMilliseconds: 1) == last)
    #expect(pair.dialler.timerFired(at: last).end != nil)
  }
}
