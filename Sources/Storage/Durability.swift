/// What an acknowledged write survives.
public enum Durability: String, Sendable, Hashable, CaseIterable {
  /// Every commit reaches the disk before it is acknowledged: it survives the loss of power (SQLite's `synchronous=FULL`).
  case full
  /// A commit survives the end of the process; the loss of power may take the last ones (`synchronous=NORMAL`).
  case normal

  /// The value of SQLite's pragma `synchronous`.
  var synchronous: Int64 {
    switch self {
    case .full: 2
    case .normal: 1
    }
  }
}
