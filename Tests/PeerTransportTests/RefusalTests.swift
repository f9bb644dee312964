import Documents
import NIOCore
import PeerTransport
import PeerWire
import Replication
import Testing

@Suite("What a listener refuses", .timeLimit(.minutes(1)))
struct RefusalTests {
  /// After all that happened a node with the right secret gets its link.
  static func staysUp(_ listener: Node, key: UInt8 = 9) async throws {
    let friend = try await Node.dialling([listener.address], key: key)
    try await friend.link()
    await friend.transport.shutdown()
  }

  @Test(
    "another secret is refused, said once for each connection on the listener's side and once on the dialler's"
  )
  func wrongSecret() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2, secret: "the secret of another mesh")
    await a.logged("another mesh secret", times: 3)
    #expect(await b.logged("check peer.secret on both nodes").count == 1)
    #expect(a.events.all.isEmpty && b.events.all.isEmpty)
    await b.transport.shutdown()
    try await Self.staysUp(a)
    await a.transport.shutdown()
  }

  private static var impatient: LinkLimits {
    var limits = LinkLimits()
    limits.handshakeTimeoutMilliseconds = 2_000
    limits.pingAfterMilliseconds = 1_000
    limits.deadAfterMilliseconds = 3_000
    return limits
  }

  @Test(
    "a flipped byte ends its connection with a reason, and the next connection is good",
    arguments: [0, 1, 2, 20, 49, 50, 51, 60, 110, 116, 117, 130, 170], [true, false])
  func flippedByte(offset: Int, fromDialler: Bool) async throws {
    // An altered length can leave a side waiting for the rest of a frame, until the other one counts as dead.
    let a = try await Node.listening(key: 1, limits: Self.impatient, greets: true)
    let relay = try await Relay(to: a.address) { connection, side, start, bytes in
      if connection == 1, (side == .dialler) == fromDialler,
        (start..<start + bytes.count).contains(offset)
      {
        bytes[offset - start] ^= 0x10
      }
      return true
    }
    let b = try await Node.dialling(
      [relay.address], key: 2, limits: Self.impatient, greets: true)
    for node in [a, b] { await node.events.wait { !$0.messages.isEmpty } }
    let hurt = fromDialler ? a : b
    let refusals = hurt.logs.all.filter { $0.level == .warning }
    #expect(refusals.count == 1, "\(hurt.logs.all.map(\.message))")
    for node in [a, b] {
      #expect(Set(node.events.all.messages) == [.hello(Sample.hello("greeting"))])
    }
    await b.transport.shutdown()
    await a.transport.shutdown()
    try await relay.shutdown()
  }

  @Test(
    "a stream cut anywhere is an error with a reason, and the next connection is good",
    arguments: [0, 1, 30, 50, 90, 116, 120, 150])
  func truncated(length: Int) async throws {
    let a = try await Node.listening(key: 1, greets: true)
    let relay = try await Relay(to: a.address) { connection, side, start, bytes in
      guard connection == 1, side == .dialler, start + bytes.count > length else { return true }
      bytes = Array(bytes.prefix(max(length - start, 0)))
      return false
    }
    let b = try await Node.dialling([relay.address], key: 2, greets: true)
    for node in [a, b] { await node.events.wait { !$0.messages.isEmpty } }
    let refused = a.logs.all.filter { $0.level == .warning }
    #expect(refused.count == 1, "\(a.logs.all.map(\.message))")
    await b.transport.shutdown()
    await a.transport.shutdown()
    try await relay.shutdown()
  }

  @Test("frames of a wrong size, garbage and HTTP are refused with a reason, once each")
  func garbage() async throws {
    let a = try await Node.listening(key: 1)
    let inputs: [(bytes: [UInt8], reason: String)] = [
      ([0, 0], "frame of 0 bytes"),
      ([0, 15] + [UInt8](repeating: 1, count: 15), "15 bytes"),
      ([0x04, 0x01], "1025"),
      ([0xFF, 0xFF], "65535"),
      ([0, 49] + [UInt8](repeating: 1, count: 49), "49"),
      ([0, 48] + [UInt8](repeating: 0, count: 48), "handshake failed"),
      (Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), "18245"),
    ]
    for (count, input) in inputs.enumerated() {
      let answer = try await RawClient.answer(to: input.bytes, from: a.address)
      #expect(answer.isEmpty, "a stranger is told nothing")
      let logs = await a.logs.wait { $0.count > count }
      #expect(logs.count == count + 1 && logs.last?.level == .warning)
      #expect(logs.last?.message.hasPrefix("connection from 127.0.0.1:") == true)
      #expect(logs.last?.message.contains(input.reason) == true, "\(logs.last?.message ?? "")")
    }
    try await Self.staysUp(a)
    await a.transport.shutdown()
  }

  @Test("of 40 connections that say nothing 8 are refused at once, and 32 when their time is over")
  func halfOpen() async throws {
    var limits = LinkLimits()
    limits.handshakeTimeoutMilliseconds = 4_000
    let a = try await Node.listening(key: 1, limits: limits)
    var sockets: [any Channel] = []
    for _ in 0..<40 { sockets.append(try await RawClient.open(a.address)) }
    await a.logged("too many unfinished handshakes", times: 8)
    await a.logged("not finished in time", times: 32)
    #expect(a.logs.all.count == 40)
    for socket in sockets { try await socket.closeFuture.get() }
    try await Self.staysUp(a)
    await a.transport.shutdown()
  }

  @Test("a peer that breaks the rules of the peer protocol is told so")
  func protocolViolation() async throws {
    let a = try await Node.listening(key: 1)
    let b = try await Node.dialling([a.address], key: 2)
    let link = try await b.link()
    b.transport.send(link, .hello(Sample.hello("b")))
    b.transport.send(link, .hello(Sample.hello("b")))
    let closed = await b.events.wait { !$0.closed.isEmpty }.closed
    #expect(closed.first?.1 == "closed by the peer: a second hello")
    #expect(a.events.all.messages == [.hello(Sample.hello("b"))])
    await b.transport.shutdown()
    await a.transport.shutdown()
  }
}
