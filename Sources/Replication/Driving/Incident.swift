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
  /// Values were lost between replicas, and recorded: how many in this batch, and the first of them.
  case conflictsRecorded(count: Int, ConflictRecord)
  /// Other nodes mean something else by a name of this node's model, as a peer's catalogue shows: changes of it are kept and passed on,
  /// and not served. Reported once in the life of a process.
  case incompatibleModel(peer: ReplicaID, Incompatibility)
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
  /// A peer that knows the same holds other documents of a type (`AUDIT_DIFFERENCE`): in which buckets, and for the how manieth time
  /// in a row it was found. What can be repaired from the peer is; the peer does the same.
  case auditDifference(peer: ReplicaID, type: String, buckets: [Int], attempt: Int)
  /// Rows of a type are not what was written (`ROWS_DAMAGED`): they changed behind the store's back. In which buckets, and whether a
  /// peer has a link from which they can be repaired.
  case rowsDamaged(type: String, buckets: [Int], hasPeer: Bool)
  /// Documents of a type were repaired from a peer; names the first of them.
  case auditRepaired(peer: ReplicaID, type: String, count: Int, first: [DocumentID])
}
