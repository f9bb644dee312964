public import Documents

/// Replicas that hold but a part of the documents (DESIGN section 9, Partial replicas; Docs/Decisions/0016 and 0018).
///
/// What a partial replica says that it knows is held there, superseded by something held there, or outside of its scope. So nobody
/// takes that for more than it is: of its claims others join its own entry alone, since it holds all that it wrote itself; nobody makes
/// a full copy from it, or starts over on its account; and it is left aside where those who can relay take turns. It serves all that
/// it holds nevertheless. *Why:* a write of its own that it has seen superseded no longer stands among its own.
extension Replica {
  /// What of the mesh's documents this replica holds.
  public var scope: ReplicationScope { record.scope }

  /// Joined, the versions of all documents that were dropped here as they are outside of the scope.
  public var relinquished: Knowledge { record.relinquished }

  /// Whether it is a partial one.
  var isPartial: Bool { record.scope.isPartial }

  /// Whether the documents of a type are held here.
  func holds(_ type: TypeNumber) -> Bool { record.scope.holds(typeNamed: catalog[type].name) }

  /// Whether all documents of a type are held both here and by a peer.
  func isShared(_ type: TypeNumber, with peer: Peer) -> Bool {
    let name = catalog[type].name
    return [record.scope, peer.hello.scope].allSatisfy {
      $0.holds(typeNamed: name) && $0.filter(ofTypeNamed: name) == nil
    }
  }

  /// By number, which documents of a type are held; empty where all are.
  var rules: [ScopeRule] { isPartial ? catalog.types.map(record.scope.rule) : [] }

  /// What of a peer's claim may be joined: of a partial one its own entry alone.
  ///
  /// Where this node holds documents by a filter, nothing of a partial one, and of a full one all or nothing: all if it covers what is
  /// known here, this node's own writes aside. *Why:* of two writes of a document either may leave it outside of the filter, and both
  /// together not. Whoever has just one of them sends what is no document of this node's; if both were joined as known, nobody would
  /// ever send the document that they make. So what is known here is always what one full replica knows.
  func joinable(_ claim: Knowledge, of peer: Peer) -> Knowledge {
    if record.scope.isFiltered {
      return !peer.isPartial && claim.covers(knowledge.without(id)) ? claim : Knowledge()
    }
    guard peer.isPartial else { return claim }
    return Knowledge(claim.entries.filter { $0.replica == peer.hello.replica })
  }

  /// What a row need not be looked at for. While this node starts over, nothing: what it knew of the mesh counts no more. Of a closed
  /// replica there may come more than was kept here. Own writes are no reason where some of them were dropped, or where a document may
  /// have been created here under the id of one that is outside of the filter.
  var knownOfRows: Knowledge {
    if record.startsOver, record.needsFullCopy { return Knowledge() }
    return record.scope.isFiltered || !record.relinquished.isEmpty
      ? record.keptKnowledge.without(id) : record.keptKnowledge
  }

  /// Takes note that what changed was asked for until a peer had no more. Where it knows something, this node needs no full copy; of
  /// a partial one that is said only if this node knows by now all that it knows.
  mutating func noteCompleteRound(with peer: Peer, claiming claim: Knowledge, isCopy: Bool) {
    if claim.isEmpty { hasMetNewPeer = true }
    guard record.needsFullCopy, !claim.isEmpty,
      !peer.isPartial || (!record.startsOver && !isPartial && knowledge.covers(claim)),
      !record.scope.isFiltered || knowledge.covers(sound(claim)),
      record.relinquished.isEmpty
        || holdsOwnRelinquished(claim) && (isCopy || record.scope.isFiltered)
    else { return }
    record.needsFullCopy = false
    batch.endsCopy = true
    if !isPartial { record.relinquished = Knowledge() }
    batch.isRecordChanged = true
  }

  /// Whether this node gives way where one of two has to start over: a partial one does, as nobody can start over on it; of two alike
  /// the one with the smaller ReplicaID.
  func givesWay(to peer: Peer) -> Bool {
    peer.isPartial == isPartial ? id < peer.hello.replica : isPartial
  }
}

extension Peer {
  /// Whether it holds but a part of the documents.
  var isPartial: Bool { hello.scope.isPartial }

  /// What it said that it knows, as far as that says which documents it has: where it holds documents by a filter, not its own writes,
  /// which it may have made without a document that is outside of its filter.
  var covered: Knowledge { hello.scope.isFiltered ? announced.without(hello.replica) : announced }
}
