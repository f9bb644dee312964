import Documents
import Replication

/// The two clocks of a node: one that is skewed and drifts, and one that is right in its steps.
struct SimulatedClock {
  /// By how many microseconds the wall clock is ahead at the beginning.
  let skew: Int64
  /// How many microseconds it gains in a second.
  let drift: Int64

  /// Where virtual time begins: a round number of milliseconds since 1970.
  static let epoch: Int64 = 1_800_000_000_000

  /// What the clocks show.
  func moment(at time: VirtualTime) -> Moment {
    let elapsed = time.microseconds + time.microseconds / 1_000_000 * drift
    return Moment(
      wall: Timestamp(milliseconds: Self.epoch + (elapsed + skew) / 1_000),
      uptime: time.milliseconds)
  }
}
