import Testing

@testable import Noise

@Suite("Handshake")
struct HandshakeTests {
  static let patterns: [HandshakePattern] = [.xx, .ik, .xxpsk3]

  /// Both sides of a handshake with keys from a fixed seed.
  static func sides(
    _ pattern: HandshakePattern, prologues: ([UInt8], [UInt8]) = ([1], [1]),
    presharedKeys: (UInt8, UInt8) = (7, 7)
  ) throws -> (HandshakeState, HandshakeState) {
    var random = SeededGenerator(seed: 1)
    let initiatorKey = KeyPair(random: &random)
    let responderKey = KeyPair(random: &random)
    func psk(_ byte: UInt8) -> PresharedKey? {
      pattern.needsPresharedKey
        ? PresharedKey(bytes: [UInt8](repeating: byte, count: 32)) : nil
    }
    return (
      HandshakeState(
        pattern, hash: .sha256, role: .initiator, prologue: prologues.0, staticKey: initiatorKey,
        responderKey: pattern.needsResponderKey ? responderKey.publicKey : nil,
        presharedKey: psk(presharedKeys.0), random: &random),
      HandshakeState(
        pattern, hash: .sha256, role: .responder, prologue: prologues.1, staticKey: responderKey,
        presharedKey: psk(presharedKeys.1), random: &random)
    )
  }

  /// What a handshake with an altered message number `index` ends with, at its reader.
  static func failure(
    _ pattern: HandshakePattern, message index: Int, _ alter: ([UInt8]) -> [UInt8]
  ) throws -> NoiseError? {
    var (initiator, responder) = try sides(pattern)
    for current in 0...index {
      let fromInitiator = current % 2 == 0
      let message = try fromInitiator ? initiator.writeMessage() : responder.writeMessage()
      let sent = current == index ? alter(message) : message
      do throws(NoiseError) {
        _ = try fromInitiator ? responder.readMessage(sent) : initiator.readMessage(sent)
      } catch {
        return error
      }
    }
    return nil
  }

  @Test("every flipped bit of an encrypted handshake message is refused", arguments: [1, 2])
  func flippedBits(index: Int) throws {
    let length = index == 1 ? 96 : 64
    for position in 0..<length {
      for bit in 0..<8 {
        let error = try Self.failure(.xxpsk3, message: index) { message in
          #expect(message.count == length)
          var altered = message
          altered[position] ^= 1 << UInt8(bit)
          return altered
        }
        // X25519 ignores the top bit of a key, but the hash does not.
        switch error {
        case .authenticationFailed, .weakPublicKey: break
        case .messageTooShort, .messageTooLong, .nonceExhausted, nil:
          Issue.record("byte \(position), bit \(bit): \(String(describing: error))")
        }
      }
    }
  }

  @Test("an altered first message makes the second one fail")
  func alteredFirstMessage() throws {
    for position in 0..<32 {
      var (initiator, responder) = try Self.sides(.xx)
      var message = try initiator.writeMessage()
      message[position] ^= 1
      _ = try responder.readMessage(message)
      let answer = try responder.writeMessage()
      #expect(throws: NoiseError.authenticationFailed(.staticKey)) {
        try initiator.readMessage(answer)
      }
    }
  }

  @Test("every truncated handshake message is refused", arguments: patterns)
  func truncated(pattern: HandshakePattern) throws {
    for index in pattern.messages.indices {
      var (initiator, responder) = try Self.sides(pattern)
      var length = 0
      for current in 0...index {
        let message =
          try current % 2 == 0 ? initiator.writeMessage() : responder.writeMessage()
        length = message.count
        if current < index {
          _ =
            try current % 2 == 0
            ? responder.readMessage(message) : initiator.readMessage(message)
        }
      }
      for shorter in 0..<length {
        let error = try Self.failure(pattern, message: index) { Array($0.prefix(shorter)) }
        #expect(error != nil, "message \(index) cut to \(shorter) bytes")
      }
    }
  }

  @Test("another pre-shared key is refused in the last message's payload")
  func wrongPresharedKey() throws {
    var (initiator, responder) = try Self.sides(.xxpsk3, presharedKeys: (7, 8))
    _ = try responder.readMessage(initiator.writeMessage())
    _ = try initiator.readMessage(responder.writeMessage())
    let last = try initiator.writeMessage()
    #expect(throws: NoiseError.authenticationFailed(.handshakePayload)) {
      try responder.readMessage(last)
    }
  }

  @Test("another prologue is refused in the first encrypted field")
  func wrongPrologue() throws {
    var (initiator, responder) = try Self.sides(.xx, prologues: ([1], [2]))
    _ = try responder.readMessage(initiator.writeMessage())
    let second = try responder.writeMessage()
    #expect(throws: NoiseError.authenticationFailed(.staticKey)) {
      try initiator.readMessage(second)
    }
  }

  @Test("a handshake that failed stays failed")
  func staysFailed() throws {
    var (initiator, responder) = try Self.sides(.xxpsk3)
    let first = try initiator.writeMessage()
    let short = NoiseError.messageTooShort(needed: 32, found: 31)
    #expect(throws: short) { try responder.readMessage(Array(first.dropLast(17))) }
    #expect(throws: short) { try responder.readMessage(first) }
    #expect(throws: short) { try responder.writeMessage() }
    #expect(!responder.isFinished)
  }

  @Test("points of small order are refused")
  func smallOrder() throws {
    var one = [UInt8](repeating: 0, count: 32)
    one[0] = 1
    for point in [[UInt8](repeating: 0, count: 32), one] {
      let error = try Self.failure(.xx, message: 1) { point + $0.dropFirst(32) }
      #expect(error == .weakPublicKey)
    }
  }

  @Test("a payload that makes a message too long is refused")
  func tooLong() throws {
    var (initiator, _) = try Self.sides(.xx)
    #expect(throws: NoiseError.messageTooLong(found: 65_536)) {
      try initiator.writeMessage([UInt8](repeating: 0, count: 65_536 - 32))
    }
    var (_, responder) = try Self.sides(.xx)
    #expect(throws: NoiseError.messageTooLong(found: 65_536)) {
      try responder.readMessage([UInt8](repeating: 0, count: 65_536))
    }
  }
}
