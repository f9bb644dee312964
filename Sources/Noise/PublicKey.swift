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

  /// Reads 64 hexadecimal digits, as in ``description``; nil for anything else.
  public init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * Self.byteCount else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
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
