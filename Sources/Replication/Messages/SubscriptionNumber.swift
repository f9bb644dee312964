/// Numbers the subscriptions that one side makes on one link, counting up from 1.
public struct SubscriptionNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The count.
  public let rawValue: UInt32

  /// The subscription with this count.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Earlier ones first.
  public static func < (left: SubscriptionNumber, right: SubscriptionNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}
