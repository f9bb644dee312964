/// A pre-shared symmetric key, the `psk` of Noise: 32 secret bytes, never printed.
public struct PresharedKey: Sendable, Equatable {
  /// The number of bytes of a pre-shared key.
  public static let byteCount = 32

  let secret: SecretBytes

  /// Takes 32 bytes as a pre-shared key; nil for any other number of bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    secret = SecretBytes(bytes)
  }

  /// Derives a key from a secret of any length with HKDF-SHA256 (RFC 5869), of one block: `salt`
  /// and `info` keep keys for different purposes apart.
  public init(deriving secret: some Collection<UInt8>, salt: [UInt8], info: [UInt8]) {
    let hash = HashFunction.sha256
    let pseudorandom = hash.hmac(key: SecretBytes(salt), SecretBytes(secret))
    self.secret = hash.hmac(key: pseudorandom, SecretBytes(info + [1]))
  }

  /// 64 bits derived one-way from the key and `info`: a public name for what shares the key.
  public func number(info: [UInt8]) -> UInt64 {
    HashFunction.sha256.hmac(key: secret, SecretBytes(info)).withUnsafeBytes {
      UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
    }
  }
}

extension PresharedKey: CustomStringConvertible, CustomReflectable {
  /// Says only that there is a key.
  public var description: String { "(pre-shared key)" }
  /// Shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
