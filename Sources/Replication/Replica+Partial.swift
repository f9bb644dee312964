import Documents

/// Replicas that hold but a part of the documents (DESIGN section 9, Partial replicas; Docs/Decisions/0016).
///
/// What a partial replica says that it knows is held there, superseded by something held there, or outside of its scope. So nobody
/// takes that for more than it is: of its claims others join its own entry alone, since it holds all that it wrote itself; nobody makes
/// a full copy from it, or starts over on its account; and it is left aside where those who can relay take turns. It serves all that
/// it holds nevertheless. *Why:* a write of its own that it has seen superseded no longer stands among its own.
extension Replica {
  /// What of the mesh's documents this replica holds.
  public var scope: ReplicationScope { record.scope }

  /// Whether it is a partial one.
  var isPartial: Bool { record.scope.isPartial }

  /// Whether the documents of a type are held here.
  func holds(_ type: TypeNumber) -> Bool { record.scope.holds(typeNamed: catalog[type].name) }

  /// Whether the documents of a type are held both here and by a peer.
  func isShared(_ type: TypeNumber, with peer: Peer) -> Bool {
    holds(type) && peer.hello.scope.holds(typeNamed: catalog[type].name)
  }

  /// By number, whether the documents of a type are outside of the scope; empty where nothing is.
  var outside: [Bool] {
    isPartial ? catalog.types.map { !record.scope.holds(typeNamed: $0.name) } : []
  }

  /// What of a peer's claim may be joined: of a partial one its own entry alone.
  func joinable(_ claim: Knowledge, of peer: Peer) -> Knowledge {
    guard peer.isPartial else { return claim }
    return Knowledge(claim.entries.filter { $0.replica == peer.hello.replica })
  }

  /// Takes note that what changed was asked for until a peer had no more. Where it knows something, this node needs no full copy; of
  /// a partial one that is said only if this node knows by now all that it knows.
  mutating func noteCompleteRound(with peer: Peer, claiming claim: Knowledge) {
    if claim.isEmpty { hasMetNewPeer = true }
    guard record.needsFullCopy, !claim.isEmpty,
      !peer.isPartial || (!record.startsOver && !isPartial && knowledge.covers(claim))
    else { return }
    record.needsFullCopy = false
    batch.isRecordChanged = true
  }

  /// Whether this node gives way where one of two has to start over: a partial one does, as nobody can start over on it; of two alike
  /// the one with the smaller ReplicaID.
  func givesWay(to peer: Peer) -> Bool {
    peer.isPartial == isPartial ? id < peer.hello.replica : isPartial
  }

  /// Why a store can't be opened with a scope: what it holds was chosen by another.
  static func problem(
    opening stored: ReplicationScope, with wanted: ReplicationScope
  ) -> StoreError? {
    guard stored != wanted else { return nil }
    return StoreError(
      .rejected,
      """
      the data here replicate \(stored.summary), but the node is configured to replicate \(wanted.summary): restore the \
      setting, or let the node begin anew in an empty data folder once its peers have all that it wrote
      """)
  }
}

extension Peer {
  /// Whether it holds but a part of the documents.
  var isPartial: Bool { hello.scope.isPartial }
}
