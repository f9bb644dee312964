internal import CSodium

/// An X25519 private key: 32 secret bytes, never printed, compared in constant time.
public struct PrivateKey: Sendable, Equatable {
  /// The number of bytes of a private key.
  public static let byteCount = 32

  let secret: SecretBytes

  /// Takes 32 bytes as a private key; nil for any other number of bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    secret = SecretBytes(bytes)
  }

  /// Draws a private key. The generator must be fit for cryptography, except in simulations.
  public init(random: inout some RandomNumberGenerator) {
    secret = SecretBytes(drawing: Self.byteCount, random: &random)
  }

  /// Gives `body` the key's bytes in place, for the one purpose of storing them in a file of mode 0600.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    secret.withUnsafeBytes(body)
  }

  /// The public key that belongs to this key.
  public var publicKey: PublicKey {
    var bytes = [UInt8](repeating: 0, count: PublicKey.byteCount)
    let status = bytes.withUnsafeMutableBytes { output in
      secret.withUnsafeBytes { key in
        crypto_scalarmult_curve25519_base(output.bytePointer, key.bytePointer)
      }
    }
    precondition(status == 0, "multiplying the base point cannot fail")
    return PublicKey(exactly: bytes)
  }

  /// The X25519 function. Refuses a result of zero, which a point of small order gives.
  func sharedSecret(with other: PublicKey) throws(NoiseError) -> SecretBytes {
    var refused = false
    let result = SecretBytes(count: 32) { output in
      let status = secret.withUnsafeBytes { key in
        other.withUnsafeBytes { point in
          crypto_scalarmult_curve25519(output.bytePointer, key.bytePointer, point.bytePointer)
        }
      }
      refused = status != 0 || sodium_is_zero(output.bytePointer, output.count) == 1
    }
    guard !refused else { throw .weakPublicKey }
    return result
  }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
  /// Says only that there is a key.
  public var description: String { "(private key)" }
  /// Shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
