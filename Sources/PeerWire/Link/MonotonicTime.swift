/// A reading of a clock that never goes back, in milliseconds since an arbitrary start. It says how
/// long ago something was, never what time it is.
public struct MonotonicTime: Hashable, Comparable, Sendable {
  /// Milliseconds since the clock's start.
  public let milliseconds: UInt64

  /// A reading of `milliseconds` since the clock's start.
  public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

  /// The reading that comes `milliseconds` later, or the last one that there is.
  public func advanced(byMilliseconds milliseconds: UInt64) -> MonotonicTime {
    let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
    return MonotonicTime(milliseconds: overflow ? .max : sum)
  }

  /// How many milliseconds passed since `earlier`; zero if it is not earlier.
  public func milliseconds(since earlier: MonotonicTime) -> UInt64 {
    milliseconds > earlier.milliseconds ? milliseconds - earlier.milliseconds : 0
  }

  /// Orders readings by time.
  public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.milliseconds < right.milliseconds
  }
}
