public import Documents

/// Full copies (DESIGN section 4).
extension Replica {
  /// Stores how far a full copy has come.
  mutating func advanceCopy(
    _ page: ChangePage, of pull: ActivePull, from peer: Peer, _ store: inout some ReplicaStore
  ) throws(StoreError) -> CopyProgress {
    let stored = progress[CopyProgress.key].flatMap(CopyProgress.init)
    let goesOn =
      switch pull.attempt {
      case .resuming: true
      case .knowledge: pull.hasBegun
      }
    var copy = CopyProgress(source: peer.hello.replica, start: lastSequence, token: [])
    if let stored, stored.source == peer.hello.replica, goesOn { copy = stored }
    copy.token = page.token
    try save(copy.progress, &store)
    return copy
  }

  /// Ends a full copy: drops every document that was not in it although the mesh knows of its creation (its deletion is forgotten
  /// there), and adopts the peer's floor. What only this node knew of such a document goes to the log of conflicts; what only it
  /// knew of others is written anew where nobody else will bring it.
  mutating func finish(
    _ copy: CopyProgress, _ page: ChangePage, from peer: Peer, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    // Its token says what the peer has of closed replicas, too, which its knowledge has as fully known. Where it is none, nothing of them
    // counts as known, so that no document is dropped for that.
    let known =
      (try? SyncToken(bytes: page.token))?.knowledge
      ?? Knowledge(page.knowledge.entries.filter { $0.timestamp != .closed })
    if copy.start > .zero { try dropAbsent(copy, known, at: now, store: &store) }
    if record.startsOver {
      takeBack(toFloor: page.floor)
      // What only this node knew is written anew by the next batch, which sees all of the copy.
      maintenance.copied = known
      maintenance.due = now.uptime
    } else {
      record.floor.join(page.floor)
    }
    batch.isRecordChanged = true
    try save(PullProgress(peer: CopyProgress.key, token: [], endsRound: true), &store)
    actions.append(.report(.fullCopyCompleted(peer: peer.hello.replica)))
  }

  /// Whoever has started over knows what the peer knew from whom it has copied, and has forgotten what that has. *Why:* of a document that
  /// is gone at the peer, writes may be known here that the peer has yet to hear of. It takes them up, and so must this node, when
  /// they come once more.
  private mutating func takeBack(toFloor floor: Knowledge) {
    record.knowledge = record.ownKnowledge
    record.floor = floor
    record.closed = Knowledge()
    maintenance.settled = [:]
  }

  /// Drops the documents that were not in a copy although whoever has `known` must have had them.
  private mutating func dropAbsent(
    _ copy: CopyProgress, _ known: Knowledge, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    let snapshot = try store.snapshot()
    for index in catalog.types.indices {
      let type = TypeNumber(rawValue: UInt16(index))
      // What is outside of the scope was not asked for.
      guard holds(type) else { continue }
      var candidates = ChangeBatch()
      let scan = Scan(type: type, order: .bySequence(after: .zero, through: copy.start))
      _ = try snapshot.scan(scan, into: &candidates) { _ in .next }
      for row in candidates.rows {
        guard let stored = try store.document(candidates.id(of: row), type: type),
          stored.sequence <= copy.start, isKnownToExist(stored.state, type, by: known)
        else { continue }
        try recordDropped(stored.state, type, unknownTo: known, at: now, store: &store)
        try store.remove(stored.state.id, type: type)
        record.forgotten = lastSequence
        batch.types.insert(type)
        batch.hasDropped = true
      }
    }
  }

  /// Whether whoever has that knowledge has had this document since it was created: it knows of its creation, or of a write after
  /// that. Where it lacks the document, it has forgotten a deletion.
  private func isKnownToExist(
    _ state: DocumentState, _ type: TypeNumber, by knowledge: Knowledge
  ) -> Bool {
    guard let stamp = state.stamps[.createdAt] else { return true }
    if knowledge.covers(stamp.version) { return true }
    // Where documents merge as a whole, an edit stamps the creation once more. Elsewhere just who wrote it anew did, as others did not
    // have it; and they might have claimed to know it nevertheless, so knowledge counts without holes.
    guard catalog[type].merge == .document, state.createdAt < stamp.version.timestamp else {
      return false
    }
    let known = sound(knowledge)
    let writes = stamp.seen.entries.filter { $0.timestamp >= state.createdAt }
    return writes.isEmpty
      ? known.covers(Version(timestamp: state.createdAt, replica: stamp.version.replica))
      : writes.contains(where: known.covers)
  }

  /// Ends a start over: what only this node knew of replicas that are given up is written anew.
  mutating func finishStartingOver(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard record.startsOver, !record.needsFullCopy else { return }
    // If the process began since then, or there was nobody to copy from, all of it is.
    let known = maintenance.copied ?? Knowledge()
    maintenance.copied = nil
    for origin in try store.snapshot().origins() where isGivenUp(origin) {
      try rewrite(origin, after: known[origin], at: now, store: &store)
    }
    record.startsOver = false
    batch.isRecordChanged = true
    startBarredPulls()
  }

  /// Whether nobody will bring what is unknown of a replica: it is an earlier incarnation of this node, or left the mesh.
  func isGivenUp(_ origin: ReplicaID) -> Bool {
    record.former.contains(origin) || roster.hasLeft(origin)
  }

  /// Knowledge with the entries of closed replicas, which count as fully known, lowered to what was kept of them.
  func kept(of knowledge: Knowledge) -> Knowledge {
    let closed = knowledge.entries.filter { $0.timestamp == .closed }
    guard !closed.isEmpty else { return knowledge }
    var lowered = knowledge
    for entry in closed {
      lowered.remove(entry.replica)
      let kept = max(record.closed[entry.replica], roster[entry.replica]?.kept ?? .zero)
      lowered.raise(Version(timestamp: kept, replica: entry.replica))
    }
    return lowered
  }

  /// Writes anew, as writes of this replica, what is held of `origin` after a timestamp: nobody else knows it, and no knowledge
  /// will ever cover it under its old version.
  mutating func rewrite(
    _ origin: ReplicaID, after: Timestamp, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    let snapshot = try store.snapshot()
    for index in catalog.types.indices {
      let type = TypeNumber(rawValue: UInt16(index))
      var rows = ChangeBatch()
      let order = Scan.Order.byOrigin(origin, after: after, id: nil)
      _ = try snapshot.scan(Scan(type: type, order: order), into: &rows) { _ in .next }
      for row in rows.rows {
        guard let stored = try store.document(rows.id(of: row), type: type) else { continue }
        try rewrite(stored, type, origin, after: after, at: now, store: &store)
      }
    }
  }

  private mutating func rewrite(
    _ stored: StoredDocument, _ type: TypeNumber, _ origin: ReplicaID, after: Timestamp,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    let old = stored.state.stamps
    func isMeant(_ stamp: Stamp?) -> Bool {
      stamp.map { $0.version.replica == origin && $0.version.timestamp > after } ?? false
    }
    guard old.groups.contains(where: isMeant) else { return }
    let version = nextVersion(over: stored, base: nil, at: now)
    var state = stored.state
    state.stamps = Stamps(
      slots: (0..<old.slotCount).map { index in
        let stamp = old[Slot(index: index)]
        return isMeant(stamp) ? stamp?.successor(version) : stamp
      })
    try put(state, type: type, replacing: stored, store: &store)
  }
}

extension Timestamp {
  /// The smallest that a write can have.
  static let first = Timestamp(bits: 1)
  /// Stands in the knowledge of a replica that is closed: all of it is known.
  public static let closed = Timestamp(bits: .max)
}

/// How far a full copy has come; stored like the progress of pulling, under a key of its own.
struct CopyProgress {
  /// From whom the copy is.
  let source: ReplicaID
  /// The last sequence number before the copy began at this source: what stands at or before it at the end was not in the copy.
  let start: SequenceNumber
  /// The token of the last page.
  var token: [UInt8]

  /// No replica has this id but by a chance of 1 in 2^64.
  static let key = ReplicaID(bits: 0)

  init(source: ReplicaID, start: SequenceNumber, token: [UInt8]) {
    self.source = source
    self.start = start
    self.token = token
  }

  init?(_ progress: PullProgress) {
    guard progress.token.count > 16 else { return nil }
    func number(at offset: Int) -> UInt64 {
      progress.token[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    source = ReplicaID(bits: number(at: 0))
    start = SequenceNumber(rawValue: number(at: 8))
    token = Array(progress.token[16...])
  }

  var progress: PullProgress {
    var bytes: [UInt8] = []
    for number in [source.bits, start.rawValue] {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return PullProgress(peer: Self.key, token: bytes + token, endsRound: false)
  }
}
