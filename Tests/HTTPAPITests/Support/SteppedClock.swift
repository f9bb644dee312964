import Synchronization
import Testing

/// The machine's clock, which can be put forward: a write that is under way meanwhile seems to take long.
///
/// It is looked at when a write begins and when it ends, so it knows whether one is under way, where there is one at a time.
final class SteppedClock: Sendable {
  private let state = Mutex((offset: Duration.zero, looks: 0))

  /// What it shows.
  var now: @Sendable () -> ContinuousClock.Instant {
    {
      self.state.withLock {
        $0.looks += 1
        return ContinuousClock.now + $0.offset
      }
    }
  }

  /// Puts it forward while a write is under way, behind so many others.
  func stepDuringAWrite(behind writes: Int, by time: Duration) async throws {
    let deadline = ContinuousClock.now + .seconds(50)
    while ContinuousClock.now < deadline {
      let hasStepped = state.withLock { state in
        guard state.looks > 2 * writes, state.looks % 2 == 1 else { return false }
        state.offset += time
        return true
      }
      if hasStepped { return }
      try await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("no write was under way")
  }
}
