import ArgumentParser

/// Which traces are to be printed: those of a scenario, by its place among the arguments, or the events in a window of one seed.
struct TraceRequest: ExpressibleByArgument {
  let scenario: Int
  var seed: UInt64?
  var window: Range<Int>?

  init(scenario: Int, seed: UInt64? = nil, window: Range<Int>? = nil) {
    self.scenario = scenario
    self.seed = seed
    self.window = window
  }

  /// Reads `SCENARIO`, or `SCENARIO:SEED:FIRST:END`.
  init?(argument: String) {
    let parts = argument.split(separator: ":").map { UInt64($0) }
    guard parts.count == 1 || parts.count == 4, let scenario = parts[0] else { return nil }
    self.scenario = Int(clamping: scenario)
    guard parts.count == 4 else { return }
    guard let seed = parts[1], let first = parts[2], let end = parts[3], first <= end else {
      return nil
    }
    self.seed = seed
    window = Int(clamping: first)..<Int(clamping: end)
  }

  /// What ``init(argument:)`` reads.
  var argument: String {
    guard let seed, let window else { return "\(scenario)" }
    return "\(scenario):\(seed):\(window.lowerBound):\(window.upperBound)"
  }
}
