import Documents

/// The hybrid logical clock of a replica: gives each write a timestamp greater than all it ever gave out or accepted.
struct HybridClock: Sendable {
  /// The greatest timestamp given out or accepted.
  private(set) var latest: Timestamp

  /// A clock that goes on after a timestamp.
  init(after latest: Timestamp) {
    self.latest = latest
  }

  /// The timestamp of a write now, at a millisecond of at least `milliseconds`.
  mutating func tick(at wall: Timestamp, atLeast milliseconds: Int64 = 0) -> Timestamp {
    latest = max(latest.next, wall, Timestamp(milliseconds: milliseconds))
    return latest
  }

  /// Takes note of a timestamp that was accepted from elsewhere.
  mutating func accept(_ timestamp: Timestamp) {
    latest = max(latest, timestamp)
  }
}
