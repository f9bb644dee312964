public import Documents

/// A store that keeps everything in memory: a plain value. A copy is a snapshot, a backup, or the disk of a simulated node at
/// that moment, and costs next to nothing until one side changes.
public struct MemoryStore: ReplicaStore, Sendable {
  var contents: MemoryContents
  /// How to undo what the transactions at hand have done, the latest last; nil outside of transactions.
  private var journal: [Undo]?

  /// One step back.
  private enum Undo: Sendable {
    case document(Int, DocumentID, StoredDocument?, removed: DocumentHash?, added: DocumentHash?)
    case sums(Int, by: BucketSums)
    case record(ReplicaRecord?, BoundModel?, addedCommit: SequenceNumber?)
    case progress([PullProgress])
    case answers([[UInt8]: KeyedAnswer])
  }

  /// An empty store; `model` gives the names that filters and fields of scans refer to.
  public init(model: Model) {
    contents = MemoryContents(model: model.withBuiltIns)
  }

  /// The same contents under another model, as after a restart with a changed schema. Nil where the catalogue has no room
  /// for the model.
  public init?(_ other: MemoryStore, model: Model) {
    let model = model.withBuiltIns
    var contents = MemoryContents(model: model)
    contents.record = other.contents.record
    contents.commits = other.contents.commits
    contents.progress = other.contents.progress
    contents.answers = other.contents.answers
    contents.replicas = other.contents.replicas
    contents.tables = other.contents.tables
    contents.hashers = other.contents.hashers
    if var catalog = contents.record?.catalog {
      guard let binding = BoundModel(model, catalog: &catalog) else { return nil }
      contents.binding = binding
    }
    self.contents = contents
  }

  /// How many documents there are of a type, deleted ones included.
  public func count(of type: TypeNumber) -> Int {
    Int(type.rawValue) < contents.tables.count
      ? contents.tables[Int(type.rawValue)].documents.count : 0
  }

  /// Runs `body` as one transaction; what it did is undone if it throws. A transaction within another undoes its own part.
  public mutating func transaction<Result>(
    _ body: (inout MemoryStore) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let isOutermost = journal == nil
    let start = journal?.count ?? 0
    if isOutermost { journal = [] }
    defer { if isOutermost { journal = nil } }
    do {
      return try body(&self)
    } catch {
      undo(downTo: start)
      throw error
    }
  }

  /// What is known about the replica; nil in a new store.
  public func record() -> ReplicaRecord? { contents.record }

  /// Stores the record, and adds its commit to the log where that is new.
  public mutating func save(_ record: ReplicaRecord) throws(StoreError) {
    var catalog = record.catalog
    guard let binding = BoundModel(contents.model, catalog: &catalog) else {
      throw StoreError(.rejected, "the catalogue has no room for the types of the model")
    }
    let isNew = contents.commits[record.commit.mark.sequence] == nil
    journal?.append(
      .record(
        contents.record, contents.binding,
        addedCommit: isNew ? record.commit.mark.sequence : nil))
    if isNew { contents.commits.set(record.commit.mark.sequence, to: record.commit) }
    let before = contents.record
    contents.record = record
    contents.binding = binding
    if record.catalog != before?.catalog { contents.hashers = record.catalog.hashers }
    while contents.tables.count < record.catalog.types.count {
      contents.tables.append(MemoryTable())
    }
  }

  /// The progress of pulling, by peer.
  public func pullProgress() -> [PullProgress] { contents.progress }

  /// Stores the progress of pulling from a peer.
  public mutating func save(_ progress: PullProgress) {
    journal?.append(.progress(contents.progress))
    if let index = contents.progress.firstIndex(where: { $0.peer >= progress.peer }) {
      if contents.progress[index].peer == progress.peer {
        contents.progress[index] = progress
      } else {
        contents.progress.insert(progress, at: index)
      }
    } else {
      contents.progress.append(progress)
    }
  }

  /// The document with an id.
  public func document(
    _ id: DocumentID, type: TypeNumber
  ) throws(StoreError) -> StoredDocument? {
    contents.tables[try contents.table(type)].documents[id]
  }

  /// Stores a document in place of `old`.
  public mutating func put(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber,
    replacing old: StoredDocument?
  ) throws(StoreError) {
    try replace(
      contents.table(type), state.id, with: StoredDocument(state: state, sequence: sequence))
  }

  /// Stores those rows whose documents don't exist yet, and returns the indexes of the others.
  public mutating func insertNew(
    _ batch: ChangeBatch, range: Range<Int>, after sequence: SequenceNumber
  ) throws(StoreError) -> [Int] {
    var existing: [Int] = []
    var sequence = sequence
    for index in range {
      let row = batch.rows[index]
      let table = try contents.table(row.type)
      guard contents.tables[table].documents[batch.id(of: row)] == nil else {
        existing.append(index)
        continue
      }
      guard let state = batch.state(of: row) else {
        throw StoreError(.rejected, "row \(index) of the batch is malformed")
      }
      sequence = sequence.next
      try replace(table, state.id, with: StoredDocument(state: state, sequence: sequence))
    }
    return existing
  }

  /// Forgets a document.
  public mutating func remove(_ id: DocumentID, type: TypeNumber) throws(StoreError) {
    try replace(contents.table(type), id, with: nil)
  }

  /// What was answered to a row with a key.
  public func answer(to key: String) -> KeyedAnswer? { contents.answers[Array(key.utf8)] }

  /// Remembers an answer.
  public mutating func save(_ answer: KeyedAnswer) {
    journal?.append(.answers(contents.answers))
    contents.answers[Array(answer.key.utf8)] = answer
  }

  /// Forgets what was answered before a time.
  @discardableResult
  public mutating func forgetAnswers(before time: Int64) -> Int {
    let count = contents.answers.count
    guard contents.answers.values.contains(where: { $0.time < time }) else { return 0 }
    journal?.append(.answers(contents.answers))
    contents.answers = contents.answers.filter { $0.value.time >= time }
    return count - contents.answers.count
  }

  /// Forgets what was answered first.
  public mutating func forgetAnswers(oldest count: Int) {
    journal?.append(.answers(contents.answers))
    let oldest = contents.answers.sorted {
      $0.value.time == $1.value.time
        ? $0.key.lexicographicallyPrecedes($1.key) : $0.value.time < $1.value.time
    }
    for (key, _) in oldest.prefix(count) { contents.answers[key] = nil }
  }

  /// Counts what was answered.
  public func answerCount() -> Int { contents.answers.count }

  /// A view of the present state. Within a transaction that is what the transaction has made so far.
  public func snapshot() throws(StoreError) -> MemorySnapshot {
    guard let record = contents.record else {
      throw StoreError(.rejected, "a store without a record can't be read")
    }
    return MemorySnapshot(contents: contents, record: record)
  }

  private mutating func replace(
    _ table: Int, _ id: DocumentID, with document: StoredDocument?
  ) throws(StoreError) {
    if let document { contents.learn(document.state.stamps) }
    let old = contents.tables[table].replace(id, with: document)
    let hasher = contents.hashers[table]
    let removed = old.flatMap { hasher.hash($0.state) }
    let added = document.flatMap { hasher.hash($0.state) }
    if let removed { contents.tables[table].sums.subtract(removed) }
    if let added { contents.tables[table].sums.add(added) }
    journal?.append(.document(table, id, old, removed: removed, added: added))
  }

  /// Adds to the sums of a type.
  public mutating func adjust(
    _ type: TypeNumber, by difference: BucketSums
  ) throws(StoreError) {
    let table = try contents.table(type)
    contents.tables[table].sums.add(difference)
    journal?.append(.sums(table, by: difference))
  }

  private mutating func undo(downTo start: Int) {
    while let journal, journal.count > start, let step = self.journal?.popLast() {
      switch step {
      case .document(let table, let id, let old, let removed, let added):
        contents.tables[table].replace(id, with: old)
        if let added { contents.tables[table].sums.subtract(added) }
        if let removed { contents.tables[table].sums.add(removed) }
      case .sums(let table, let difference):
        contents.tables[table].sums.add(BucketSums().difference(from: difference))
      case .progress(let old): contents.progress = old
      case .answers(let old): contents.answers = old
      case .record(let old, let binding, let addedCommit):
        contents.record = old
        contents.binding = binding
        contents.hashers = old?.catalog.hashers ?? []
        if let addedCommit { contents.commits.remove(addedCommit) }
        let typeCount = old?.catalog.types.count ?? 0
        contents.tables.removeLast(max(0, contents.tables.count - typeCount))
      }
    }
  }
}
