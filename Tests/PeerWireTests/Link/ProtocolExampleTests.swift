import Noise
import Testing

@testable import PeerWire

/// The example conversation of Docs/PROTOCOL.md, whose bytes come from an independent
/// implementation written after that page.
@Suite("The example in the protocol's description")
struct ProtocolExampleTests {
  /// Draws the same byte for ever.
  struct Constant: RandomNumberGenerator {
    let byte: UInt8
    mutating func next() -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
  }

  static func machine(_ role: LinkMachine.Role, _ keyByte: UInt8) throws -> LinkMachine {
    let key = try #require(PrivateKey(bytes: [UInt8](repeating: keyByte, count: 32)))
    let secret = try #require(MeshSecret([UInt8](0..<32)))
    var random = Constant(byte: keyByte + 2)
    return LinkMachine(
      role, LinkConfiguration(staticKey: KeyPair(key), secret: secret), random: &random)
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test("every byte of both sides is as described")
  func example() throws {
    var dialler = try Self.machine(.dialler, 1)
    var listener = try Self.machine(.listener, 2)
    let now = MonotonicTime(milliseconds: 0)
    #expect(listener.start(at: now) == [])
    let first = dialler.start(at: now).written
    #expect(
      Self.hex(first)
        == "00305dfedd3b6bd47f6fa28ee15d969d5bb0ea53774d488bdaf9df1c6e0124b3ef227ea226421862"
        + "d4b1279f7d124bade338")
    let second = listener.received(first, at: now).written
    #expect(
      Self.hex(second)
        == "0060ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10bbf9b5fc689c5"
        + "9c49a5ba82f99bbd09ea850d5dd361c269336bed0833f998c7a23c232106e7b41039387052b733b4"
        + "983b69094980dcbdd3307287bf383350d289")
    let third = dialler.received(second, at: now).written
    #expect(
      Self.hex(third)
        == "004025cd249d14fcab3aefe0a4da1143c7924b66bb1506daf37971082290f2140b684bed8274c398"
        + "6bf79898a00c2f95ca73b8b439005597824b6203beb8b11b9b83")
    let ping = listener.received(third, at: now).written
    #expect(Self.hex(ping) == "00131c102212a0315a6bb0033674b4c05a4e16f313")
    let pong = dialler.received(ping, at: now).written
    #expect(Self.hex(pong) == "0013f1714e753452a1e9306e1bf8bd5c649e266329")
    let link = try #require(dialler.peer).link
    #expect(
      Self.hex(link.bytes) == "802be592d264b21826653bbdce7f12c2d7f7978ce068c1c4a7f87e45f814ddd2")
    let message = LinkMessage(.subscribe, id: 1, payload: Array("hello".utf8))
    #expect(
      try Self.hex(dialler.send(message, at: now).written)
        == "001849ab247b2a9446047792e93d7e4ce2a1c00cd97325a78ffe")
    #expect(
      Self.hex(dialler.close(Goodbye(.stopping, "bye"), at: now).written)
        == "0017413bff1780b2800886c1827e7628a81f88fa2397989455")
  }
}
