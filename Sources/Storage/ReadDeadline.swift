import GRDBSQLite

/// When the reads on a connection are given up: SQLite asks now and then while it works.
final class ReadDeadline {
  /// The time; nil for never.
  var end: ContinuousClock.Instant?

  /// After how many steps of its machine SQLite asks: every few tenths of a millisecond.
  private static let stepsBetween: Int32 = 10_000

  /// Makes a connection ask. It must not be read on when this value is gone.
  func watch(_ handle: OpaquePointer) {
    sqlite3_progress_handler(
      handle, Self.stepsBetween,
      { context in
        guard let context else { return 0 }
        let deadline = Unmanaged<ReadDeadline>.fromOpaque(context).takeUnretainedValue()
        guard let end = deadline.end else { return 0 }
        return ContinuousClock.now >= end ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}
