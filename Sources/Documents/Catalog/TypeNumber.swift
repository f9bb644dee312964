/// The number of a type in a node's catalogue: its position, counted from 0. It means nothing at another node.
public struct TypeNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The position.
  public let rawValue: UInt16

  /// The type at a position.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// By position.
  public static func < (left: TypeNumber, right: TypeNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}
