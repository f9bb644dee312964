/// The symmetric half of a handshake: chaining key, hash of all that was said, and the key that
/// encrypts what is said next (Noise revision 34, section 5.2).
struct SymmetricState: Sendable {
  let hashFunction: HashFunction
  /// `h`: binds everything sent and received so far.
  private(set) var handshakeHash: [UInt8]
  private var chainingKey: SecretBytes
  private var cipher: CipherState?

  init(protocolName: String, hash: HashFunction) {
    precondition(sodiumIsReady)
    let name = Array(protocolName.utf8)
    hashFunction = hash
    handshakeHash =
      name.count <= hash.hashLength
      ? name + [UInt8](repeating: 0, count: hash.hashLength - name.count) : hash.hash(name)
    chainingKey = SecretBytes(handshakeHash)
  }

  /// Whether what follows is encrypted.
  var hasKey: Bool { cipher != nil }

  mutating func mixKey(_ input: SecretBytes) {
    let outputs = hashFunction.hkdf(chainingKey: chainingKey, input: input, count: 2)
    chainingKey = outputs[0]
    cipher = CipherState(key: outputs[1].prefix(32))
  }

  mutating func mixHash(_ data: some Collection<UInt8>) {
    handshakeHash = hashFunction.hash(handshakeHash + data)
  }

  mutating func mixKeyAndHash(_ input: SecretBytes) {
    let outputs = hashFunction.hkdf(chainingKey: chainingKey, input: input, count: 3)
    chainingKey = outputs[0]
    outputs[1].withUnsafeBytes { mixHash($0) }
    cipher = CipherState(key: outputs[2].prefix(32))
  }

  mutating func encryptAndHash(_ plaintext: [UInt8]) throws(NoiseError) -> [UInt8] {
    let ciphertext = try cipher?.encrypt(plaintext, authenticating: handshakeHash) ?? plaintext
    mixHash(ciphertext)
    return ciphertext
  }

  mutating func decryptAndHash(
    _ ciphertext: ArraySlice<UInt8>
  ) throws(NoiseError) -> [UInt8] {
    let plaintext =
      try cipher?.decrypt(ciphertext, authenticating: handshakeHash) ?? Array(ciphertext)
    mixHash(ciphertext)
    return plaintext
  }

  /// The two transport ciphers: the first is the initiator's sending one.
  func split() -> (CipherState, CipherState) {
    let outputs = hashFunction.hkdf(chainingKey: chainingKey, input: SecretBytes([]), count: 2)
    return (CipherState(key: outputs[0].prefix(32)), CipherState(key: outputs[1].prefix(32)))
  }
}
