import Documents

/// What the events of a batch have done so far.
struct BatchChanges: Sendable {
  /// Whether this node has from now on what the mesh has, and so can tell who has left.
  var endsCopy = false
  /// The sequence numbers given out.
  var changes: ClosedRange<SequenceNumber>?
  /// The types with changes.
  var types: Set<TypeNumber> = []
  /// Whether documents were dropped that are gone in the mesh: that has no sequence number, and those who follow have to hear of it.
  var hasDropped = false
  /// See ``RecentCommit/touched``.
  var touched = Knowledge()
  /// See ``RecentCommit/replaced``.
  var replaced = SequenceNumber.zero
  /// Whether the record has to be stored although no document changed.
  var isRecordChanged = false
  /// How many lost writes were recorded.
  var conflictCount = 0
  /// The first of them.
  var firstConflict: ConflictRecord?
  /// The entries of the roster that were written.
  var members: Set<DocumentID> = []
  /// Why the node has to go on under a new ReplicaID, from the next event on.
  var identityChange: IdentityChange?
}

extension Replica {
  /// Takes a sequence number for a change of a document.
  mutating func nextSequence() -> SequenceNumber {
    noteChanges(1)
    return batch.changes?.upperBound ?? record.commit.mark.sequence
  }

  /// Notes that as many sequence numbers were given out.
  mutating func noteChanges(_ count: Int) {
    guard count > 0 else { return }
    let last = lastSequence
    let end = SequenceNumber(rawValue: last.rawValue + UInt64(count))
    batch.changes = (batch.changes?.lowerBound ?? last.next)...end
  }

  /// The last sequence number that was given out.
  var lastSequence: SequenceNumber { batch.changes?.upperBound ?? record.commit.mark.sequence }

  /// Stores a new state of a document.
  mutating func put(
    _ state: DocumentState, type: TypeNumber, replacing old: StoredDocument?,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    let sequence = nextSequence()
    try store.put(state, type: type, sequence: sequence, replacing: old)
    batch.types.insert(type)
    if type == memberType { batch.members.insert(state.id) }
    batch.replaced = max(batch.replaced, old?.sequence ?? .zero)
    for stamp in state.stamps.groups { batch.touched.raise(stamp.version) }
  }
}
