/// How long to wait between attempts: the first delay, doubled with each failure in a row up to the
/// longest one, and shortened by up to half at random, so that nodes do not dial in step.
public struct Backoff: Hashable, Sendable {
  /// The delay after the first failure, in milliseconds, before chance shortens it. Default: 100.
  public var firstMilliseconds: UInt64
  /// The longest delay, in milliseconds. Default: 30,000.
  public var longestMilliseconds: UInt64

  /// A rule with these delays.
  public init(firstMilliseconds: UInt64 = 100, longestMilliseconds: UInt64 = 30_000) {
    precondition(firstMilliseconds > 0 && longestMilliseconds >= firstMilliseconds)
    self.firstMilliseconds = firstMilliseconds
    self.longestMilliseconds = longestMilliseconds
  }

  /// The delay after so many failures in a row, in milliseconds; one failure is the least.
  public func delay(failures: Int, random: inout some RandomNumberGenerator) -> UInt64 {
    let doublings = UInt64(min(max(failures, 1) - 1, 32))
    let (product, overflow) =
      firstMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
    let full = overflow ? longestMilliseconds : min(product, longestMilliseconds)
    return full - UInt64.random(in: 0...full / 2, using: &random)
  }
}
