/// A node's own count of applied changes: says in which order *this* node saw things, and means nothing at another.
public struct SequenceNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The count; 0 is before the first change.
  public let rawValue: UInt64

  /// The change with this count.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Before the first change.
  public static let zero = SequenceNumber(rawValue: 0)

  /// The one after this; the greatest stays as it is.
  public var next: SequenceNumber {
    SequenceNumber(rawValue: rawValue == .max ? .max : rawValue + 1)
  }

  /// Earlier changes first.
  public static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension SequenceNumber: CustomStringConvertible {
  /// The count.
  public var description: String { "\(rawValue)" }
}
