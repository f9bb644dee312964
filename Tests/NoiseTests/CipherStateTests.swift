import Testing

@testable import Noise

@Suite("Cipher state")
struct CipherStateTests {
  static let key = SecretBytes(0..<32)

  @Test("every flipped bit is refused and does not advance the nonce")
  func flippedBits() throws {
    var sender = CipherState(key: Self.key)
    let message = try sender.encrypt(Array("small".utf8), authenticating: [1, 2])
    var receiver = CipherState(key: Self.key)
    for position in message.indices {
      for bit in 0..<8 {
        var altered = message
        altered[position] ^= 1 << UInt8(bit)
        #expect(throws: NoiseError.authenticationFailed(.transport)) {
          try receiver.decrypt(altered, authenticating: [1, 2])
        }
        #expect(receiver.nonce == 0)
      }
    }
    #expect(throws: NoiseError.authenticationFailed(.transport)) {
      try receiver.decrypt(message, authenticating: [1, 3])
    }
    #expect(try receiver.decrypt(message, authenticating: [1, 2]) == Array("small".utf8))
    #expect(receiver.nonce == 1)
  }

  @Test("truncated and repeated messages are refused")
  func truncated() throws {
    var sender = CipherState(key: Self.key)
    let message = try sender.encrypt([1, 2, 3])
    var receiver = CipherState(key: Self.key)
    for length in 0..<message.count {
      let expected: NoiseError =
        length < 16
        ? .messageTooShort(needed: 16, found: length) : .authenticationFailed(.transport)
      #expect(throws: expected) { try receiver.decrypt(message.prefix(length)) }
    }
    _ = try receiver.decrypt(message)
    #expect(throws: NoiseError.authenticationFailed(.transport)) { try receiver.decrypt(message) }
  }

  @Test("a rekeyed state goes on with its nonce and refuses the old key")
  func rekey() throws {
    var sender = CipherState(key: Self.key)
    var receiver = CipherState(key: Self.key)
    _ = try receiver.decrypt(sender.encrypt([1]))
    sender.rekey()
    let message = try sender.encrypt([2])
    #expect(sender.nonce == 2)
    #expect(throws: NoiseError.authenticationFailed(.transport)) { try receiver.decrypt(message) }
    receiver.rekey()
    #expect(try receiver.decrypt(message) == [2])
  }

  @Test("a new key is the start of the encryption of zeros with the reserved nonce")
  func rekeyDefinition() throws {
    var rekeyed = CipherState(key: Self.key, nonce: 5)
    rekeyed.rekey()
    // From another implementation: ChaCha20-Poly1305, key 00…1f, nonce 00000000ffffffffffffffff,
    // 32 zero bytes, the first 32 bytes of the result.
    var expected = CipherState(key: SecretBytes(bytes(Self.rekeyedHex)), nonce: 5)
    #expect(try rekeyed.encrypt([1, 2, 3]) == expected.encrypt([1, 2, 3]))
  }

  static let rekeyedHex = "50835543a205b22c9323f2022bc4f67d838f90e61d5ccf33c4513e01f85b5042"

  @Test("the reserved nonce is never used")
  func nonceLimit() throws {
    var sender = CipherState(key: Self.key, nonce: .max - 1)
    var receiver = CipherState(key: Self.key, nonce: .max - 1)
    let last = try sender.encrypt([1])
    #expect(try receiver.decrypt(last) == [1])
    #expect(throws: NoiseError.nonceExhausted) { try sender.encrypt([1]) }
    #expect(throws: NoiseError.nonceExhausted) { try receiver.decrypt(last) }
    #expect(sender.nonce == .max)
  }

  @Test("the longest message passes, one byte more is refused")
  func longest() throws {
    var sender = CipherState(key: Self.key)
    var receiver = CipherState(key: Self.key)
    let longest = [UInt8](repeating: 9, count: 65_519)
    #expect(try receiver.decrypt(sender.encrypt(longest)) == longest)
    #expect(throws: NoiseError.messageTooLong(found: 65_536)) { try sender.encrypt(longest + [9]) }
    #expect(sender.nonce == 1)
  }

  @Test("encrypting and decrypting in place gives what copies give")
  func inPlace() throws {
    for length in [0, 1, 63, 64, 65, 1_000] {
      var reference = CipherState(key: Self.key)
      var sender = reference
      var receiver = reference
      let plaintext = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
      var buffer = plaintext + [UInt8](repeating: 0, count: 16)
      try buffer.withUnsafeMutableBytes { buffer in
        try sender.encrypt(UnsafeRawBufferPointer(rebasing: buffer.prefix(length)), into: buffer)
      }
      #expect(try buffer == reference.encrypt(plaintext))
      try buffer.withUnsafeMutableBytes { buffer in
        try receiver.decrypt(
          UnsafeRawBufferPointer(buffer),
          into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(length)))
      }
      #expect(Array(buffer.prefix(length)) == plaintext)
    }
  }
}
