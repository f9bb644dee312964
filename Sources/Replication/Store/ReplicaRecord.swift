public import Documents

/// What a store keeps about the replica as a whole, beside its documents.
public struct ReplicaRecord: Sendable, Hashable {
  /// The incarnation.
  public var id: ReplicaID
  /// What is known here.
  public var knowledge: Knowledge
  /// The knowledge below which tombstones have been forgotten.
  public var floor: Knowledge
  /// The last commit that changed documents; a new store begins with one at sequence 0.
  public var commit: Commit
  /// Whether a full copy has yet to be made: the node is new, or starts over.
  public var needsFullCopy: Bool
  /// The types and fields by number.
  public var catalog: Catalog
  /// The greatest timestamp given out or accepted: the clock goes on from there.
  public var latestTimestamp: Timestamp
  /// Earlier incarnations of this node, in the order in which they were given up, that are to be retired in the roster.
  public var former: [ReplicaID] = []
  /// Whether the node has to begin anew on a full copy, keeping what only it knows: nothing is given to peers until then.
  public var startsOver = false
  /// The closed replicas, each with the greatest timestamp of it that was kept (at least the smallest there is).
  public var closed = Knowledge()
  /// The greatest sequence number of anything that was forgotten.
  public var forgotten = SequenceNumber.zero
  /// For how long members have been silent while a majority was not, in milliseconds; now and then.
  public var silences: [ReplicaID: Int64] = [:]
  /// What of the mesh's documents is held.
  public var scope = ReplicationScope.everything
  /// Joined, the versions of all documents that were dropped since they are outside of ``scope``: what stands up to there may be
  /// missing here without having been superseded.
  public var relinquished = Knowledge()
  /// The sequence number up to which nothing is left here that is outside of ``scope``.
  public var examined = SequenceNumber.zero

  /// What a client knows that has got all there is here, of what is known: not this replica's own writes where some of those were
  /// dropped, and have yet to come back.
  func served(_ knowledge: Knowledge) -> Knowledge {
    needsFullCopy && !relinquished.isEmpty ? knowledge.without(id) : knowledge
  }

  /// A record of these parts.
  public init(
    id: ReplicaID, knowledge: Knowledge, floor: Knowledge, commit: Commit, needsFullCopy: Bool,
    catalog: Catalog, latestTimestamp: Timestamp = .zero, former: [ReplicaID] = []
  ) {
    self.id = id
    self.knowledge = knowledge
    self.floor = floor
    self.commit = commit
    self.needsFullCopy = needsFullCopy
    self.catalog = catalog
    self.latestTimestamp = latestTimestamp
    self.former = former
  }

  /// What is known of this replica's own writes.
  var ownKnowledge: Knowledge { Knowledge([Version(timestamp: knowledge[id], replica: id)]) }

  /// What is known with the entries of closed replicas, which count as fully known, lowered to what was kept of them here, or was
  /// forgotten by those from whom this is a copy. It stands in tokens: who has closed a replica with more, or has not closed it, gives
  /// the rest.
  public var keptKnowledge: Knowledge {
    var lowered = knowledge
    for kept in closed.entries where knowledge[kept.replica] == .closed {
      lowered.remove(kept.replica)
      lowered.raise(
        Version(timestamp: max(kept.timestamp, floor[kept.replica]), replica: kept.replica))
    }
    return lowered
  }

  /// What a client has that was given all that is here. Of a replica that counts as fully known before it is known here how much of it
  /// was kept, that is what was forgotten of it: more of it may turn up here yet, and the client gets the rest once more.
  var givenKnowledge: Knowledge {
    let served = served(keptKnowledge)
    var given = served
    for entry in served.entries where entry.timestamp == .closed {
      given.remove(entry.replica)
      given.raise(Version(timestamp: floor[entry.replica], replica: entry.replica))
    }
    return given
  }
}
