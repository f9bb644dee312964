/// A hybrid logical clock reading (Kulkarni et al. 2014) in 64 bits: 48 bits of milliseconds since the Unix epoch, then
/// 16 bits of a counter that carries over into the milliseconds.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// All 64 bits.
  public let bits: UInt64

  /// A reading with these 64 bits.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// The first reading of a millisecond (or one with a counter). Milliseconds outside 0..<2^48 are clamped.
  public init(milliseconds: Int64, counter: UInt16 = 0) {
    let clamped = UInt64(min(max(milliseconds, 0), Self.maximumMilliseconds))
    bits = clamped << 16 | UInt64(counter)
  }

  /// The greatest number of milliseconds that fits: 2^48 - 1, in the year 10889.
  public static let maximumMilliseconds: Int64 = (1 << 48) - 1

  /// Before every reading; stands for "nothing is known".
  public static let zero = Timestamp(bits: 0)

  /// Milliseconds since the Unix epoch.
  public var milliseconds: Int64 { Int64(bits >> 16) }

  /// How many readings came before this one within its millisecond.
  public var counter: UInt16 { UInt16(truncatingIfNeeded: bits) }

  /// The smallest reading after this one; the greatest reading stays as it is.
  public var next: Timestamp { Timestamp(bits: bits == .max ? .max : bits + 1) }

  /// The smaller number of bits comes first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.bits < right.bits }
}

extension Timestamp: CustomStringConvertible {
  /// `milliseconds` or `milliseconds+counter`.
  public var description: String {
    counter == 0 ? "\(milliseconds)" : "\(milliseconds)+\(counter)"
  }
}
