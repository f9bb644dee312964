/// Names a request of a client; drawn by the driver.
public struct RequestID: RawRepresentable, Sendable, Hashable {
  /// The number.
  public let rawValue: UInt64

  /// The request with a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
