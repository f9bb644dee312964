import Testing

@testable import Noise

@Suite("Keys")
struct KeyTests {
  @Test("X25519 agrees with the example of RFC 7748, section 6.1")
  func diffieHellman() throws {
    let bob = try #require(
      PrivateKey(bytes: bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")))
    let alice = try #require(
      PublicKey(bytes: bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")))
    #expect(
      bob.publicKey.description
        == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    #expect(
      try bob.sharedSecret(with: alice)
        == SecretBytes(bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")))
  }

  @Test("a public key is read from the digits that it is shown as, and from nothing else")
  func hexadecimal() throws {
    let key = try #require(PublicKey(bytes: (0..<32).map { UInt8($0 * 8 + 7) }))
    #expect(PublicKey(hexadecimal: key.description) == key)
    #expect(PublicKey(hexadecimal: key.description.uppercased()) == key)
    for text in [
      "", String(key.description.dropLast()), key.description + "0",
      "+" + key.description.dropFirst(),
      "g" + key.description.dropFirst(), String(repeating: "é", count: 32),
    ] {
      #expect(PublicKey(hexadecimal: text) == nil, "\(text)")
    }
  }

  @Test("a derived key agrees with the first block of RFC 5869, test case 1")
  func derivation() {
    let derived = PresharedKey(
      deriving: [UInt8](repeating: 0x0b, count: 22), salt: Array(0x00...0x0c),
      info: Array(0xf0...0xf9))
    let expected = PresharedKey(
      bytes: bytes("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"))
    #expect(derived == expected)
  }

  @Test("HMAC hashes a key that is longer than a block")
  func longKey() {
    // RFC 4231, test case 6.
    let result = HashFunction.sha256.hmac(
      key: SecretBytes([UInt8](repeating: 0xaa, count: 131)),
      SecretBytes(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)))
    #expect(
      result
        == SecretBytes(
          bytes("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")))
  }

  @Test("keys of another length are refused")
  func lengths() {
    for length in [0, 31, 33] {
      let bytes = [UInt8](repeating: 1, count: length)
      #expect(PrivateKey(bytes: bytes) == nil)
      #expect(PublicKey(bytes: bytes) == nil)
      #expect(PresharedKey(bytes: bytes) == nil)
    }
  }

  @Test("secrets are neither printed nor reflected")
  func secrecy() throws {
    let hidden = (0..<32).map { UInt8(200 + $0) }
    let key = try #require(PrivateKey(bytes: hidden))
    let psk = try #require(PresharedKey(bytes: hidden))
    for value in [key, psk, KeyPair(key), CipherState(key: SecretBytes(hidden))] as [Any] {
      var text = "\(value) \(String(reflecting: value)) "
      dump(value, to: &text)
      #expect(!text.contains("200"), "\(text)")
    }
    #expect("\(key), \(psk)" == "(private key), (pre-shared key)")
  }

  @Test("equality of secrets looks at every byte")
  func equality() {
    let secret = [UInt8](0..<32)
    #expect(PrivateKey(bytes: secret) == PrivateKey(bytes: secret))
    for position in secret.indices {
      var other = secret
      other[position] ^= 0x80
      #expect(PrivateKey(bytes: secret) != PrivateKey(bytes: other))
    }
  }

  @Test("public keys are ordered by their bytes as unsigned numbers")
  func order() throws {
    let low = try #require(PublicKey(bytes: [0x7f] + [UInt8](repeating: 0xff, count: 31)))
    let high = try #require(PublicKey(bytes: [0x80] + [UInt8](repeating: 0, count: 31)))
    #expect(low < high)
    #expect(!(high < low))
    #expect(!(low < low))
  }

  @Test("the same generator gives the same key, and then another one")
  func drawing() {
    var first = SeededGenerator(seed: 9)
    var second = SeededGenerator(seed: 9)
    let key = PrivateKey(random: &first)
    #expect(key == PrivateKey(random: &second))
    #expect(key != PrivateKey(random: &first))
  }
}
