/// Why changes since a token can't be given.
public enum SyncRefusal: Error, Sendable, Hashable {
  /// The token is no token (`BAD_LAST_SYNC`); says what is wrong with it.
  case badToken(String)
  /// The token is of another mesh, type or filter, or below the floor: start over (`RESYNC_REQUIRED`); says why.
  case resyncRequired(String)
  /// The requester was evicted, or its incarnation was given up: it starts over (`EVICTED`); says why.
  case evicted(String)
  /// The store can't read (`UNAVAILABLE`); says why.
  case unavailable(String)
}
