import Logging
import Replication

/// Tells an operator of values that were lost between replicas: at most one line in a while, with how many there were since the
/// line before.
struct ConflictReports {
  private var pending = 0
  private var example = ""
  private var nextAt: Int64 = .min

  /// How far apart lines are at least, in milliseconds.
  private static let interval: Int64 = 10_000

  /// Some were recorded.
  mutating func add(_ count: Int, _ type: String, _ id: String, _ field: String) {
    pending += count
    example = "\(type) \(id) \(field)"
  }

  /// What is to be logged now, by a clock that never steps: how many, and the last of them. Nil if nothing is.
  mutating func take(at uptime: Int64) -> (count: Int, example: String)? {
    guard pending > 0, uptime >= nextAt else { return nil }
    defer { pending = 0 }
    nextAt = uptime + Self.interval
    return (pending, example)
  }

  /// When something will have to be logged; nil if nothing waits.
  var dueAt: Int64? { pending > 0 ? nextAt : nil }
}
