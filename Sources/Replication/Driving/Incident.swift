public import Documents

/// Something that an operator should know.
public enum Incident: Sendable, Hashable {
  /// A peer offered a timestamp too far ahead of the local clock (`CLOCK_AHEAD`): whose, and by how many milliseconds.
  case clockAhead(peer: ReplicaID, origin: ReplicaID, milliseconds: Int64)
  /// One version came with two contents, which only a fault can bring about.
  case equivocation(type: String, id: DocumentID)
  /// A round was given up and starts again; says why.
  case roundRestarted(peer: ReplicaID, String)
  /// A peer can't give the changes since what is known here (`RESYNC_REQUIRED`); says why.
  case resyncRequired(peer: ReplicaID, String)
  /// A full copy is complete.
  case fullCopyCompleted(peer: ReplicaID)
  /// The local wall clock differs from the median of the peers' by more than the bound (`CLOCK_SUSPECT`): by how many milliseconds
  /// the median is ahead.
  case clockSuspect(milliseconds: Int64)
  /// The local wall clock agrees with the median of the peers' again.
  case clockTrusted(milliseconds: Int64)
}
