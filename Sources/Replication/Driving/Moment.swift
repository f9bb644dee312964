public import Documents

/// What time it is, by the two clocks that a node has.
public struct Moment: Sendable, Hashable {
  /// The wall clock, which may step: milliseconds since the epoch, with counter 0.
  public let wall: Timestamp
  /// A clock that never steps, for delays: milliseconds since some start.
  public let uptime: Int64

  /// A moment.
  public init(wall: Timestamp, uptime: Int64) {
    self.wall = wall
    self.uptime = uptime
  }
}
