/// Names a link; drawn by the driver, never used twice.
public struct LinkID: RawRepresentable, Sendable, Hashable, Comparable {
  /// The number.
  public let rawValue: UInt64

  /// The link with a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Earlier links first.
  public static func < (left: LinkID, right: LinkID) -> Bool { left.rawValue < right.rawValue }
}
