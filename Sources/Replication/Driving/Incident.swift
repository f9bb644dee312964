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
  /// Other nodes mean something else by a name of this node's model, as a peer's catalogue shows: changes of it are kept and passed on,
  /// and not served. Reported once in the life of a process.
  case incompatibleModel(peer: ReplicaID, Incompatibility)
  /// A full copy is complete.
  case fullCopyCompleted(peer: ReplicaID)
}
