import Documents
import Replication
import Testing

extension StoreConformance {
  /// Random puts, bulk inserts and removals, some undone, compared with the reference after each transaction, and once more
  /// after opening anew.
  public func randomOperationsAgreeWithTheReference(seed: UInt64, transactions: Int) throws {
    var random = SeededGenerator(seed: seed)
    var (store, reference) = try begin()
    for step in 1...transactions {
      let isUndone = random.once(in: 4)
      var next = reference
      do {
        try store.transaction { store throws(StoreError) in
          for _ in 0..<Int.random(in: 0..<6, using: &random) {
            try operate(&store, &next, &random)
          }
          next.record.commit = Commit(
            mark: CommitMark(sequence: next.sequence, nonce: random.next()),
            time: 1_000 + Int64(step) * 10)
          next.record.knowledge.raise(random.version())
          next.record.needsFullCopy.toggle()
          if next.commits.last?.mark.sequence != next.sequence {
            next.commits.append(next.record.commit)
          } else if let last = next.commits.last {
            next.record.commit = last
          }
          try store.save(next.record)
          if isUndone { throw StoreError(.rejected, "undo") }
        }
        reference = next
      } catch let error {
        #expect(error == StoreError(.rejected, "undo"))
      }
      #expect(try store.record() == reference.record)
      for _ in 0..<4 {
        let id = random.documentID()
        let type = TypeNumber(rawValue: UInt16.random(in: 0..<3, using: &random))
        #expect(try store.document(id, type: type) == reference[id, type])
      }
      if step % 8 == 0 || step == transactions {
        try compare(store.snapshot(), reference, &random)
      }
    }
    store = try harness.reopen(store, SampleModel.model)
    #expect(try store.record() == reference.record)
    try compare(store.snapshot(), reference, &random)
  }

  private func operate(
    _ store: inout Harness.Store, _ reference: inout ReferenceStore,
    _ random: inout SeededGenerator
  ) throws(StoreError) {
    let type = TypeNumber(rawValue: UInt16.random(in: 0..<3, using: &random))
    let id = random.documentID()
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      try store.remove(id, type: type)
      reference[id, type] = nil
    case 1, 2:
      try insert(&store, &reference, &random)
    default:
      let old = try store.document(id, type: type)
      #expect(old == reference[id, type])
      let state = random.state(id, type: reference.record.catalog[type])
      reference.sequence = reference.sequence.next
      try store.put(state, type: type, sequence: reference.sequence, replacing: old)
      reference[id, type] = StoredDocument(state: state, sequence: reference.sequence)
    }
  }

  /// Inserts a batch whose table of replicas is in another order than the store's, whose rows are of several types, partly exist
  /// and partly repeat each other.
  private func insert(
    _ store: inout Harness.Store, _ reference: inout ReferenceStore,
    _ random: inout SeededGenerator
  ) throws(StoreError) {
    var batch = ChangeBatch(replicas: SeededGenerator.replicas.reversed())
    var states: [(TypeNumber, DocumentState)] = []
    for _ in 0..<Int.random(in: 1..<12, using: &random) {
      let type = TypeNumber(rawValue: UInt16.random(in: 0..<3, using: &random))
      let state = random.state(random.documentID(), type: reference.record.catalog[type])
      states.append((type, state))
      batch.append(state, type: type, sequence: .zero)
    }
    let start = Int.random(in: 0..<states.count, using: &random)
    let range = start..<Int.random(in: start...states.count, using: &random)
    var expected: [Int] = []
    var sequence = reference.sequence
    for index in range {
      let (type, state) = states[index]
      if reference[state.id, type] != nil {
        expected.append(index)
      } else {
        sequence = sequence.next
        reference[state.id, type] = StoredDocument(state: state, sequence: sequence)
      }
    }
    let existing = try store.insertNew(batch, range: range, after: reference.sequence)
    #expect(existing == expected)
    reference.sequence = sequence
  }

  /// A snapshot shows what was committed before it, whatever is written later; also after the store took up more types.
  public func snapshotsAreIsolatedFromLaterCommits(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var (store, reference) = try begin()
    var held: [(Harness.Store.Snapshot, ReferenceStore)] = []
    for step in 1...12 {
      var next = reference
      try store.transaction { store throws(StoreError) in
        for _ in 0..<5 { try operate(&store, &next, &random) }
        let commit = Commit(
          mark: CommitMark(sequence: next.sequence, nonce: 1), time: 1_000 + Int64(step))
        if next.commits.last?.mark.sequence != next.sequence {
          next.commits.append(commit)
          next.record.commit = commit
        }
        _ = next.record.catalog.add(
          CatalogType(name: "More\(step)", merge: .field, fields: []))
        try store.save(next.record)
      }
      reference = next
      if step % 3 == 0 { held.append((try store.snapshot(), reference)) }
    }
    for (snapshot, reference) in held { try compare(snapshot, reference, &random) }
  }

  /// A transaction within a transaction undoes just its own part when it throws.
  public func innerTransactionsUndoTheirOwnPart() throws {
    var random = SeededGenerator(seed: 3)
    var (store, _) = try begin()
    let type = TypeNumber(rawValue: 0)
    let catalog = SampleModel.catalog()
    let kept = random.state(DocumentID("kept"), type: catalog[type])
    let undone = random.state(DocumentID("undone"), type: catalog[type])
    try store.transaction { store throws(StoreError) in
      try store.put(kept, type: type, sequence: SequenceNumber(rawValue: 1), replacing: nil)
      do {
        try store.transaction { store throws(StoreError) in
          try store.put(undone, type: type, sequence: SequenceNumber(rawValue: 2), replacing: nil)
          throw StoreError(.rejected, "inner")
        }
      } catch {}
    }
    let first = StoredDocument(state: kept, sequence: SequenceNumber(rawValue: 1))
    #expect(try store.document(kept.id, type: type) == first)
    #expect(try store.document(undone.id, type: type) == nil)
  }

  /// What was answered to keys is kept until it is forgotten, and survives opening anew.
  public func answersToKeysAreKept() throws {
    var (store, _) = try begin()
    let first = KeyedAnswer(key: "a", time: 100, fingerprint: .max, outcome: .applied)
    let second = KeyedAnswer(
      key: "\u{1}é", time: 200, fingerprint: 3, outcome: .conflict, message: "why")
    try store.transaction { store throws(StoreError) in
      try store.save(first)
      try store.save(second)
    }
    do {
      try store.transaction { store throws(StoreError) in
        try store.save(KeyedAnswer(key: "c", time: 1, fingerprint: 0, outcome: .merged))
        try store.forgetAnswers(before: 1_000)
        throw StoreError(.rejected, "undo")
      }
    } catch {}
    store = try harness.reopen(store, SampleModel.model)
    #expect(try store.answer(to: "a") == first)
    #expect(try store.answer(to: "\u{1}é") == second)
    #expect(try store.answer(to: "\u{1}e\u{301}") == nil)
    #expect(try store.answer(to: "c") == nil)
    try store.transaction { store throws(StoreError) in
      #expect(try store.forgetAnswers(before: 200) == 1)
      #expect(try store.forgetAnswers(before: 200) == 0)
    }
    #expect(try store.answer(to: "a") == nil)
    #expect(try store.answer(to: "\u{1}é") == second)
  }

  /// The first answers are forgotten first, those of one time in the order of the keys' bytes.
  public func theOldestAnswersAreForgottenFirst() throws {
    var (store, _) = try begin()
    let answers: [(key: String, time: Int64)] = [("é", 5), ("z", 5), ("b", 9), ("a", 9), ("c", 1)]
    try store.transaction { store throws(StoreError) in
      for (key, time) in answers {
        try store.save(KeyedAnswer(key: key, time: time, fingerprint: 0, outcome: .applied))
      }
    }
    for gone in ["c", "z", "é", "a", "b"] {
      let left = try store.answerCount()
      #expect(try store.answer(to: gone) != nil)
      try store.transaction { store throws(StoreError) in try store.forgetAnswers(oldest: 1) }
      #expect(try store.answer(to: gone) == nil)
      #expect(try store.answerCount() == left - 1)
    }
    try store.transaction { store throws(StoreError) in try store.forgetAnswers(oldest: 1) }
    #expect(try store.answerCount() == 0)
  }

  /// The progress of pulling is kept for each peer, and survives opening anew.
  public func pullProgressIsKept() throws {
    var (store, _) = try begin()
    func progress(_ peer: UInt64, _ token: [UInt8], _ endsRound: Bool) -> PullProgress {
      PullProgress(peer: ReplicaID(bits: peer), token: token, endsRound: endsRound)
    }
    try store.transaction { store throws(StoreError) in
      try store.save(progress(5, [1, 2], false))
      try store.save(progress(.max, [], true))
      try store.save(progress(5, [3], true))
    }
    do {
      try store.transaction { store throws(StoreError) in
        try store.save(progress(5, [9], false))
        throw StoreError(.rejected, "undo")
      }
    } catch {}
    let expected = [progress(5, [3], true), progress(.max, [], true)]
    #expect(try store.pullProgress().sorted { $0.peer < $1.peer } == expected)
    store = try harness.reopen(store, SampleModel.model)
    #expect(try store.pullProgress().sorted { $0.peer < $1.peer } == expected)
  }
}
