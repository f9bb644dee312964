import Synchronization

/// The machine's clock, which a test can put forward.
final class SteppedClock: Sendable {
  private let offset = Mutex(Duration.zero)

  /// What it shows.
  var now: @Sendable () -> ContinuousClock.Instant {
    { ContinuousClock.now + self.offset.withLock { $0 } }
  }

  func step(by time: Duration) { offset.withLock { $0 += time } }
}
