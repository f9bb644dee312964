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
    let isHexadecimal = description.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    guard description.utf8.count == 16, isHexadecimal, let bits = UInt64(description, radix: 16)
    else { return nil }
    self.bits = bits
  }
}
