import Documents

/// Reads the pages of rounds: the one mechanism that answers "what changed since this token", for peers and for clients
/// (DESIGN section 4). A pure function of the request and a snapshot.
public enum RoundReader {
  /// The next page for a request.
  ///
  /// A round pages through the origin index for what the requester's knowledge does not cover (a full copy: through the documents
  /// in id order), then through the sequence index for what changed meanwhile, in passes, until a page exhausts everything within
  /// its own snapshot: that page ends the round.
  public static func page(
    _ request: PageRequest, from snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> Result<Page, SyncRefusal> {
    let record = try snapshot.record()
    let round: Round
    do throws(RoundProblem) {
      round = try Round(request, record, snapshot)
    } catch {
      switch error {
      case .refused(let refusal): return .failure(refusal)
      case .store(let error): throw error
      }
    }
    var filler = PageFiller(request: request, round: round, record: record)
    let end = try filler.fill(from: snapshot)
    var page = filler.page(endingAt: end, time: round.time)
    if case (.peer, .token(let token)) = (request.audience, request.since) {
      page.namesLostCommit = try namesLostCommit(token.phase, record, snapshot)
    }
    return .success(page)
  }

  /// Whether a token names a commit of this replica that it can't have made: one after its last, or with another nonce.
  private static func namesLostCommit(
    _ phase: SyncToken.Phase, _ record: ReplicaRecord, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> Bool {
    let marks: [CommitMark]
    switch phase {
    case .reading(record.id, let start, let seen, _): marks = [start, seen]
    case .finished(record.id, let mark): marks = [mark]
    case .start, .reading, .finished: return false
    }
    for mark in marks where mark.nonce != 0 {
      if mark.sequence > record.commit.mark.sequence { return true }
      if let commit = try snapshot.commit(at: mark.sequence), commit.mark != mark { return true }
    }
    return false
  }
}

/// Fills one page.
private struct PageFiller {
  let request: PageRequest
  let round: Round
  let record: ReplicaRecord
  /// What a peer is known to have; skipped, but not in a full copy.
  let covered: Knowledge?
  let withheld: [ClosedRange<SequenceNumber>]
  /// What the requester has of documents.
  let known: Knowledge
  var rows = ChangeBatch()

  init(request: PageRequest, round: Round, record: ReplicaRecord) {
    self.request = request
    self.round = round
    self.record = record
    let known = Self.uncounted(request, record).map(round.knowledge.without) ?? round.knowledge
    self.known = known
    switch (request.audience, round.kind) {
    case (.peer(let announced, let withheld), .delta):
      covered = Self.known(announced, known, mayLackClaims: request.uncounted != nil)
      self.withheld = withheld
    case (.client, .delta):
      covered = known
      withheld = []
    case (_, .fullCopy), (_, .replay):
      covered = nil
      withheld = []
    }
  }

  /// The replica whose writes don't say which documents the requester has. Of a client that is this one, where documents may come back
  /// here under an own write that it knows.
  private static func uncounted(_ request: PageRequest, _ record: ReplicaRecord) -> ReplicaID? {
    switch request.audience {
    case .peer: request.uncounted
    case .client:
      record.scope.isFiltered || !record.relinquished.isEmpty ? record.id : nil
    }
  }

  /// What a peer is known to have: of a replica that it has closed just what it has kept, as its token says. A peer who holds documents
  /// by a filter may not have joined what it was given as a claim, which stands in its token: what it announces counts.
  private static func known(
    _ announced: Knowledge, _ requested: Knowledge, mayLackClaims: Bool
  ) -> Knowledge {
    let requested =
      mayLackClaims
      ? Knowledge(requested.entries.filter { announced[$0.replica] == .closed }) : requested
    return Knowledge(announced.entries.filter { $0.timestamp != .closed }).joined(with: requested)
  }

  /// Reads until the page is full or the round is exhausted; returns where to go on, nil at the end of the round.
  mutating func fill(from snapshot: some ReplicaSnapshot) throws(StoreError) -> RoundPosition? {
    var position = round.position
    while true {
      let next: RoundPosition?
      switch position {
      case .documents(let type, let after):
        next = try documents(type, after: after, snapshot)
      case .origins(let type, let after):
        next = try origins(type, after: after, snapshot)
      case .sequence(let from, let through, let type, let after):
        next = try sequence(from: from, through: through, type, after: after, snapshot)
      }
      guard let next else { return nil }
      position = next
      if isFull { return position }
    }
  }

  /// The page that was filled.
  func page(endingAt position: RoundPosition?, time: Int64) -> Page {
    let phase: SyncToken.Phase
    let knowledge: Knowledge
    if let position {
      phase = .reading(
        replica: record.id, start: round.start.mark, seen: record.commit.mark, position)
      knowledge = round.knowledge
    } else {
      phase = .finished(replica: record.id, record.commit.mark)
      knowledge =
        switch request.audience {
        case .peer: record.keptKnowledge
        case .client: record.givenKnowledge
        }
    }
    let token = SyncToken(
      mesh: request.mesh, scope: request.scope?.fingerprint ?? 0,
      kind: position == nil ? .delta : round.kind, knowledge: knowledge, phase: phase)
    return Page(
      rows: rows, token: token, knowledge: record.knowledge, floor: record.floor,
      commit: record.commit, time: position == nil ? record.commit.time : time,
      endsRound: position == nil)
  }

  private var isFull: Bool { rows.count >= request.rows || rows.size >= request.bytes }

  /// The type after `type` in a round about everything.
  private func type(after type: TypeNumber) -> TypeNumber? {
    guard request.scope == nil, Int(type.rawValue) + 1 < record.catalog.types.count else {
      return nil
    }
    return TypeNumber(rawValue: type.rawValue + 1)
  }

  /// Whether the round is about a type at all: the catalogue may be empty.
  private func exists(_ type: TypeNumber) -> Bool {
    Int(type.rawValue) < record.catalog.types.count
  }

  /// Whether the requester holds documents of a type.
  private func isReplicated(_ type: TypeNumber) -> Bool {
    request.replicated.holds(typeNamed: record.catalog[type].name)
  }

  private func scan(_ type: TypeNumber, _ order: Scan.Order) -> Scan {
    guard let scope = request.scope else { return Scan(type: type, order: order) }
    return Scan(
      type: type, order: order, filter: scope.filter, marksLeft: scope.marksLeft,
      columns: .fields(scope.fields))
  }

  private mutating func documents(
    _ type: TypeNumber, after: DocumentID?, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> RoundPosition? {
    if exists(type), isReplicated(type) {
      let exhausted = try read(scan(type, .byID(after: after)), snapshot) { _, _ in true }
      if !exhausted, let last = rows.rows.last {
        return .documents(type, after: rows.id(of: last))
      }
    }
    return self.type(after: type).map { .documents($0, after: nil) } ?? changedMeanwhile
  }

  private mutating func origins(
    _ type: TypeNumber, after: OriginPlace?, _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> RoundPosition? {
    guard exists(type) else { return changedMeanwhile }
    let knowledge = known
    let origins = isReplicated(type) ? try snapshot.origins() : []
    for origin in origins where after.map({ origin >= $0.origin }) ?? true {
      let resumed = after.flatMap { $0.origin == origin ? $0 : nil }
      let known = knowledge[origin]
      let order = Scan.Order.byOrigin(
        origin, after: max(resumed?.timestamp ?? known, known), id: resumed?.id)
      var place: OriginPlace?
      let exhausted = try read(scan(type, order), snapshot) { batch, row in
        let (first, timestamp) = Self.firstOrigin(of: row, in: batch, above: knowledge, origin)
        place = OriginPlace(origin: origin, timestamp: timestamp, id: batch.id(of: row))
        return first == origin
      }
      if !exhausted, let place { return .origins(type, after: place) }
    }
    return self.type(after: type).map { .origins($0, after: nil) } ?? changedMeanwhile
  }

  /// The least origin under which a row is above `knowledge`: it is sent under this one alone. And the timestamp of `origin` in it.
  private static func firstOrigin(
    of row: ChangeBatch.Row, in batch: ChangeBatch, above knowledge: Knowledge, _ origin: ReplicaID
  ) -> (first: ReplicaID?, timestamp: Timestamp) {
    var first: ReplicaID?
    var timestamp = Timestamp.zero
    batch.bytes.withUnsafeBytes {
      _ = StampsCoding.forEachVersion(UnsafeRawBufferPointer(rebasing: $0[row.stamps])) {
        let replica = batch.replicas[$0]
        if replica == origin { timestamp = max(timestamp, $1) }
        if $1 > knowledge[replica] { first = first.map { min($0, replica) } ?? replica }
      }
    }
    return (first, timestamp)
  }

  private mutating func sequence(
    from: SequenceNumber, through: SequenceNumber, _ type: TypeNumber, after: SequenceNumber,
    _ snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> RoundPosition? {
    var type = type
    var after = after
    while exists(type) {
      if isReplicated(type), try snapshot.latestSequence(of: type) > after {
        let order = Scan.Order.bySequence(after: after, through: through)
        var place = after
        let exhausted = try read(scan(type, order), snapshot) { _, row in
          place = row.sequence
          return true
        }
        if !exhausted { return .sequence(from: from, through: through, type, after: place) }
      }
      guard let next = self.type(after: type) else { break }
      type = next
      after = from
    }
    let current = record.commit.mark.sequence
    guard through < current else { return nil }
    return .sequence(
      from: through, through: current, request.scope?.type ?? TypeNumber(rawValue: 0),
      after: through)
  }

  /// The second half of a round: what changed since it began.
  private var changedMeanwhile: RoundPosition {
    .sequence(
      from: round.start.mark.sequence, through: record.commit.mark.sequence,
      request.scope?.type ?? TypeNumber(rawValue: 0), after: round.start.mark.sequence)
  }

  /// Reads rows until the page is full: those that `wanted` wants and that nothing says to skip. Returns whether the scan was
  /// exhausted.
  private mutating func read(
    _ scan: Scan, _ snapshot: some ReplicaSnapshot,
    wanted: (ChangeBatch, ChangeBatch.Row) -> Bool
  ) throws(StoreError) -> Bool {
    let request = request
    let covered = covered
    let withheld = withheld
    return try snapshot.scan(scan, into: &rows) { batch in
      guard let row = batch.rows.last else { return .stop }
      let isWanted = wanted(batch, row)
      if !isWanted || withheld.contains(where: { $0.contains(row.sequence) })
        || covered.map({ batch.isCovered(row, by: $0) }) ?? false
      {
        batch.removeLast()
        return .next
      }
      return batch.count >= request.rows || batch.size >= request.bytes ? .stop : .next
    }
  }
}
