/// An X25519 public key: 32 bytes, the identity of a node. Ordered by its bytes.
public struct PublicKey: Hashable, Sendable {
  /// The number of bytes of a public key.
  public static let byteCount = 32

  /// The key's 32 bytes, as on the wire.
  public let bytes: [UInt8]

  /// Takes 32 bytes as a public key; nil for any other number of bytes. Points of small order are
  /// refused when the key is used, not here.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  /// Takes bytes that are known to be 32.
  init(exactly bytes: [UInt8]) {
    precondition(bytes.count == Self.byteCount)
    self.bytes = bytes
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes(body)
  }
}

extension PublicKey: Comparable {
  /// Orders keys by their bytes, the first byte first, bytes as unsigned numbers.
  public static func < (left: PublicKey, right: PublicKey) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension PublicKey: CustomStringConvertible {
  /// The key in 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
