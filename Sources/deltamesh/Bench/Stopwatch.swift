import Dispatch

/// Measures by a clock that never steps.
struct Stopwatch: Sendable {
  private let start = Stopwatch.now()

  /// Nanoseconds since some start.
  static func now() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds) }

  /// Nanoseconds since this was made.
  var nanoseconds: Int64 { Self.now() - start }

  /// Seconds since this was made.
  var seconds: Double { Double(nanoseconds) / 1e9 }
}
