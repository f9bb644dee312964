import Noise
import Testing

@testable import PeerWire

@Suite("Link table")
struct LinkTableTests {
  static let low = key(0x10)
  static let middle = key(0x20)
  static let high = key(0x30)
  static let duplicate = Goodbye(.duplicate, "another link between the two nodes stays")

  static func key(_ byte: UInt8) -> PublicKey {
    guard let key = PublicKey(bytes: [UInt8](repeating: byte, count: 32)) else {
      preconditionFailure("32 bytes")
    }
    return key
  }

  static func peer(_ key: PublicKey, link: UInt8) -> LinkPeer {
    LinkPeer(key: key, link: LinkName([link]))
  }

  static func time(_ milliseconds: UInt64) -> MonotonicTime {
    MonotonicTime(milliseconds: milliseconds)
  }

  var random = SeededGenerator(seed: 1)

  static func address(_ text: String) throws -> PeerAddress { try #require(PeerAddress(text)) }

  static func accept(_ table: inout LinkTable) throws -> LinkNumber {
    let link = table.accepted()
    return try #require(link)
  }

  static func accepts(_ table: inout LinkTable) -> Bool { table.accepted() != nil }

  static func number(_ rawValue: UInt64) -> LinkNumber { LinkNumber(rawValue: rawValue) }

  @Test("a new address is dialled at once, and not again while that goes on")
  func dialsOnce() throws {
    var table = LinkTable(ownKey: Self.low)
    let address = try Self.address("b:1")
    #expect(table.deadline == nil)
    #expect(table.add(address, at: Self.time(5)) == true)
    #expect(table.deadline == Self.time(5))
    #expect(table.due(at: Self.time(4)) == [])
    #expect(table.due(at: Self.time(5)) == [.dial(Self.number(1), address)])
    #expect(table.add(address, at: Self.time(6)) == true)
    #expect(table.due(at: Self.time(100_000)) == [])
    #expect(table.deadline == nil)
  }

  @Test("an address whose node is linked already is not dialled, until that link is lost")
  mutating func knownNode() throws {
    var table = LinkTable(ownKey: Self.low)
    let link = try Self.accept(&table)
    _ = table.established(link, Self.peer(Self.high, link: 1), at: Self.time(0))
    let address = try Self.address("b:1")
    #expect(table.add(address, key: Self.high, at: Self.time(5)) == true)
    #expect(table.deadline == nil)
    #expect(table.due(at: Self.time(100_000)) == [])
    #expect(
      table.ended(link, at: Self.time(200_000), random: &random) == [.down(link, Self.high)])
    let deadline = try #require(table.deadline)
    #expect(table.due(at: deadline) == [.dial(Self.number(2), address)])
    // Somebody else is there now: what is found counts.
    _ = table.established(Self.number(2), Self.peer(Self.middle, link: 2), at: deadline)
    #expect(table.link(to: Self.middle) == Self.number(2))
    #expect(table.link(to: Self.high) == nil)
  }

  @Test("a key that is said of a known address is taken if none was known; the own one never")
  mutating func saidKeys() throws {
    var table = LinkTable(ownKey: Self.low)
    let link = try Self.accept(&table)
    _ = table.established(link, Self.peer(Self.high, link: 1), at: Self.time(0))
    let address = try Self.address("b:1")
    #expect(table.add(address, at: Self.time(5)) == true)
    #expect(table.deadline == Self.time(5))
    #expect(table.add(address, key: Self.high, at: Self.time(5)) == true)
    #expect(table.deadline == nil)
    #expect(table.add(address, key: Self.middle, at: Self.time(5)) == true)
    #expect(table.deadline == nil)
    #expect(table.add(try Self.address("me:1"), key: Self.low, at: Self.time(5)) == true)
    #expect(table.plan.addresses == [address])
    #expect(table.deadline == nil)
  }

  @Test("failures make the delays grow from 0.1 s to 30 s, each shortened by up to half")
  mutating func backsOff() throws {
    var table = LinkTable(ownKey: Self.low)
    var now = Self.time(0)
    _ = table.add(try Self.address("b:1"), at: now)
    var full: UInt64 = 100
    var delays: Set<UInt64> = []
    for number in 1...40 as ClosedRange<UInt64> {
      #expect(table.due(at: now).count == 1)
      #expect(table.ended(Self.number(number), at: now, random: &random) == [])
      let next = try #require(table.deadline)
      let delay = next.milliseconds(since: now)
      #expect((full / 2...full).contains(delay), "failure \(number)")
      delays.insert(delay)
      full = min(full * 2, 30_000)
      now = next
    }
    #expect(delays.count > 30)
  }

  @Test("a link that stood for 10 s starts the delays over, a shorter one does not")
  mutating func startsOver() throws {
    for (lifetime, expected) in [(9_999, 400), (10_000, 100)] as [(UInt64, UInt64)] {
      var table = LinkTable(ownKey: Self.low)
      _ = table.add(try Self.address("b:1"), at: Self.time(0))
      for number in 1...2 as ClosedRange<UInt64> {
        let now = try #require(table.deadline)
        _ = table.due(at: now)
        _ = table.ended(Self.number(number), at: now, random: &random)
      }
      let now = try #require(table.deadline)
      _ = table.due(at: now)
      let link = Self.number(3)
      #expect(
        table.established(link, Self.peer(Self.high, link: 1), at: now) == [.up(link, Self.high)])
      let end = now.advanced(byMilliseconds: lifetime)
      #expect(table.deadline == nil)
      #expect(table.ended(link, at: end, random: &random) == [.down(link, Self.high)])
      let delay = try #require(table.deadline).milliseconds(since: end)
      #expect((expected / 2...expected).contains(delay), "after \(lifetime) ms")
    }
  }

  @Test("an address whose peer has dialled us is left alone until that link is gone")
  mutating func covered() throws {
    var table = LinkTable(ownKey: Self.low)
    let address = try Self.address("b:1")
    _ = table.add(address, at: Self.time(0))
    _ = table.due(at: Self.time(0))
    _ = table.established(Self.number(1), Self.peer(Self.high, link: 1), at: Self.time(0))
    _ = table.ended(Self.number(1), at: Self.time(20_000), random: &random)
    let inbound = try Self.accept(&table)
    _ = table.established(inbound, Self.peer(Self.high, link: 2), at: Self.time(20_010))
    #expect(table.deadline == nil)
    #expect(table.due(at: Self.time(90_000)) == [])
    #expect(
      table.ended(inbound, at: Self.time(90_000), random: &random) == [.down(inbound, Self.high)])
    let next = try #require(table.deadline)
    #expect((50...100).contains(next.milliseconds(since: Self.time(90_000))))
    #expect(table.due(at: next) == [.dial(Self.number(3), address)])
  }

  @Test("if both dial, the dial of the smaller key stays, whichever came first", arguments: [0, 1])
  mutating func bothDial(order: Int) throws {
    for ownIsSmaller in [true, false] {
      var table = LinkTable(ownKey: Self.middle)
      let other = ownIsSmaller ? Self.high : Self.low
      _ = table.add(try Self.address("b:1"), at: Self.time(0))
      _ = table.due(at: Self.time(0))
      let own = Self.number(1)
      let theirs = try Self.accept(&table)
      let first = order == 0 ? own : theirs
      let second = order == 0 ? theirs : own
      let winner = ownIsSmaller ? own : theirs
      let up = table.established(
        first, Self.peer(other, link: UInt8(first.rawValue)), at: Self.time(10))
      #expect(up == [.up(first, other)])
      let then = table.established(
        second, Self.peer(other, link: UInt8(second.rawValue)), at: Self.time(20))
      #expect(
        then
          == (first == winner
            ? [.close(second, Self.duplicate)]
            : [.down(first, other), .close(first, Self.duplicate), .up(second, other)]))
      #expect(table.link(to: other) == winner)
      let loser = first == winner ? second : first
      #expect(table.ended(loser, at: Self.time(30), random: &random) == [])
      #expect(table.link(to: other) == winner)
      #expect(table.due(at: Self.time(60_000)) == [])
    }
  }

  @Test("if one side dials twice at once, both sides keep the same link")
  mutating func sameSideTwice() throws {
    for smallerFirst in [true, false] {
      var table = LinkTable(ownKey: Self.low)
      let links = [try Self.accept(&table), try Self.accept(&table)]
      let ids: [UInt8] = smallerFirst ? [1, 2] : [2, 1]
      for (link, id) in zip(links, ids) {
        _ = table.established(link, Self.peer(Self.high, link: id), at: Self.time(5))
      }
      #expect(table.link(to: Self.high) == links[smallerFirst ? 0 : 1])
    }
  }

  @Test("after the race is over the newer link stays: the peer has lost the older one")
  mutating func newerStays() throws {
    var table = LinkTable(ownKey: Self.low)
    _ = table.add(try Self.address("b:1"), at: Self.time(0))
    _ = table.due(at: Self.time(0))
    let old = Self.number(1)
    _ = table.established(old, Self.peer(Self.high, link: 1), at: Self.time(0))
    let new = try Self.accept(&table)
    #expect(
      table.established(new, Self.peer(Self.high, link: 2), at: Self.time(10_000)) == [
        .down(old, Self.high), .close(old, Self.duplicate), .up(new, Self.high),
      ])
  }

  @Test("dialling oneself is noticed, whichever end is ready first, and not tried again")
  mutating func itself() throws {
    for listenerFirst in [true, false] {
      var table = LinkTable(ownKey: Self.low)
      _ = table.add(try Self.address("me:1"), at: Self.time(0))
      _ = table.due(at: Self.time(0))
      let out = Self.number(1)
      let into = try Self.accept(&table)
      let peer = Self.peer(Self.low, link: 7)
      let goodbye = Goodbye(.itself, "the node dialled itself")
      if listenerFirst {
        #expect(table.established(into, peer, at: Self.time(1)) == [])
        #expect(
          table.established(out, peer, at: Self.time(2)) == [
            .close(out, goodbye), .close(into, goodbye),
          ])
      } else {
        #expect(table.established(out, peer, at: Self.time(1)) == [.up(out, Self.low)])
        #expect(
          table.established(into, peer, at: Self.time(2)) == [
            .close(into, goodbye), .down(out, Self.low), .close(out, goodbye),
          ])
      }
      _ = table.ended(out, at: Self.time(3), random: &random)
      _ = table.ended(into, at: Self.time(3), random: &random)
      #expect(table.deadline == nil)
      #expect(table.due(at: Self.time(1_000_000)) == [])
    }
  }

  @Test("another node with our key is a peer like others, after a moment")
  mutating func clone() throws {
    var table = LinkTable(ownKey: Self.low)
    let into = try Self.accept(&table)
    #expect(table.established(into, Self.peer(Self.low, link: 7), at: Self.time(0)) == [])
    #expect(table.deadline == Self.time(5_000))
    #expect(table.due(at: Self.time(4_999)) == [])
    #expect(table.due(at: Self.time(5_000)) == [.up(into, Self.low)])
    #expect(table.due(at: Self.time(5_001)) == [])
  }

  @Test("at most 32 handshakes may be unfinished in each direction")
  mutating func unfinished() throws {
    var table = LinkTable(ownKey: Self.low)
    for _ in 0..<32 { #expect(Self.accepts(&table) == true) }
    #expect(Self.accepts(&table) == false)
    for port in 1...40 { _ = table.add(try Self.address("b:\(port)"), at: Self.time(0)) }
    #expect(table.due(at: Self.time(0)).count == 32)
    #expect(table.due(at: Self.time(0)) == [])
    #expect(table.deadline == nil)
    #expect(
      table.established(Self.number(3), Self.peer(Self.high, link: 1), at: Self.time(0)) == [
        .up(Self.number(3), Self.high)
      ])
    #expect(Self.accepts(&table) == true)
    #expect(Self.accepts(&table) == false)
    _ = table.ended(Self.number(4), at: Self.time(0), random: &random)
    #expect(Self.accepts(&table) == true)
    _ = table.ended(Self.number(33), at: Self.time(0), random: &random)
    #expect(table.due(at: Self.time(0)).count == 1)
  }

  @Test("links that are not known, or were established already, change nothing")
  mutating func unknown() {
    var table = LinkTable(ownKey: Self.low)
    let peer = Self.peer(Self.high, link: 1)
    #expect(table.established(Self.number(9), peer, at: Self.time(0)) == [])
    #expect(table.ended(Self.number(9), at: Self.time(0), random: &random) == [])
    #expect(table.disconnect(Self.high, Self.duplicate, at: Self.time(0)) == [])
  }

  @Test("a peer can be disconnected, and is dialled again")
  mutating func disconnects() throws {
    var table = LinkTable(ownKey: Self.low)
    _ = table.add(try Self.address("b:1"), at: Self.time(0))
    _ = table.due(at: Self.time(0))
    let link = Self.number(1)
    _ = table.established(link, Self.peer(Self.high, link: 1), at: Self.time(0))
    #expect(table.linkedPeers == [Self.high])
    let goodbye = Goodbye(.notAdmitted, "not admitted")
    #expect(
      table.disconnect(Self.high, goodbye, at: Self.time(1)) == [
        .down(link, Self.high), .close(link, goodbye),
      ])
    #expect(table.linkedPeers == [])
    _ = table.ended(link, at: Self.time(2), random: &random)
    #expect(table.deadline != nil)
  }

  @Test("addresses are bounded, and can be forgotten")
  func addresses() throws {
    var table = LinkTable(ownKey: Self.low)
    for port in 1...4_096 {
      #expect(table.add(try Self.address("b:\(port)"), at: Self.time(0)) == true)
    }
    #expect(table.add(try Self.address("c:1"), at: Self.time(0)) == false)
    table.remove(try Self.address("b:7"))
    #expect(table.add(try Self.address("c:1"), at: Self.time(0)) == true)
    #expect(table.plan.addresses.count == 4_096)
  }

  @Test(
    "addresses are read strictly",
    arguments: [
      ("a:1", "a:1"), ("127.0.0.1:65535", "127.0.0.1:65535"), ("[::1]:80", "[::1]:80"),
      ("::1:80", nil), ("a", nil), ("a:", nil), ("a:0", nil), ("a:65536", nil), (":1", nil),
      ("a:+1", nil), ("a:-1", nil), ("[]:1", nil), ("[[]]:1", nil), ("a[:1", nil), ("a b:1", nil),
      ("é:1", nil), ("a:1 ", nil),
    ] as [(String, String?)])
  func addressText(text: String, expected: String?) {
    #expect(PeerAddress(text)?.description == expected)
  }
}
