internal import CSodium

/// One direction of a link: a key and a nonce that counts messages (Noise revision 34, section 5.1),
/// with ChaCha20-Poly1305.
///
/// A message that does not authenticate leaves the state as it was. Copies of a state share no
/// nonce: never encrypt with two copies of one state.
public struct CipherState: Sendable {
  /// How many bytes longer an encrypted message is than its plaintext.
  public static let tagLength = 16

  /// The longest message that Noise allows, tag included.
  public static let maximumMessageLength = 65_535

  private var key: SecretBytes

  /// The number of the next message. The value 2^64-1 is reserved and never used.
  public private(set) var nonce: UInt64

  /// Starts with a key of 32 bytes.
  init(key: SecretBytes, nonce: UInt64 = 0) {
    precondition(key.count == 32 && sodiumIsReady)
    self.key = key
    self.nonce = nonce
  }

  /// Encrypts a message into the caller's memory, without a copy, and counts the nonce up.
  ///
  /// - Parameters:
  ///   - plaintext: what to encrypt.
  ///   - data: what is authenticated besides, and not sent.
  ///   - output: exactly `plaintext.count + tagLength` bytes. It may begin where `plaintext` begins,
  ///     to encrypt in place, or must not overlap with it.
  public mutating func encrypt(
    _ plaintext: UnsafeRawBufferPointer,
    authenticating data: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    into output: UnsafeMutableRawBufferPointer
  ) throws(NoiseError) {
    precondition(output.count == plaintext.count + Self.tagLength)
    guard output.count <= Self.maximumMessageLength else {
      throw .messageTooLong(found: output.count)
    }
    guard nonce < .max else { throw .nonceExhausted }
    Self.seal(plaintext, authenticating: data, key: key, nonce: nonce, into: output)
    nonce += 1
  }

  /// Decrypts a message into the caller's memory, without a copy, and counts the nonce up.
  ///
  /// If the message is not authentic the nonce stays, and `output` is zeroed.
  /// - Parameters:
  ///   - ciphertext: the message with its tag.
  ///   - data: what was authenticated besides.
  ///   - output: exactly `ciphertext.count - tagLength` bytes. It may begin where `ciphertext`
  ///     begins, to decrypt in place, or must not overlap with it.
  public mutating func decrypt(
    _ ciphertext: UnsafeRawBufferPointer,
    authenticating data: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    into output: UnsafeMutableRawBufferPointer
  ) throws(NoiseError) {
    guard ciphertext.count >= Self.tagLength else {
      throw .messageTooShort(needed: Self.tagLength, found: ciphertext.count)
    }
    precondition(output.count == ciphertext.count - Self.tagLength)
    guard ciphertext.count <= Self.maximumMessageLength else {
      throw .messageTooLong(found: ciphertext.count)
    }
    guard nonce < .max else { throw .nonceExhausted }
    let bytes = Self.nonceBytes(nonce)
    let status = key.withUnsafeBytes { key in
      bytes.withUnsafeBytes { nonce in
        crypto_aead_chacha20poly1305_ietf_decrypt(
          output.bytePointer, nil, nil, ciphertext.bytePointer, UInt64(ciphertext.count),
          data.bytePointer, UInt64(data.count), nonce.bytePointer, key.bytePointer)
      }
    }
    guard status == 0 else { throw .authenticationFailed(.transport) }
    nonce += 1
  }

  /// Replaces the key by the first 32 bytes of the encryption of 32 zeros with the reserved nonce
  /// 2^64-1; the nonce goes on as it is (Noise revision 34, sections 4.2 and 11.3).
  public mutating func rekey() {
    let zeros = [UInt8](repeating: 0, count: 32)
    let output = SecretBytes(count: 32 + Self.tagLength) { output in
      zeros.withUnsafeBytes { zeros in
        Self.seal(
          zeros, authenticating: UnsafeRawBufferPointer(start: nil, count: 0), key: key,
          nonce: .max, into: output)
      }
    }
    key = output.prefix(32)
  }

  private static func seal(
    _ plaintext: UnsafeRawBufferPointer, authenticating data: UnsafeRawBufferPointer,
    key: SecretBytes, nonce: UInt64, into output: UnsafeMutableRawBufferPointer
  ) {
    let bytes = nonceBytes(nonce)
    let status = key.withUnsafeBytes { key in
      bytes.withUnsafeBytes { nonce in
        crypto_aead_chacha20poly1305_ietf_encrypt(
          output.bytePointer, nil, plaintext.bytePointer, UInt64(plaintext.count),
          data.bytePointer, UInt64(data.count), nil, nonce.bytePointer, key.bytePointer)
      }
    }
    precondition(status == 0, "encrypting at most 64 KiB cannot fail")
  }

  /// Four zero bytes, then the number, its low byte first.
  private static func nonceBytes(_ nonce: UInt64) -> InlineArray<12, UInt8> {
    InlineArray { index in index < 4 ? 0 : UInt8(truncatingIfNeeded: nonce >> (8 * (index - 4))) }
  }
}

extension InlineArray where Element == UInt8 {
  fileprivate func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    span.withUnsafeBytes(body)
  }
}
