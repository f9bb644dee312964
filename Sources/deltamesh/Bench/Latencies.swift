/// Times of single operations in nanoseconds, sorted.
struct Latencies: Sendable {
  private let sorted: [Int64]

  /// Of times in any order; nil without any.
  init?(nanoseconds: [Int64]) {
    guard !nanoseconds.isEmpty else { return nil }
    sorted = nanoseconds.sorted()
  }

  /// The time that `fraction` of the operations did not exceed, in milliseconds; `fraction` is from 0 to 1.
  func milliseconds(at fraction: Double) -> Double {
    let rank = Int((Double(sorted.count) * fraction).rounded(.up))
    return Double(sorted[min(max(rank - 1, 0), sorted.count - 1)]) / 1e6
  }
}
