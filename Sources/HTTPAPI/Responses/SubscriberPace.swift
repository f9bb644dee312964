import GraphQL
import Synchronization

/// Tells a subscriber that takes nothing from one that is served: notes when a write began, and how long writes took.
///
/// Whoever takes nothing for `stall` has its subscription ended: by an error, if it goes on reading by then, with the token to go on
/// from; after twice the time its connection is cut. Meanwhile nothing is read for it, so it costs its place and one event.
final class SubscriberPace: Sendable {
  private let stall: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let writes = Mutex<(next: Int, since: [Int: ContinuousClock.Instant])>((0, [:]))

  init(
    stall: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.stall = stall
    self.now = now
  }

  /// A write begins; what it returns is to be given to ``ended(_:)``, however the write ends.
  func began() -> Int {
    writes.withLock { writes in
      writes.next += 1
      writes.since[writes.next] = now()
      return writes.next
    }
  }

  /// A write has ended. Whether the subscriber took it in time.
  @discardableResult
  func ended(_ write: Int) -> Bool {
    guard let began = writes.withLock({ $0.since.removeValue(forKey: write) }) else { return true }
    return now() - began < stall
  }

  /// Returns once a write has taken twice the time; throws where the task is cancelled before.
  @concurrent
  func giveUp() async throws {
    while true {
      let now = ContinuousClock.now
      let oldest = writes.withLock { $0.since.values.min() } ?? now
      let deadline = oldest + stall * 2
      if now >= deadline { return }
      // A write that begins later has its time later: looking again then is soon enough.
      try await Task.sleep(until: deadline, clock: .continuous)
    }
  }

  /// What a slow subscriber is told.
  static func error(lastSync: String?) -> GraphQLError {
    var extensions = JSONObject()
    if let lastSync { extensions["lastSync"] = .string(lastSync) }
    return GraphQLError(
      lastSync == nil
        ? "The subscription ended, as its events were not read in time; subscribe again, and get what was missed by sync."
        : "The subscription ended, as its pages were not read in time; subscribe again with lastSync, and nothing is missed.",
      code: "SLOW_SUBSCRIBER", extensions: extensions)
  }

  /// What a subscriber is told whose token has expired.
  static func expired(lastSync: String?) -> GraphQLError {
    var extensions = JSONObject()
    if let lastSync { extensions["lastSync"] = .string(lastSync) }
    return GraphQLError(
      "The subscription ended, as the access token has expired; subscribe again with a new one.",
      code: "UNAUTHENTICATED", extensions: extensions)
  }
}
