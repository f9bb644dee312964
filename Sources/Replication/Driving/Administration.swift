public import Documents

/// What an operator wants of a replica.
public enum Administration: Sendable, Hashable {
  /// A member is no longer waited for; it starts over when it comes back.
  case evict(ReplicaID)
  /// A node that waits for it becomes a member: by its public key in hexadecimal digits.
  case approve(key: String)
}

/// What came of it.
public enum AdministrationOutcome: Sendable, Hashable {
  /// It was done.
  case done
  /// It makes no sense; says why, and what to do.
  case refused(String)
  /// The store could not take it; says why.
  case unavailable(String)
}
