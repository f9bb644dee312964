import Documents

/// Why a round can't begin or go on.
enum RoundProblem: Error {
  case refused(SyncRefusal)
  case store(StoreError)
}

/// Where a round stands when a page is asked for.
struct Round {
  /// What kind of round.
  let kind: SyncToken.Kind
  /// What the requester has; a client's is lowered to what this node knows.
  let knowledge: Knowledge
  /// The commit at which the round began at this node.
  let start: Commit
  /// Where to go on.
  let position: RoundPosition
  /// The commit time that a plain reader may take for the time of this page.
  let time: Int64

  init(
    _ request: PageRequest, _ record: ReplicaRecord, _ snapshot: some ReplicaSnapshot
  ) throws(RoundProblem) {
    switch request.since {
    case .time(let time):
      let commit = try Self.reading { () throws(StoreError) in try snapshot.lastCommit(before: time)
      }
      try Self.check(commit, in: record)
      self.init(
        kind: .replay, knowledge: Knowledge(), start: commit,
        position: Self.pass(after: commit.mark.sequence, in: record, request), time: commit.time)
    case .token(let token):
      guard token.mesh == request.mesh else {
        throw .refused(.resyncRequired("the token is of another mesh"))
      }
      guard token.scope == request.scope?.fingerprint ?? 0 else {
        throw .refused(.resyncRequired("the token is of another type or filter"))
      }
      try Self.checkPlace(of: token, request, record)
      if case .reading(let replica, let start, let seen, let position) = token.phase,
        replica == record.id, let commit = try Self.commit(start, snapshot)
      {
        if try Self.commit(seen, snapshot) != nil {
          try self.init(resuming: token, request, at: commit, position, record)
        } else if token.kind == .replay {
          try Self.check(commit, in: record)
          // What came since the time is read once more, as no knowledge says what of it the client has.
          self.init(
            kind: .replay, knowledge: Knowledge(), start: commit,
            position: Self.pass(after: commit.mark.sequence, in: record, request),
            time: commit.time)
        } else {
          try self.init(beginning: token, request, record, snapshot)
        }
      } else {
        try self.init(beginning: token, request, record, snapshot)
      }
    }
  }

  private init(
    kind: SyncToken.Kind, knowledge: Knowledge, start: Commit, position: RoundPosition, time: Int64
  ) {
    self.kind = kind
    self.knowledge = knowledge
    self.start = start
    self.position = position
    self.time = time
  }

  /// Goes on with a round of this replica.
  private init(
    resuming token: SyncToken, _ request: PageRequest, at commit: Commit,
    _ position: RoundPosition, _ record: ReplicaRecord
  ) throws(RoundProblem) {
    if token.kind == .replay {
      try Self.check(commit, in: record)
    } else {
      try Self.check(token.knowledge, of: request, in: record)
    }
    var knowledge = token.knowledge
    // What is known here may have been taken back since, when the scope changed. That replicas were closed since changes nothing: a row
    // comes with the first origin of which the client lacks something, and that must stay the same.
    if case .client = request.audience {
      knowledge = knowledge.lowered(to: record.served(record.knowledge))
    }
    self.init(
      kind: token.kind, knowledge: knowledge, start: commit, position: position, time: commit.time)
  }

  /// Begins a round at this replica, which may be in the middle of one that began elsewhere.
  private init(
    beginning token: SyncToken, _ request: PageRequest, _ record: ReplicaRecord,
    _ snapshot: some ReplicaSnapshot
  ) throws(RoundProblem) {
    let first = request.scope?.type ?? TypeNumber(rawValue: 0)
    var knowledge = token.knowledge
    switch (token.kind, token.phase) {
    case (.replay, .reading):
      throw .refused(.resyncRequired("a replay by time can't go on at another node"))
    case (.fullCopy, .start):
      self.init(
        kind: .fullCopy, knowledge: record.knowledge, start: record.commit,
        position: .documents(first, after: nil), time: record.commit.time)
    case (.fullCopy, .reading):
      try Self.check(knowledge, of: request, in: record)
      self.init(
        kind: .fullCopy, knowledge: Self.lowered(knowledge, to: record), start: record.commit,
        position: .documents(first, after: nil), time: record.commit.time)
    case (.delta, _), (.fullCopy, .finished), (.replay, .finished), (.replay, .start):
      try Self.check(knowledge, of: request, in: record)
      if case .client = request.audience { knowledge = Self.lowered(knowledge, to: record) }
      if case .finished(let replica, let mark) = token.phase, replica == record.id,
        let commit = try Self.commit(mark, snapshot)
      {
        self.init(
          kind: .delta, knowledge: knowledge, start: commit,
          position: Self.pass(after: mark.sequence, in: record, request), time: commit.time)
      } else {
        self.init(
          kind: .delta, knowledge: knowledge, start: record.commit,
          position: .origins(first, after: nil), time: record.commit.time)
      }
    }
  }

  /// What a client has, lowered to what this node has of each replica: that is what it compares with.
  private static func lowered(_ knowledge: Knowledge, to record: ReplicaRecord) -> Knowledge {
    knowledge.lowered(to: record.givenKnowledge)
  }

  /// The first pass through the sequence index behind a number.
  private static func pass(
    after sequence: SequenceNumber, in record: ReplicaRecord, _ request: PageRequest
  ) -> RoundPosition {
    .sequence(
      from: sequence, through: record.commit.mark.sequence,
      request.scope?.type ?? TypeNumber(rawValue: 0), after: sequence)
  }

  /// The commit with a mark, unless this replica never made it or lost it.
  private static func commit(
    _ mark: CommitMark, _ snapshot: some ReplicaSnapshot
  ) throws(RoundProblem) -> Commit? {
    let commit = try reading { () throws(StoreError) in try snapshot.commit(at: mark.sequence) }
    return commit?.mark == mark ? commit : nil
  }

  /// Where the node holds documents of a type by a filter, a client can only go on at the node that its token is from: what that knows
  /// of documents which it does not hold is no help at another.
  private static func checkPlace(
    of token: SyncToken, _ request: PageRequest, _ record: ReplicaRecord
  ) throws(RoundProblem) {
    guard case .client = request.audience, let type = request.scope?.type,
      record.scope.filter(ofTypeNamed: record.catalog[type].name) != nil
    else { return }
    switch token.phase {
    case .start: return
    case .reading(let replica, _, _, _), .finished(let replica, _):
      guard replica == record.id else {
        throw .refused(
          .resyncRequired("the token is of another node, and this one holds a part of the type"))
      }
    }
  }

  /// Since some knowledge everything can be told, unless deletions that it lacks are forgotten, or it has more of a closed replica
  /// than the mesh has kept. A peer that has closed it as well writes anew what it has more.
  private static func check(
    _ knowledge: Knowledge, of request: PageRequest, in record: ReplicaRecord
  ) throws(RoundProblem) {
    if case .client = request.audience, !knowledge.covers(record.relinquished) {
      throw .refused(
        .resyncRequired("documents that changed since the token have been dropped here"))
    }
    guard request.knowledge(besides: knowledge).covers(record.floor) else {
      throw .refused(
        .resyncRequired("deletions newer than the token have been forgotten here"))
    }
    for kept in record.closed.entries {
      let known = knowledge[kept.replica]
      let most = max(kept.timestamp, record.floor[kept.replica])
      guard known <= most || known == .closed || request.hasClosed(kept.replica) else {
        throw .refused(
          .resyncRequired("the token has writes of the replica \(kept.replica), which were lost"))
      }
    }
  }

  /// Since a commit everything can be told, unless something newer is forgotten.
  private static func check(_ commit: Commit, in record: ReplicaRecord) throws(RoundProblem) {
    guard commit.mark.sequence >= record.forgotten else {
      throw .refused(.resyncRequired("deletions since that time have been forgotten here"))
    }
  }

  private static func reading<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(RoundProblem) -> Value {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
  }
}

extension PageRequest {
  /// What the requester knows beside what its token says, with that. A peer has what it announced, too: the token of a round that goes on for
  /// long does not say what it has got from others since, nor its own writes. What it has does not say what a full copy that it has
  /// begun will bring.
  fileprivate func knowledge(besides knowledge: Knowledge) -> Knowledge {
    guard case (.peer(let announced, _), .token(let token)) = (audience, since),
      token.kind == .delta
    else { return knowledge }
    return knowledge.joined(with: announced)
  }
}
