import Documents

/// Comparing what is held with peers that know the same (DESIGN section 7, Audit; Docs/Decisions/0013).
extension Replica {
  /// Asks for a count of the node's own rows, and for a comparison with every peer, now and with those that come within the time of
  /// a comparison.
  mutating func requestAudit(at now: Moment) {
    switch audits.count {
    case .resting: audits.count = .resting(due: now.uptime)
    case .counting: break
    }
    for (link, peer) in peers {
      audits.peers[peer.hello.replica]?.attempts = 0
      if case .running = peer.audit { audits.peers[peer.hello.replica]?.isAskedFor = true }
      planAudit(over: link, due: now.uptime)
    }
    for replica in audits.peers.keys { audits.peers[replica]?.due = now.uptime }
  }

  /// When something is due, by the clock that never steps.
  var auditDeadline: Int64? {
    var deadline: Int64?
    if case .resting(let due?) = audits.count { deadline = due }
    for session in sessions.values {
      guard case .established(let peer) = session, case .resting(let due?) = peer.audit,
        mayCompare(with: peer)
      else { continue }
      let start = max(due, audits.lastChange + settings.auditDelay)
      deadline = min(deadline ?? start, start)
    }
    return deadline
  }

  /// What an operator is told.
  var auditStatus: ReplicaStatus.AuditStatus {
    let isCounting =
      switch audits.count {
      case .counting: true
      case .resting: false
      }
    let isComparing = sessions.values.contains {
      if case .established(let peer) = $0, case .running = peer.audit { true } else { false }
    }
    return ReplicaStatus.AuditStatus(
      differences: audits.differences, repairs: audits.repairs,
      suspects: audits.suspects.values.reduce(0) {
        $0 + $1.differing(from: BucketSums(), withTombstones: true).count
      }, countedAt: audits.counted, isBusy: isCounting || isComparing, repaired: audits.repaired)
  }

  /// Whether this node and a peer seem to know the same. (That a full copy has yet to be made says nothing: the node with which a mesh
  /// began never makes one. Where one is under way, the node holds more than it knows.)
  private func mayCompare(with peer: Peer) -> Bool {
    switch peer.pull {
    case .active: !knowledge.isEmpty && peer.announced == knowledge
    case .idle, .waitingForCopy, .barred, .paused, .refused: false
    }
  }

  /// A peer has introduced itself: it is compared with at once, unless that was done within the interval.
  mutating func planFirstAudit(over link: LinkID, at now: Moment) {
    guard case .established(let peer)? = sessions[link] else { return }
    let replica = peer.hello.replica
    if audits.peers[replica] == nil {
      if audits.peers.count >= AuditBook.maximumPeers { audits.peers = [:] }
      audits.peers[replica] = AuditBook.Memory(due: settings.auditInterval > 0 ? now.uptime : nil)
    }
    withPeer(link) { [due = audits.peers[replica]?.due] in $0.audit = .resting(due: due) }
  }

  /// Sets when a peer is compared with next; a comparison that goes on is not disturbed.
  mutating func planAudit(over link: LinkID, due: Int64?) {
    guard case .established(let peer)? = sessions[link] else { return }
    audits.peers[peer.hello.replica]?.due = due
    guard case .resting = peer.audit else { return }
    withPeer(link) { $0.audit = .resting(due: due) }
  }

  /// Begins to compare if it is time to.
  mutating func auditIfDue(_ link: LinkID, at now: Moment) {
    guard case .established(let peer)? = sessions[link], case .resting(let due?) = peer.audit,
      due <= now.uptime, audits.lastChange + settings.auditDelay <= now.uptime,
      mayCompare(with: peer)
    else { return }
    withPeer(link) { [knowledge] in
      $0.audit = .running(
        AuditRun(
          number: AuditNumber(rawValue: $0.lastQuestion), knowledge: knowledge,
          type: TypeNumber(rawValue: 0)))
    }
    begin(TypeNumber(rawValue: 0), over: link, at: now)
  }

  /// Goes on with a type, or ends behind the last one. Types that only one of the two holds are passed over.
  private mutating func begin(_ type: TypeNumber, over link: LinkID, at now: Moment) {
    guard case .established(let peer)? = sessions[link], case .running(var run) = peer.audit else {
      return
    }
    var type = type
    // Conflict records are dropped by age, at each node in its time: nodes rightly differ in them.
    while Int(type.rawValue) < catalog.types.count,
      type == conflictType || !isShared(type, with: peer)
    {
      type = TypeNumber(rawValue: type.rawValue + 1)
    }
    guard Int(type.rawValue) < catalog.types.count else { return end(run, over: link, at: now) }
    run.type = type
    run.suspect = audits.suspects[type]
    run.repairedCount = 0
    run.firstRepaired = []
    run.step = .awaitingSums
    ask(.sums(type: catalog[type].label), run, over: link)
  }

  /// Asks the peer, and notes what for.
  private mutating func ask(_ question: AuditQuestion, _ run: AuditRun, over link: LinkID) {
    var run = run
    withPeer(link) { peer in
      peer.lastQuestion += 1
      run.number = AuditNumber(rawValue: peer.lastQuestion)
      peer.audit = .running(run)
    }
    actions.append(.send(link, .ask(run.number, question)))
  }

  /// Examines the node's own documents, and notes what for.
  private mutating func examine(_ examination: Examination, _ run: AuditRun, over link: LinkID) {
    withPeer(link) { $0.audit = .running(run) }
    actions.append(.examine(.comparison(link, run.number), examination))
  }

  /// The run at hand, if this is the number of its last question.
  private func run(_ link: LinkID, _ number: AuditNumber) -> AuditRun? {
    guard case .established(let peer)? = sessions[link], case .running(let run) = peer.audit,
      run.number == number
    else { return nil }
    return run
  }

  /// Whether what stands there can be compared in a run; if not, the run is given up.
  private mutating func isFit(
    _ standing: AuditStanding, for run: AuditRun, over link: LinkID, at now: Moment
  ) -> Bool {
    guard !standing.isAhead, standing.knowledge == run.knowledge else {
      giveUpAudit(over: link, at: now)
      return false
    }
    return true
  }

  /// Gives a comparison up; it begins again once both know the same.
  mutating func giveUpAudit(over link: LinkID, at now: Moment) {
    withPeer(link) { [settings] in
      $0.audit = .resting(due: now.uptime + max(settings.auditDelay, 1) * 4)
    }
  }

  /// Ends a comparison. A difference is looked for again soon: what was repaired must be gone.
  private mutating func end(_ run: AuditRun, over link: LinkID, at now: Moment) {
    guard case .established(let peer)? = sessions[link] else { return }
    var memory = audits.peers[peer.hello.replica] ?? AuditBook.Memory()
    let next = settings.auditInterval > 0 ? now.uptime + settings.auditInterval : nil
    if run.hasDifference || !audits.suspects.isEmpty {
      memory.attempts += 1
      memory.due = memory.attempts < Self.maximumAttempts ? now.uptime + settings.auditDelay : next
    } else {
      memory.attempts = 0
      memory.equalAt = now.wall.milliseconds
      memory.due = next
    }
    if memory.isAskedFor { memory.due = now.uptime }
    memory.isAskedFor = false
    audits.peers[peer.hello.replica] = memory
    withPeer(link) { $0.audit = .resting(due: memory.due) }
  }

  /// How often in a row a difference is looked for again soon.
  private static var maximumAttempts: Int { 5 }

  // MARK: What comes back

  /// The peer answers.
  mutating func hear(
    _ answer: AuditAnswer, _ number: AuditNumber, from peer: Peer, over link: LinkID,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    // An answer for a run that was given up is late.
    guard var run = run(link, number) else { return }
    switch (run.step, answer) {
    case (.awaitingSums, .sums(let standing, let sums)):
      guard isFit(standing, for: run, over: link, at: now) else { return }
      run.step = .readingSums(standing, sums)
      examine(.sums(run.type), run, over: link)
    case (
      .awaitingEntries(let buckets, let after), .entries(let standing, let entries, let hasMore)
    ):
      guard isFit(standing, for: run, over: link, at: now) else { return }
      run.step = .readingEntries(buckets, after: after, standing, entries, hasMore: hasMore)
      examine(
        .entries(
          run.type, buckets: buckets.all, after: after,
          through: hasMore ? entries.last?.id : nil, limit: AuditBounds.entries),
        run, over: link)
    case (.awaitingDocuments(let buckets, let ids, let next), .documents(let page)):
      try repair(run, buckets, ids, then: next, from: page, of: peer, over: link, at: now, &store)
    case (_, .unavailable): giveUpAudit(over: link, at: now)
    case (.awaitingSums, _), (.readingSums, _), (.awaitingEntries, _), (.readingEntries, _),
      (.awaitingDocuments, _):
      disconnect(link, .protocolViolation("an answer to what was not asked"))
    }
  }

  /// The node's own documents were looked at.
  mutating func take(
    _ result: Result<Finding, StoreError>, for purpose: AuditPurpose, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    switch purpose {
    case .answer(let link, let number): answer(link, number, with: result)
    case .recount(let type, let adjustments):
      takeRecount(result, of: type, adjustments: adjustments, at: now)
    case .comparison(let link, let number):
      guard let run = run(link, number) else { return }
      switch (run.step, result) {
      case (.readingSums(let standing, let theirs), .success(.sums(let own, let ours))):
        guard isFit(own, for: run, over: link, at: now) else { return }
        try compare(run, ours, own, theirs, standing, over: link, at: now, &store)
      case (
        .readingEntries(let buckets, _, _, let theirs, let hasMore),
        .success(.entries(let own, let ours, let cut))
      ):
        guard isFit(own, for: run, over: link, at: now) else { return }
        let end = cut ? ours.last?.id : hasMore ? theirs.last?.id : nil
        let wanted = wanted(theirs, ours, buckets, through: end)
        var run = run
        reportTombstones(wanted, &run, buckets, over: link, at: now)
        try goOn(run, buckets, wanted, then: end, over: link, at: now, &store)
      case (.awaitingSums, _), (.readingSums, _), (.awaitingEntries, _), (.readingEntries, _),
        (.awaitingDocuments, _):
        giveUpAudit(over: link, at: now)
      }
    }
  }

  /// Compares sums. Tombstones are compared at equal floors alone: elsewhere one side may have forgotten some.
  private mutating func compare(
    _ run: AuditRun, _ ours: BucketSums, _ own: AuditStanding, _ theirs: BucketSums,
    _ standing: AuditStanding, over link: LinkID, at now: Moment, _ store: inout some ReplicaStore
  ) throws(StoreError) {
    guard case .established(let peer)? = sessions[link] else { return }
    var run = run
    let hasEqualFloors = own.floor == standing.floor
    let differing = ours.differing(from: theirs, withTombstones: hasEqualFloors)
    let live = ours.differing(from: theirs, withTombstones: false)
    if !live.isEmpty { report(live, &run, of: peer, over: link, at: now) }
    let suspect = run.suspect?.differing(from: BucketSums(), withTombstones: true) ?? []
    let buckets = AuditRun.Buckets(
      all: Set(differing).union(suspect).sorted(), suspect: Set(suspect),
      proven: Set(suspect).subtracting(differing), reported: Set(live),
      comparesTombstones: hasEqualFloors)
    guard !buckets.all.isEmpty else {
      withPeer(link) { $0.audit = .running(run) }
      return begin(TypeNumber(rawValue: run.type.rawValue + 1), over: link, at: now)
    }
    askForEntries(run, buckets, after: nil, over: link)
  }

  /// A difference with a peer is found: tells of it.
  private mutating func report(
    _ buckets: [Int], _ run: inout AuditRun, of peer: Peer, over link: LinkID, at now: Moment
  ) {
    run.hasDifference = true
    audits.differences += 1
    let attempt = (audits.peers[peer.hello.replica]?.attempts ?? 0) + 1
    actions.append(
      .report(
        .auditDifference(
          peer: peer.hello.replica, type: catalog[run.type].label, buckets: buckets,
          attempt: attempt)))
    planSoon(over: link, at: now)
  }

  /// Where sums of tombstones differ, even at equal floors, one side may have forgotten some that the other has not: each does so at its
  /// own time, and a floor is taken over with a full copy. Only if something is wanted all the same it is a difference.
  private mutating func reportTombstones(
    _ wanted: [DocumentID], _ run: inout AuditRun, _ buckets: AuditRun.Buckets, over link: LinkID,
    at now: Moment
  ) {
    guard case .established(let peer)? = sessions[link], !wanted.isEmpty else { return }
    let hasher = TypeHasher(catalog[run.type])
    let differing = Set(
      wanted.map { id in
        var text = id.text
        return text.withUTF8 { hasher.bucket(ofID: UnsafeRawBufferPointer($0)) }
      }
    ).subtracting(buckets.reported).subtracting(buckets.suspect)
    if !differing.isEmpty { report(differing.sorted(), &run, of: peer, over: link, at: now) }
  }

  private mutating func askForEntries(
    _ run: AuditRun, _ buckets: AuditRun.Buckets, after: DocumentID?, over link: LinkID
  ) {
    var run = run
    run.step = .awaitingEntries(buckets, after: after)
    ask(
      .entries(
        type: catalog[run.type].label, buckets: buckets.all, after: after,
        limit: AuditBounds.entries
      ),
      run, over: link)
  }

  /// The documents that the peer has and this node has not, or has otherwise. What this node alone has is for the peer to ask for. A
  /// tombstone that is missing here was forgotten, unless both have the same floor and it stands above that.
  private func wanted(
    _ theirs: [AuditEntry], _ ours: [AuditEntry], _ buckets: AuditRun.Buckets,
    through end: DocumentID?
  ) -> [DocumentID] {
    var own: [DocumentID: AuditEntry] = [:]
    for entry in ours { own[entry.id] = entry }
    return theirs.lazy.filter { entry in
      if let end, end < entry.id { return false }
      guard let mine = own[entry.id] else {
        return !entry.isDeleted || (buckets.comparesTombstones && !entry.isForgettable)
      }
      return mine.hash != entry.hash || mine.isDeleted != entry.isDeleted
    }.map(\.id)
  }

  /// Asks for documents that are wanted, or for the next entries, or ends the type.
  mutating func goOn(
    _ run: AuditRun, _ buckets: AuditRun.Buckets, _ wanted: [DocumentID], then next: DocumentID?,
    over link: LinkID, at now: Moment, _ store: inout some ReplicaStore
  ) throws(StoreError) {
    var run = run
    if !wanted.isEmpty {
      run.step = .awaitingDocuments(buckets, wanted, then: next)
      return ask(
        .documents(
          type: catalog[run.type].label, ids: Array(wanted.prefix(AuditBounds.documents))),
        run, over: link)
    }
    if let next { return askForEntries(run, buckets, after: next, over: link) }
    try finishType(run, from: link, store: &store)
    withPeer(link) { $0.audit = .running(run) }
    begin(TypeNumber(rawValue: run.type.rawValue + 1), over: link, at: now)
  }
}
