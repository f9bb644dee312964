import Documents

extension Replica {
  /// Writes the rows of a client one by one, each by itself: one that is refused stops no other. A row whose key is known is answered
  /// as before, and changes nothing (DESIGN section 8).
  mutating func write(
    _ rows: [PushRow], at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) -> [PushAnswer] {
    var answers: [PushAnswer] = []
    answers.reserveCapacity(rows.count)
    for row in rows { answers.append(try write(row, at: now, random: &random, store: &store)) }
    return answers
  }

  private mutating func write(
    _ row: PushRow, at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) -> PushAnswer {
    guard let key = row.key, let type = model.type(named: row.mutation.type),
      row.mutation.fields.allSatisfy({ type.fields.indices.contains($0.field) })
    else { return try writeUnkeyed(row, at: now, random: &random, store: &store) }
    let id = row.mutation.id ?? DocumentID("")
    let fingerprint = row.fingerprint(type: type.model)
    if let known = try store.answer(to: key) {
      let stored = try store.document(id, type: type.number)
      let view = stored.map { DocumentView($0.state, type: type) }
      guard known.fingerprint == fingerprint else {
        return PushAnswer(
          id: id, outcome: .invalid, state: view,
          message: "the key was given to another row within the last day: each row needs its own")
      }
      return PushAnswer(id: id, outcome: known.outcome, state: view, message: known.message)
    }
    let answer = try writeUnkeyed(row, at: now, random: &random, store: &store)
    switch answer.outcome {
    // What makes no sense now may do so later, and was not written: it is looked at anew.
    case .invalid: break
    case .applied, .merged, .unchanged, .conflict:
      try remember(
        KeyedAnswer(
          key: key, time: now.wall.milliseconds, fingerprint: fingerprint,
          outcome: answer.outcome, message: answer.message), store: &store)
    }
    return answer
  }

  /// Remembers what was answered to a key. Where there is no room, some of the oldest are forgotten at once, so that it is not looked for
  /// them each time.
  private mutating func remember(
    _ answer: KeyedAnswer, store: inout some ReplicaStore
  ) throws(StoreError) {
    var count = if let count = maintenance.keyCount { count } else { try store.answerCount() }
    if count >= settings.maximumKeys {
      let surplus = count - settings.maximumKeys + max(settings.maximumKeys / 16, 1)
      try store.forgetAnswers(oldest: surplus)
      count -= min(surplus, count)
    }
    try store.save(answer)
    maintenance.keyCount = count + 1
  }

  private mutating func writeUnkeyed(
    _ row: PushRow, at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) -> PushAnswer {
    let id = row.mutation.id ?? DocumentID("")
    let before = record.knowledge[self.id]
    switch try apply(row.mutation, at: now, random: &random, store: &store) {
    case .applied(let view):
      let isWritten = record.knowledge[self.id] != before
      return PushAnswer(id: view.id, outcome: isWritten ? .applied : .unchanged, state: view)
    case .merged(let view, let info, let decision):
      return PushAnswer(
        id: id, outcome: .merged, state: view,
        conflict: .init(info: info, decision: decision))
    case .conflict(let info):
      let change = info.serverState.isDeleted == true ? "deleted" : "changed"
      return PushAnswer(
        id: id, outcome: .conflict, state: info.serverState,
        message: "the document was \(change) meanwhile")
    case .alreadyExists(let view):
      return PushAnswer(
        id: id, outcome: .conflict, state: view,
        message: "the document exists already, with other content")
    case .notFound:
      return PushAnswer(
        id: id, outcome: .invalid, state: nil, message: "there is no such document")
    case .invalid(let reason):
      return PushAnswer(id: id, outcome: .invalid, state: nil, message: reason)
    case .unavailable(let reason): throw StoreError(.inputOutput, reason)
    }
  }

  /// Forgets keys after a day.
  mutating func forgetKeys(at now: Moment, store: inout some ReplicaStore) throws(StoreError) {
    let forgotten = try store.forgetAnswers(before: now.wall.milliseconds - Self.keyRetention)
    maintenance.keyCount = maintenance.keyCount.map { $0 - forgotten }
  }

  /// For how long the keys of rows are remembered, in milliseconds.
  private static var keyRetention: Int64 { 24 * 3_600_000 }
}
