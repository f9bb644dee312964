/// Why a node goes on under a new ReplicaID.
public enum IdentityChange: Sendable, Hashable {
  /// A peer knows more of this replica's writes than the replica does: its database was put back to an older state.
  case rolledBack
  /// Another process runs under the same ReplicaID, on a copy of the data folder.
  case cloned
  /// It was evicted, or stands below the floors of its peers, and starts over; says why.
  case startsOver(String)
}
