import Documents

extension Replica {
  /// Asks a peer for changes: a full copy where one is needed (from one peer at a time, one that knows something), else what
  /// changed since the knowledge here, or on from the page at which an earlier round broke off.
  mutating func startPull(over link: LinkID) {
    guard case .established(let peer)? = sessions[link] else { return }
    guard takesChanges(from: peer) else {
      // Two that have evicted each other ask nevertheless, for no pages: so one of them is told to give way.
      if roster.hasLeft(peer.hello.replica) { probe(link) }
      if !peer.announced.covers(record.floor) { giveWayIfBelow(peer) }
      return withPeer(link) { $0.pull = .barred }
    }
    if isCopying(butOver: link) { return withPeer(link) { $0.pull = .waitingForCopy } }
    if isCopyNeeded(from: peer) {
      let token =
        progress[CopyProgress.key].flatMap(CopyProgress.init)?.token
        ?? SyncToken.beginning(mesh: settings.mesh, scope: 0).bytes
      deferRounds()
      subscribe(over: link, token, .resuming, isFullCopy: true)
    } else if let stored = progress[peer.hello.replica], !stored.endsRound {
      subscribe(over: link, resumed(stored.token), .resuming, isFullCopy: false)
    } else {
      subscribe(
        over: link, deltaToken(for: peer).bytes, .knowledge(record.keptKnowledge), isFullCopy: false
      )
    }
  }

  /// Whether a full copy is under way over another link.
  private func isCopying(butOver link: LinkID) -> Bool {
    peers.contains { other, peer in
      if other != link, case .active(let pull) = peer.pull { pull.isFullCopy } else { false }
    }
  }

  /// Breaks off the rounds under way: they go on after a full copy. *Why:* what came from others during the copy could not be told
  /// from what the copy brought, and would stay although it is gone where the copy is from.
  private mutating func deferRounds() {
    for (link, peer) in peers {
      guard case .active(let pull) = peer.pull else { continue }
      actions.append(.send(link, .complete(pull.number)))
      withPeer(link) { $0.pull = .waitingForCopy }
    }
  }

  /// Whether anything is taken from a peer: not from one that is no member, or starts over itself, or is below the floor here, as
  /// that might revive what was deleted (DESIGN section 7).
  private func takesChanges(from peer: Peer) -> Bool {
    guard !peer.awaitsApproval, !peer.hello.startsOver else { return false }
    // Who starts over does so on a full replica.
    if record.startsOver, peer.isPartial { return false }
    // What a node says of others that has yet to make a full copy counts for nothing, and it revives nothing.
    return (record.needsFullCopy || !roster.hasLeft(peer.hello.replica))
      && (record.startsOver || peer.announced.covers(record.floor))
  }

  /// Whether to make a full copy from a peer. A new node that knows its own writes asks for what changed since these, unless it has
  /// a copy begun, or the peer has forgotten deletions: so the node with which a mesh begins is not sent all it has back.
  func isCopyNeeded(from peer: Peer) -> Bool {
    guard record.needsFullCopy, !peer.announced.isEmpty, !peer.isPartial else { return false }
    if record.startsOver { return true }
    let hasBegun = progress[CopyProgress.key].flatMap(CopyProgress.init) != nil
    return knowledge.isEmpty || hasBegun || !knowledge.covers(peer.hello.floor)
      || givesBack(peer)
  }

  /// A token that goes on with a round. Where this node may not have joined what it was given as a claim, the token says what it knows.
  private func resumed(_ token: [UInt8]) -> [UInt8] {
    guard record.scope.isFiltered, var token = try? SyncToken(bytes: token), token.kind == .delta
    else { return token }
    token.knowledge = record.keptKnowledge
    return token.bytes
  }

  /// Since the knowledge here, with the hint of the last round with a peer.
  func deltaToken(for peer: Peer) -> SyncToken {
    let last = progress[peer.hello.replica].flatMap { try? SyncToken(bytes: $0.token) }
    let phase: SyncToken.Phase
    switch last?.phase {
    case .finished(let replica, let mark)?: phase = .finished(replica: replica, mark)
    case .reading(let replica, _, let seen, _)?: phase = .beginning(replica, seen)
    case .start?, nil: phase = .start
    }
    return SyncToken(
      mesh: settings.mesh, scope: 0, kind: .delta, knowledge: record.keptKnowledge, phase: phase)
  }

  mutating func subscribe(
    over link: LinkID, _ token: [UInt8], _ attempt: ActivePull.Attempt, isFullCopy: Bool
  ) {
    guard case .established(var peer)? = sessions[link] else { return }
    peer.lastSubscription += 1
    let number = SubscriptionNumber(rawValue: peer.lastSubscription)
    peer.pull = .active(ActivePull(number: number, attempt: attempt, isFullCopy: isFullCopy))
    sessions[link] = .established(peer)
    let request = ChangesRequest(
      token: token, pageRows: settings.pageRows, credit: settings.creditPages)
    actions.append(.send(link, .subscribe(number, request)))
  }

  /// Lets those go on who waited for the end of a full copy.
  mutating func startWaitingPulls() {
    for (link, peer) in peers {
      if case .waitingForCopy = peer.pull { startPull(over: link) }
    }
  }

  /// Looks again at those from whom nothing was taken.
  mutating func startBarredPulls() {
    for (link, peer) in peers {
      if case .barred = peer.pull { startPull(over: link) }
    }
  }

  /// Lets those go on whose time has come.
  mutating func resumePaused(at now: Moment) {
    for (link, peer) in peers {
      guard case .paused(let until, let ahead) = peer.pull, until <= now.uptime else { continue }
      if let ahead, ahead.timestamp > limit(at: now) {
        withPeer(link) { [settings] in $0.pull = Self.paused(by: ahead, at: now, settings) }
      } else {
        startPull(over: link)
      }
    }
  }

  /// After how long the wall clock is looked at again for which a round waits, in milliseconds: it may be set right by a step.
  private static var clockInterval: Int64 { 5_000 }

  /// Waits until a version is no longer too far ahead of the wall clock.
  private static func paused(
    by ahead: Version, at now: Moment, _ settings: ReplicaSettings
  ) -> Pull {
    let wait =
      ahead.timestamp.milliseconds - settings.maximumClockDrift - now.wall.milliseconds
    return .paused(until: now.uptime + min(max(wait, 1), clockInterval), ahead: ahead)
  }

  // MARK: Pages

  /// Applies a page in the transaction at hand: merges its changes, stores the token, and, on the last page of a round, joins
  /// the claimed knowledge.
  mutating func receive(
    _ page: ChangePage, for number: SubscriptionNumber, from peer: Peer, over link: LinkID,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    // Even a page that is too late for its subscription, or refused, says what the peer knows; it will not say so again.
    let known = sound(page.knowledge)
    withPeer(link) { $0.announced.join(known) }
    learn(page.knowledge, of: peer.hello.replica, at: now)
    guard case .active(var pull) = peer.pull, pull.number == number else { return }
    let isBehind = isBehind(page.knowledge)
    if pull.hasSkipped, !isBehind { return startPull(over: link) }
    guard page.knowledge.covers(record.floor) || record.startsOver else {
      actions.append(
        .report(
          .roundRestarted(
            peer: peer.hello.replica, "the page is from before deletions forgotten here")))
      return withPeer(link) { $0.pull = .paused(until: now.uptime + Self.retryDelay) }
    }
    guard let batch = peer.translation.localize(page.changes) else {
      return disconnect(link, .protocolViolation("a page with numbers beyond the catalogue"))
    }
    switch PageCheck(batch, catalog: catalog, limit: limit(at: now)) {
    case .malformed(let problem):
      return disconnect(link, .protocolViolation(problem))
    case .ahead(let version):
      return pause(link, peer, version, at: now)
    case .good(let greatest):
      clock.accept(greatest)
    }
    let copy = pull.isFullCopy ? try advanceCopy(page, of: pull, from: peer, &store) : nil
    pull.hasBegun = true
    if try apply(
      batch, from: page.claim ?? page.knowledge, isBehind: isBehind,
      confirming: copy?.start ?? .zero, at: now, store: &store)
    {
      pull.hasSkipped = true
    }
    if let claim = page.claim, !pull.hasSkipped {
      if let copy { try finish(copy, page, from: peer, at: now, store: &store) }
      join(claim, of: peer)
      noteCompleteRound(with: peer, claiming: claim, isCopy: copy != nil)
      noteLeaving(in: claim, of: peer)
    }
    if copy == nil || page.claim != nil {
      let progress = PullProgress(
        peer: peer.hello.replica, token: page.token, endsRound: page.claim != nil)
      try save(pull.hasSkipped ? progress.begunAnew : progress, &store)
    }
    if page.claim != nil { pull.isFullCopy = false }
    withPeer(link) { $0.pull = .active(pull) }
    actions.append(.send(link, .credit(number, pages: 1)))
    if copy != nil, page.claim != nil { startWaitingPulls() }
  }

  /// The latest timestamp that is accepted now.
  func limit(at now: Moment) -> Timestamp {
    Timestamp(milliseconds: now.wall.milliseconds + settings.maximumClockDrift, counter: .max)
  }

  /// Refuses a page from the future whole; the round starts again from the same knowledge once the time has come.
  private mutating func pause(_ link: LinkID, _ peer: Peer, _ version: Version, at now: Moment) {
    guard case .active(let pull) = peer.pull else { return }
    let ahead = version.timestamp.milliseconds - now.wall.milliseconds
    actions.append(
      .report(
        .clockAhead(
          peer: peer.hello.replica, origin: version.replica, milliseconds: ahead)))
    actions.append(.send(link, .complete(pull.number)))
    withPeer(link) { [settings] in $0.pull = Self.paused(by: version, at: now, settings) }
    if pull.isFullCopy { startWaitingPulls() }
  }

  /// Joins what a round has brought.
  private mutating func join(_ claim: Knowledge, of peer: Peer) {
    noteLost(in: claim)
    let claim = joinable(sound(claim), of: peer)
    guard !knowledge.covers(claim) else { return }
    for version in claim.entries where !knowledge.covers(version) { batch.touched.raise(version) }
    record.knowledge.join(claim)
    batch.isRecordChanged = true
  }

  mutating func save(
    _ progress: PullProgress, _ store: inout some ReplicaStore
  ) throws(StoreError) {
    try store.save(progress)
    self.progress[progress.peer] = progress
  }

  // MARK: Merging

  /// Merges rows that are in this node's numbers. Rows that the knowledge here covers are held or were forgotten: they are
  /// passed over, unless they are held and belong to a full copy that began when there were documents here already. What stands at or before
  /// that beginning (`confirming`) gets a new sequence number as it comes, changed or not: what keeps its old one was not in
  /// the copy. Conflict records that are too old, and types outside of the scope, are passed over in any case; of a type that is held by a
  /// filter, documents that don't match it, are not held, and hold nothing that the sender does not know (`sender`). Documents that are held
  /// are merged whether they match or not: what they are by then decides. Of a sender who is behind, other documents than those that are
  /// held are passed over. Returns whether there were any.
  private mutating func apply(
    _ batch: ChangeBatch, from sender: Knowledge, isBehind: Bool, confirming: SequenceNumber,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) -> Bool {
    let takesAll = confirming > .zero
    let conflictType = conflictType
    let rules = rules
    let known = knownOfRows
    var hasSkipped = false
    func isHeld(_ row: ChangeBatch.Row) throws(StoreError) -> Bool {
      try store.document(batch.id(of: row), type: row.type) != nil
    }
    func isPassedOver(_ row: ChangeBatch.Row) throws(StoreError) -> Bool {
      if row.type == conflictType, isOldConflict(updatedAt: row.updatedAt, at: now) { return true }
      let rule = rules.isEmpty ? ScopeRule.all : rules[Int(row.type.rawValue)]
      if case .none = rule { return true }
      if batch.isCovered(row, by: known) {
        guard takesAll else { return true }
        return try !isHeld(row)
      }
      if isBehind, case .matching = rule {
        if try isHeld(row) { return false }
        hasSkipped = true
        return true
      }
      if rule.holds(row, in: batch) || !batch.isCovered(row, by: sender) { return false }
      return try !isHeld(row)
    }
    var start = 0
    while start < batch.count {
      if try isPassedOver(batch.rows[start]) {
        start += 1
        continue
      }
      var end = start + 1
      while end < batch.count, try !isPassedOver(batch.rows[end]) { end += 1 }
      try apply(batch, start..<end, confirming: confirming, at: now, store: &store)
      start = end
    }
    if self.batch.types.contains(conflictType) { expectOldConflicts(at: now) }
    return hasSkipped
  }

  /// Whether a peer lacks something that is known here. Where documents are held by a filter, what it has of one that is not held may
  /// lack that, too, and nobody would send it.
  func isBehind(_ knowledge: Knowledge) -> Bool {
    record.scope.isFiltered && !sound(knowledge).covers(self.knowledge.without(id))
  }

  private mutating func apply(
    _ rows: ChangeBatch, _ range: Range<Int>, confirming: SequenceNumber, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    let existing = try store.insertNew(rows, range: range, after: lastSequence)
    noteChanges(range.count - existing.count)
    note(rows, range)
    for index in existing {
      let row = rows.rows[index]
      guard let remote = rows.state(of: row),
        let stored = try store.document(remote.id, type: row.type)
      else { continue }
      let merge = Merge(
        local: stored.state, remote: remote, granularity: catalog[row.type].merge)
      if !merge.equivocations.isEmpty {
        actions.append(
          .report(.equivocation(type: catalog[row.type].name, id: remote.id)))
      }
      if merge.changedLocal || stored.sequence <= confirming {
        try put(merge.state, type: row.type, replacing: stored, store: &store)
      }
      try recordLostWrites(
        of: merge, local: stored.state, remote: remote, type: row.type, at: now, store: &store)
    }
  }

  /// Notes types and versions of rows that were stored.
  private mutating func note(_ rows: ChangeBatch, _ range: Range<Int>) {
    var highest: [Timestamp] = Array(repeating: .zero, count: rows.replicas.count)
    rows.bytes.withUnsafeBytes { bytes in
      for row in rows.rows[range] {
        batch.types.insert(row.type)
        if row.type == memberType { batch.members.insert(rows.id(of: row)) }
        _ = StampsCoding.forEachVersion(UnsafeRawBufferPointer(rebasing: bytes[row.stamps])) {
          highest[$0] = max(highest[$0], $1)
        }
      }
    }
    for (replica, timestamp) in zip(rows.replicas, highest) {
      let kept = record.closed[replica]
      if kept > .zero, timestamp > kept { maintenance.beyondKept.insert(replica) }
      batch.touched.raise(Version(timestamp: timestamp, replica: replica))
    }
  }
}

extension PullProgress {
  /// Where the round can't go on, and is no hint for the next one: the next one begins at its beginning, but names the last commit
  /// that was seen of the peer. *Why:* so a peer that was put back learns that it has lost commits.
  var begunAnew: PullProgress {
    var bytes: [UInt8] = []
    if peer != CopyProgress.key, var token = try? SyncToken(bytes: token) {
      switch token.phase {
      case .start: break
      case .reading(let replica, _, let seen, _): token.phase = .beginning(replica, seen)
      case .finished(let replica, let mark): token.phase = .beginning(replica, mark)
      }
      bytes = token.bytes
    }
    return PullProgress(peer: peer, token: bytes, endsRound: true)
  }
}

extension SyncToken.Phase {
  /// At the beginning of a round that began at a commit.
  fileprivate static func beginning(_ replica: ReplicaID, _ mark: CommitMark) -> SyncToken.Phase {
    .reading(
      replica: replica, start: mark, seen: mark, .origins(TypeNumber(rawValue: 0), after: nil))
  }
}
