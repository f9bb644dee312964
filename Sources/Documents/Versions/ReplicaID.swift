/// Names one incarnation of a database of documents: 64 random bits, drawn when the file is created (DESIGN section 3).
public struct ReplicaID: Sendable, Hashable, Comparable {
  /// The 64 bits.
  public let bits: UInt64

  /// The id with these bits.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// Draws a new id.
  public static func random(using random: inout some RandomNumberGenerator) -> ReplicaID {
    ReplicaID(bits: random.next())
  }

  /// Numeric order, for want of a better one: the same everywhere.
  public static func < (left: ReplicaID, right: ReplicaID) -> Bool { left.bits < right.bits }
}

extension ReplicaID: CustomStringConvertible {
  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ description: String) {
    guard description.utf8.count == 16, let bits = UInt64(description, radix: 16),
      description.utf8.first != UInt8(ascii: "+")
    else { return nil }
    self.bits = bits
  }
}
