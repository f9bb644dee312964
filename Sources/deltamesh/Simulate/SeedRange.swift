import ArgumentParser

/// One seed, or a range of them.
struct SeedRange: ExpressibleByArgument {
  let range: ClosedRange<UInt64>

  init(_ range: ClosedRange<UInt64>) {
    self.range = range
  }

  /// Reads `7` or `1...100`.
  init?(argument: String) {
    let parts = argument.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = UInt64(parts[0]) else { return nil }
    guard let last = UInt64(parts[parts.count - 1]), first <= last, last - first < 1 << 32 else {
      return nil
    }
    range = first...last
  }

  var defaultValueDescription: String { "\(range.lowerBound)...\(range.upperBound)" }
}
