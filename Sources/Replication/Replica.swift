public import Documents

/// The replica of one node as a state machine: what the daemon and the simulator drive (DESIGN sections 4 and 11).
///
/// Events go in, in batches; a batch runs as one transaction on the store; the actions that come out are carried out after the
/// commit, in order. No clock, randomness, task or socket is inside.
public struct Replica: Sendable {
  /// What the replica was told about itself.
  public let settings: ReplicaSettings
  /// The model with the built-in types, and the numbers that this replica's catalogue gives it.
  public let model: BoundModel
  /// The number of the type of the roster's documents.
  let memberType: TypeNumber
  /// The number of the type of conflict records.
  let conflictType: TypeNumber

  var record: ReplicaRecord
  var clock: HybridClock
  /// The last own write when this process opened the replica, or took its ReplicaID.
  var startOwn: Timestamp
  /// The own writes since then.
  var ownTimestamps = OwnTimestamps()
  /// Where the clock stood when this process opened the replica: what it writes itself is later.
  var startTimestamp: Timestamp
  var sessions: [LinkID: Session] = [:]
  var recent = RecentCommits()
  /// How the local wall clock compares with those of the peers.
  var clockWatch = ClockWatch()
  /// The last token of each peer.
  var progress: [ReplicaID: PullProgress]
  /// The members.
  var roster = Roster()
  /// What was heard of each member.
  var gossip = Gossip()
  /// What is done now and then.
  var maintenance = Maintenance()
  /// Whether a peer that knows nothing has given all it has: both are new.
  var hasMetNewPeer = false
  /// What is remembered of comparisons with peers, and of counts.
  var audits: AuditBook
  /// What the batch at hand has done so far.
  var batch = BatchChanges()
  /// What is to be done after the batch at hand.
  var actions: [Action] = []
  /// What in the catalogue has a name by which the model means something else, and was reported.
  var reportedIncompatibilities: Set<Incompatibility> = []

  /// Opens the replica that a store holds, or makes one in a new store, and binds the model, with the built-in types, to its
  /// catalogue.
  ///
  /// Where the model means something else than before by the name of a type or a field, what is stored under the name stays, and is
  /// no longer served (``ReplicaStatus/incompatibilities``).
  /// Where the store was made for another ``ReplicaSettings/scope``, it is taken over: see ``ReplicaRecord/change(scope:)``.
  /// - Throws: What the store throws; ``StoreError/Kind/rejected`` where there is no room for the types of the model.
  public init(
    settings: ReplicaSettings, model: Model, store: inout some ReplicaStore, at now: Moment,
    random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    let model = model.withBuiltIns
    let stored = try store.record()
    var record =
      stored
      ?? ReplicaRecord(
        id: .random(using: &random), knowledge: Knowledge(), floor: Knowledge(),
        commit: Commit(
          mark: CommitMark(sequence: .zero, nonce: random.next()), time: now.wall.milliseconds),
        needsFullCopy: true, catalog: Catalog())
    let copiesAgain = stored != nil && record.change(scope: settings.scope)
    record.scope = settings.scope
    guard let bound = BoundModel(model, catalog: &record.catalog) else {
      throw StoreError(
        .rejected,
        "the schema has more than \(Catalog.maximumCount) types, or fields in a type")
    }
    if record != stored {
      let changed = record
      try store.transaction { (store) throws(StoreError) in
        if copiesAgain { try Self.forgetProgress(in: &store) }
        try store.save(changed)
      }
    }
    self.settings = settings
    self.model = bound
    memberType = bound.builtIn(.member).number
    conflictType = bound.builtIn(.conflict).number
    self.record = record
    clock = HybridClock(after: record.latestTimestamp)
    audits = AuditBook(settings, at: now)
    startTimestamp = record.latestTimestamp
    startOwn = record.knowledge[record.id]
    progress = [:]
    for progress in try store.pullProgress() { self.progress[progress.peer] = progress }
    try loadRoster(from: store)
  }

  /// This incarnation of the database.
  public var id: ReplicaID { record.id }

  /// What is known here.
  public var knowledge: Knowledge { record.knowledge }

  /// What others are told that is known here. While the copy is made with which this node starts over, that is its own writes alone:
  /// the rest is taken back when the copy ends, and nobody may have counted on it.
  public var toldKnowledge: Knowledge {
    record.startsOver && record.needsFullCopy ? record.ownKnowledge : knowledge
  }

  /// What is known here, with what was kept of closed replicas, which ``knowledge`` has as fully known.
  public var keptKnowledge: Knowledge { kept(of: record.keptKnowledge) }

  /// The knowledge below which tombstones have been forgotten.
  public var floor: Knowledge { record.floor }

  /// Whether it starts over: on a full copy that has yet to be made or to be completed.
  public var startsOver: Bool { record.startsOver }

  /// The types and fields by number.
  public var catalog: Catalog { record.catalog }

  /// The incarnations of this database that came before, and are to be retired.
  public var former: [ReplicaID] { record.former }

  /// The last commit that changed documents.
  public var commit: Commit { record.commit }

  /// Runs a batch of events as one transaction on `store` and returns what is to be done now, in order.
  ///
  /// A batch that the store can't take is undone and tried again event by event, so that what fails, fails alone: a mutation is
  /// answered by ``MutationOutcome/unavailable(_:)``, the link that a page came over is closed.
  public mutating func process(
    _ events: [Event], at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) -> [Action] {
    if events.count > 1, let place = events.firstIndex(where: \.needsOwnBatch) {
      // What it looks at is what was committed, so nothing else may be in its transaction.
      let parts = [events[..<place], events[place...place], events[(place + 1)...]]
      return parts.filter { !$0.isEmpty }.flatMap {
        process(Array($0), at: now, random: &random, store: &store)
      }
    }
    do throws(StoreError) {
      let done = try attempt(events, at: now, random: &random, store: &store)
      guard isMaintenanceDue(at: now) else { return done }
      return done + attemptMaintenance(at: now, random: &random, store: &store)
    } catch {
      guard events.count == 1, let event = events.first else {
        return events.flatMap { process([$0], at: now, random: &random, store: &store) }
      }
      return giveUp(event, error, at: now)
    }
  }

  private mutating func attempt(
    _ events: [Event], at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) -> [Action] {
    var next = self
    next.batch = BatchChanges()
    next.actions = []
    if events.contains(where: \.writes) {
      try store.transaction { (store) throws(StoreError) in
        for event in events {
          try next.handle(event, at: now, random: &random, store: &store)
          try next.changeIdentity(at: now, random: &random, store: &store)
        }
        try next.tendRoster(at: now, store: &store)
        try next.changeIdentity(at: now, random: &random, store: &store)
        try next.save(at: now, random: &random, store: &store)
      }
    } else {
      for event in events { try next.handle(event, at: now, random: &random, store: &store) }
    }
    if next.batch.changes != nil { next.audits.lastChange = now.uptime }
    if next.maintenance.due == nil {
      next.maintenance.due = now.uptime + settings.maintenanceInterval
    }
    next.announceAndSend(at: now)
    next.watchClock(at: now)
    self = next
    actions = []
    return next.actions
  }

  /// Does what is due now and then, in a transaction of its own: where the store can't take it, no event is lost, and it is tried again
  /// the next time.
  private mutating func attemptMaintenance(
    at now: Moment, random: inout some RandomNumberGenerator, store: inout some ReplicaStore
  ) -> [Action] {
    var next = self
    next.batch = BatchChanges()
    next.actions = []
    do throws(StoreError) {
      try store.transaction { (store) throws(StoreError) in
        try next.maintain(at: now, store: &store)
        try next.changeIdentity(at: now, random: &random, store: &store)
        try next.save(at: now, random: &random, store: &store)
      }
    } catch {
      maintenance.due = now.uptime + settings.maintenanceInterval
      return []
    }
    if next.batch.changes != nil { next.audits.lastChange = now.uptime }
    next.announceAndSend(at: now)
    self = next
    actions = []
    return next.actions
  }

  private mutating func handle(
    _ event: Event, at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    switch event {
    case .mutate(let request, let mutation):
      let outcome = try apply(mutation, at: now, random: &random, store: &store)
      actions.append(.reply(request, outcome))
    case .push(let request, let rows):
      let answers = try write(rows, at: now, random: &random, store: &store)
      actions.append(.pushed(request, .success(answers)))
    case .administer(let request, let administration):
      let outcome = try administer(administration, at: now, store: &store)
      actions.append(.administered(request, outcome))
    case .linkOpened(let link, let key):
      open(link, key: key, at: now)
    case .linkClosed(let link):
      close(link)
    case .received(let link, let message):
      try receive(message, over: link, at: now, store: &store)
    case .pageRead(let link, let subscription, let result):
      send(result, for: subscription, over: link)
    case .examined(let purpose, let result):
      try take(result, for: purpose, at: now, store: &store)
    case .auditRequested:
      requestAudit(at: now)
    case .wake:
      resumePaused(at: now)
    case .repairClock(let request):
      let outcome = try repairClock(at: now, random: &random, store: &store)
      actions.append(.clockRepaired(request, outcome))
    }
  }

  /// Ends a batch: numbers its commit, and stores what is known about the replica.
  private mutating func save(
    at now: Moment, random: inout some RandomNumberGenerator, store: inout some ReplicaStore
  ) throws(StoreError) {
    guard batch.isRecordChanged || batch.changes != nil else { return }
    if let changes = batch.changes {
      record.commit = Commit(
        mark: CommitMark(sequence: changes.upperBound, nonce: random.next()),
        time: max(record.commit.time, now.wall.milliseconds))
    }
    if batch.changes != nil || batch.hasDropped {
      actions.append(.committed(record.commit, types: batch.types.sorted()))
    }
    if let example = batch.firstConflict {
      actions.append(.report(.conflictsRecorded(count: batch.conflictCount, example)))
    }
    record.latestTimestamp = clock.latest
    if knowledge[id] > startOwn { ownTimestamps.append(knowledge[id]) }
    try store.save(record)
    if batch.changes != nil || !batch.touched.isEmpty {
      recent.append(
        changes: batch.changes, mark: record.commit.mark, uptime: now.uptime,
        knowledge: record.knowledge, touched: batch.touched, replaced: batch.replaced)
    }
  }

  /// What is left to do about an event that the store can't take.
  private mutating func giveUp(_ event: Event, _ error: StoreError, at now: Moment) -> [Action] {
    switch event {
    case .mutate(let request, _): return [.reply(request, .unavailable(error.message))]
    case .push(let request, _): return [.pushed(request, .failure(error))]
    case .administer(let request, _):
      return [.administered(request, .unavailable(error.message))]
    case .received(let link, _), .pageRead(let link, _, _):
      close(link)
      announceAndSend(at: now)
      defer { actions = [] }
      return [.disconnect(link, .unavailable(error.message))] + actions
    case .repairClock(let request): return [.clockRepaired(request, .unavailable(error.message))]
    case .examined(let purpose, _):
      giveUp(purpose, at: now)
      return []
    case .linkOpened, .linkClosed, .auditRequested, .wake: return []
    }
  }
}

extension Event {
  /// Whether handling the event takes a transaction of its own.
  fileprivate var needsOwnBatch: Bool {
    switch self {
    case .repairClock: true
    case .mutate, .push, .administer, .linkOpened, .linkClosed, .received, .pageRead, .examined,
      .auditRequested, .wake:
      false
    }
  }

  /// Whether handling the event may write to the store.
  fileprivate var writes: Bool {
    switch self {
    case .mutate, .push, .repairClock, .administer: true
    case .received(_, let message):
      switch message {
      case .page, .hello, .announce, .refuse, .answer: true
      case .subscribe, .credit, .complete, .ask: false
      }
    case .pageRead(_, _, .success(let page)): page.namesLostCommit
    case .examined(let purpose, _): purpose.isOwn
    case .linkOpened, .linkClosed, .pageRead, .auditRequested, .wake: false
    }
  }
}
