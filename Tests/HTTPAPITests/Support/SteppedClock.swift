import Synchronization

/// The machine's clock, put forward again and again: every write that is under way meanwhile seems to take long.
final class SteppedClock: Sendable {
  private let offset = Mutex(Duration.zero)

  /// What it shows.
  var now: @Sendable () -> ContinuousClock.Instant {
    { ContinuousClock.now + self.offset.withLock { $0 } }
  }

  /// Puts it forward by a time, twenty times a second, while `body` runs.
  func stepping<Value>(by time: Duration, _ body: () async throws -> Value) async throws -> Value {
    let stepping = Task {
      while !Task.isCancelled {
        offset.withLock { $0 += time }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    defer { stepping.cancel() }
    return try await body()
  }
}
