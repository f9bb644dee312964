/// Until when the present request may read: set by whoever serves it, and known to all that it does. A service gives up reading then, with
/// ``ServiceError/Code/limitExceeded``.
public enum RequestDeadline {
  /// The time; nil where there is none.
  @TaskLocal public static var current: ContinuousClock.Instant?
}
