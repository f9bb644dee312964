/// The number of a field within its type in a node's catalogue: its position, counted from 0.
public struct FieldNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The position.
  public let rawValue: UInt16

  /// The field at a position.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// By position.
  public static func < (left: FieldNumber, right: FieldNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}
