import Documents

/// Repairing documents from peers, and counting the node's own rows.
extension Replica {
  /// Merges documents that a peer holds otherwise, whatever knowledge says: it says that they are held already. Nothing is ever
  /// removed (Docs/Decisions/0013).
  mutating func repair(
    _ run: AuditRun, _ buckets: AuditRun.Buckets, _ ids: [DocumentID], then next: DocumentID?,
    from page: ChangePage, of peer: Peer, over link: LinkID, at now: Moment,
    _ store: inout some ReplicaStore
  ) throws(StoreError) {
    guard page.knowledge == run.knowledge, page.knowledge == knowledge else {
      return giveUpAudit(over: link, at: now)
    }
    guard let rows = peer.translation.localize(page.changes),
      rows.rows.allSatisfy({ $0.type == run.type })
    else { return disconnect(link, .protocolViolation("documents of another type, or none")) }
    switch PageCheck(rows, catalog: catalog, limit: limit(at: now)) {
    case .malformed(let problem): return disconnect(link, .protocolViolation(problem))
    // What both know was accepted once; the clock has stepped back since.
    case .ahead: return giveUpAudit(over: link, at: now)
    case .good(let greatest): clock.accept(greatest)
    }
    var run = run
    var rest = Set(ids.prefix(AuditBounds.documents))
    for row in rows.rows {
      guard let remote = rows.state(of: row), rest.remove(remote.id) != nil else {
        return disconnect(link, .protocolViolation("a document that was not asked for"))
      }
      if try repair(remote, row.type, buckets, store: &store) {
        run.repairedCount += 1
        audits.repairs += 1
        if audits.repaired.count == AuditBook.maximumNames { audits.repaired.removeFirst() }
        audits.repaired.append(RepairedDocument(type: catalog[row.type].name, id: remote.id))
        if run.firstRepaired.count < 20 { run.firstRepaired.append(remote.id) }
      }
    }
    // What did not come, and was not cut off, is gone there in the meantime.
    let left =
      ids.filter { page.hasMore && rest.contains($0) } + ids.dropFirst(AuditBounds.documents)
    guard !page.hasMore || !rows.isEmpty else { return giveUpAudit(over: link, at: now) }
    try goOn(run, buckets, left, then: next, over: link, at: now, &store)
  }

  /// Repairs one document; returns whether it was changed.
  private mutating func repair(
    _ remote: DocumentState, _ type: TypeNumber, _ buckets: AuditRun.Buckets,
    store: inout some ReplicaStore
  ) throws(StoreError) -> Bool {
    guard let stored = try store.document(remote.id, type: type) else {
      try put(remote, type: type, replacing: nil, store: &store)
      return true
    }
    let granularity = catalog[type].merge
    var text = remote.id.text
    let bucket = text.withUTF8 {
      TypeHasher(catalog[type]).bucket(ofID: UnsafeRawBufferPointer($0))
    }
    if buckets.proven.contains(bucket), stored.state.stamps.areCovered(by: knowledge) {
      guard remote != stored.state else { return false }
      try put(remote, type: type, replacing: stored, store: &store)
      return true
    }
    // Where the rows here are known to be wrong, what the peer has at equal versions is right.
    let local =
      buckets.suspect.contains(bucket)
      ? stored.state.yielding(to: remote, granularity: granularity) : stored.state
    let merge = Merge(local: local, remote: remote, granularity: granularity)
    if !merge.equivocations.isEmpty {
      actions.append(.report(.equivocation(type: catalog[type].name, id: remote.id)))
    }
    guard merge.state != stored.state else { return false }
    try put(merge.state, type: type, replacing: stored, store: &store)
    return true
  }

  /// Ends a type: the sums of buckets in which rows were not what was written become those of the rows, which are repaired by now.
  mutating func finishType(
    _ run: AuditRun, from link: LinkID, store: inout some ReplicaStore
  ) throws(StoreError) {
    if run.repairedCount > 0, case .established(let peer)? = sessions[link] {
      actions.append(
        .report(
          .auditRepaired(
            peer: peer.hello.replica, type: catalog[run.type].name, count: run.repairedCount,
            first: run.firstRepaired)))
    }
    guard let suspect = run.suspect, audits.suspects[run.type] == suspect else { return }
    try store.adjust(run.type, by: suspect)
    audits.suspects[run.type] = nil
    audits.adjustments += 1
  }

  // MARK: Counting

  /// Begins to count the node's own rows if it is time to.
  mutating func recountIfDue(at now: Moment) {
    guard case .resting(let due?) = audits.count, due <= now.uptime else { return }
    count(TypeNumber(rawValue: 0), at: now)
  }

  private mutating func count(_ type: TypeNumber, at now: Moment) {
    guard Int(type.rawValue) < catalog.types.count else {
      audits.counted = now.wall.milliseconds
      return restCounting(at: now)
    }
    audits.count = .counting(type)
    actions.append(
      .examine(.recount(type, adjustments: audits.adjustments), .recount(type)))
  }

  private mutating func restCounting(at now: Moment) {
    audits.count = .resting(
      due: settings.recountInterval > 0 ? now.uptime + settings.recountInterval : nil)
  }

  /// The rows of a type were counted.
  mutating func takeRecount(
    _ result: Result<Finding, StoreError>, of type: TypeNumber, adjustments: UInt64, at now: Moment
  ) {
    guard case .counting(type) = audits.count else { return }
    guard case .success(.recount(let recount)) = result else { return restCounting(at: now) }
    // Sums were adjusted in the meantime: the count is of before.
    guard adjustments == audits.adjustments else { return count(type, at: now) }
    note(recount, of: type, at: now)
    count(TypeNumber(rawValue: type.rawValue + 1), at: now)
  }

  private mutating func note(_ recount: Recount, of type: TypeNumber, at now: Moment) {
    let buckets = recount.differingBuckets
    guard !buckets.isEmpty else {
      audits.suspects[type] = nil
      return
    }
    let difference = recount.counted.difference(from: recount.kept)
    if audits.suspects[type] != difference {
      actions.append(
        .report(
          .rowsDamaged(type: catalog[type].name, buckets: buckets, hasPeer: !peers.isEmpty)))
    }
    audits.suspects[type] = difference
    for (link, peer) in peers {
      guard case .resting = peer.audit else { continue }
      withPeer(link) { $0.audit = .resting(due: now.uptime) }
    }
  }

  /// What was found could not be taken up, as the store failed.
  mutating func giveUp(_ purpose: AuditPurpose, at now: Moment) {
    switch purpose {
    case .answer: break
    case .comparison(let link, _): giveUpAudit(over: link, at: now)
    case .recount: restCounting(at: now)
    }
  }
}

extension DocumentState {
  /// This state with what `other` has at equal versions, stamps included.
  func yielding(to other: DocumentState, granularity: MergeGranularity) -> DocumentState {
    if granularity == .document {
      return stamps.greatestVersion == other.stamps.greatestVersion ? other : self
    }
    let count = max(stamps.slotCount, other.stamps.slotCount, Slot.firstField + values.count)
    func isEqual(_ slot: Slot) -> Bool {
      guard let version = stamps[slot]?.version else { return false }
      return other.stamps[slot]?.version == version
    }
    let slots = (0..<count).map(Slot.init(index:))
    return DocumentState(
      id: id, createdAt: isEqual(.createdAt) ? other.createdAt : createdAt,
      isDeleted: isEqual(.deleted) ? other.isDeleted : isDeleted,
      values: slots.dropFirst(Slot.firstField).map { slot in
        let field = FieldNumber(rawValue: UInt16(slot.index - Slot.firstField))
        return isEqual(slot) ? other[field] : self[field]
      },
      stamps: Stamps(slots: slots.map { isEqual($0) ? other.stamps[$0] : stamps[$0] }))
  }
}
