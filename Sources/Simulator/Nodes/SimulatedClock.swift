import Documents
import Replication

/// The two clocks of a node: one that is skewed, drifts and steps, and one that is right in its steps.
struct SimulatedClock {
  /// By how many microseconds the wall clock is ahead, beside its drift.
  private var offset: Int64
  /// How many microseconds it gains in a second.
  private let drift: Int64

  /// Where virtual time begins: a round number of milliseconds since 1970.
  static let epoch: Int64 = 1_800_000_000_000

  init(skew: Int64, drift: Int64) {
    offset = skew
    self.drift = drift
  }

  /// The wall clock jumps.
  mutating func step(by length: VirtualTime) { offset += length.microseconds }

  /// What the clocks show.
  func moment(at time: VirtualTime) -> Moment {
    let elapsed = time.microseconds + time.microseconds / 1_000_000 * drift
    return Moment(
      wall: Timestamp(milliseconds: Self.epoch + (elapsed + offset) / 1_000),
      uptime: time.milliseconds)
  }
}
