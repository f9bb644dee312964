public import Documents

/// An opaque `lastSync` value: knowledge, and a position within a round (DESIGN section 4).
public struct SyncToken: Sendable, Hashable {
  /// What kind of round it belongs to.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// What changed since ``SyncToken/knowledge``.
    case delta = 0
    /// Everything: an explicit state, never inferred from empty knowledge.
    case fullCopy = 1
    /// What the serving node applied since a time; can't go on at another node before its end.
    case replay = 2
  }

  /// Where in a round it stands.
  public enum Phase: Sendable, Hashable {
    /// Before the first page.
    case start
    /// In the middle of a round at `replica` that began at the commit `start`, and has been read up to the position from snapshots
    /// of which the last stood at the commit `seen`. A replica that has lost either does not go on from there: what it had at the
    /// time stood in other places of its indexes than what it has now.
    case reading(replica: ReplicaID, start: CommitMark, seen: CommitMark, RoundPosition)
    /// Behind the last page of a round at `replica`, whose snapshot stood at the commit: the next round at the same replica
    /// can begin there.
    case finished(replica: ReplicaID, CommitMark)
  }

  /// The mesh that it is bound to.
  public var mesh: MeshID
  /// The type and filter that it is bound to; 0 for peers, who ask for everything.
  public var scope: UInt64
  /// What kind of round.
  public var kind: Kind
  /// What the requester has, entry by entry; of a full copy, what the serving node knew at its start.
  public var knowledge: Knowledge
  /// Where in the round.
  public var phase: Phase

  /// A token of these parts.
  public init(mesh: MeshID, scope: UInt64, kind: Kind, knowledge: Knowledge, phase: Phase) {
    self.mesh = mesh
    self.scope = scope
    self.kind = kind
    self.knowledge = knowledge
    self.phase = phase
  }
}

/// A place within a round, by the numbers of the serving node.
public enum RoundPosition: Sendable, Hashable {
  /// In a full copy: behind a document in id order (nil: before the first) of a type.
  case documents(TypeNumber, after: DocumentID?)
  /// In the origin index of a type: behind a place in the entries of one origin. (nil: before the first origin).
  case origins(TypeNumber, after: OriginPlace?)
  /// In a pass through the sequence index from one number to another: behind a number in a type.
  case sequence(from: SequenceNumber, through: SequenceNumber, TypeNumber, after: SequenceNumber)
}

/// A place in the origin index of a type.
public struct OriginPlace: Sendable, Hashable {
  /// The origin.
  public var origin: ReplicaID
  /// The timestamp within the origin.
  public var timestamp: Timestamp
  /// The document.
  public var id: DocumentID

  /// The entry of a document.
  public init(origin: ReplicaID, timestamp: Timestamp, id: DocumentID) {
    self.origin = origin
    self.timestamp = timestamp
    self.id = id
  }
}
