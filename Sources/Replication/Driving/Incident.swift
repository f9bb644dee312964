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
  /// This node goes on under a new ReplicaID.
  case newIdentity(old: ReplicaID, new: ReplicaID, IdentityChange)
  /// A peer's replica belongs to another key: somebody passes for it, or it has a new key without a new ReplicaID.
  case otherKey(replica: ReplicaID, key: String)
  /// A node that is not a member waits for approval.
  case awaitsApproval(node: String, key: String)
  /// A member was evicted by the rule, after so many milliseconds of silence.
  case evicted(ReplicaID, node: String, silence: Int64)
  /// Nothing more can come from an evicted or retired replica.
  case closed(ReplicaID)
  /// So many tombstones were forgotten.
  case forgotten(count: Int)
}
