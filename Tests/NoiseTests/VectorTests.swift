import Testing

@testable import Noise

/// The vectors lie outside of the repository; without them this suite is skipped, and says so.
@Suite(
  "Noise vectors",
  .enabled(if: NoiseVector.folder != nil, "shared/vectors/noise was not found beside a parent"))
struct VectorTests {
  @Test("all ten vectors are found")
  func count() { #expect(NoiseVector.all.count == 10) }

  @Test("handshake messages, hash and transport messages agree", arguments: NoiseVector.all)
  func agrees(vector: NoiseVector) throws {
    var initiator = try vector.side(.initiator)
    var responder = try vector.side(.responder)
    var index = 0
    while !initiator.isFinished {
      let message = vector.messages[index]
      let written: [UInt8]
      let payload: [UInt8]
      if index % 2 == 0 {
        written = try initiator.writeMessage(bytes(message.payload))
        payload = try responder.readMessage(written)
      } else {
        written = try responder.writeMessage(bytes(message.payload))
        payload = try initiator.readMessage(written)
      }
      #expect(written == bytes(message.ciphertext))
      #expect(payload == bytes(message.payload))
      index += 1
    }
    #expect(responder.isFinished)
    #expect(initiator.handshakeHash == responder.handshakeHash)
    if let hash = vector.handshakeHash { #expect(initiator.handshakeHash == bytes(hash)) }

    var left = initiator.split()
    var right = responder.split()
    #expect(left.handshakeHash == right.handshakeHash)
    #expect(index < vector.messages.count)
    for (index, message) in vector.messages.enumerated().dropFirst(index) {
      let written: [UInt8]
      let payload: [UInt8]
      if index % 2 == 0 {
        written = try left.sending.encrypt(bytes(message.payload))
        payload = try right.receiving.decrypt(written)
      } else {
        written = try right.sending.encrypt(bytes(message.payload))
        payload = try left.receiving.decrypt(written)
      }
      #expect(written == bytes(message.ciphertext))
      #expect(payload == bytes(message.payload))
    }
  }

  @Test("each side learns the other's static key", arguments: NoiseVector.all)
  func learnsKeys(vector: NoiseVector) throws {
    var initiator = try vector.side(.initiator)
    var responder = try vector.side(.responder)
    try finish(&initiator, &responder)
    let keys = [vector.initStatic, vector.respStatic].map {
      PrivateKey(bytes: bytes($0))?.publicKey
    }
    #expect(responder.split().remoteStaticKey == keys[0])
    #expect(initiator.split().remoteStaticKey == keys[1])
  }
}

/// Carries a handshake with empty payloads to its end.
func finish(_ initiator: inout HandshakeState, _ responder: inout HandshakeState) throws {
  while !initiator.isFinished {
    if initiator.isOurTurn {
      _ = try responder.readMessage(initiator.writeMessage())
    } else {
      _ = try initiator.readMessage(responder.writeMessage())
    }
  }
}
