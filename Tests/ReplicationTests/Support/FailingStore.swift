import Documents
import Replication

/// A store in memory that refuses to store some documents, or anything at all.
struct FailingStore: ReplicaStore {
  var base: MemoryStore
  /// Documents that it can't store.
  var refused: Set<String> = []
  /// Whether it can't store anything.
  var isFull = false

  private func check(_ id: DocumentID) throws(StoreError) {
    if isFull { throw StoreError(.full, "no space is left") }
    if refused.contains(id.text) { throw StoreError(.rejected, "\(id) can't be stored") }
  }

  mutating func transaction<Result>(
    _ body: (inout FailingStore) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let before = base
    do {
      return try body(&self)
    } catch {
      base = before
      throw error
    }
  }

  func record() throws(StoreError) -> ReplicaRecord? { base.record() }

  mutating func save(_ record: ReplicaRecord) throws(StoreError) {
    if isFull { throw StoreError(.full, "no space is left") }
    try base.save(record)
  }

  func pullProgress() throws(StoreError) -> [PullProgress] { base.pullProgress() }

  mutating func save(_ progress: PullProgress) throws(StoreError) {
    if isFull { throw StoreError(.full, "no space is left") }
    base.save(progress)
  }

  func document(_ id: DocumentID, type: TypeNumber) throws(StoreError) -> StoredDocument? {
    try base.document(id, type: type)
  }

  mutating func put(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber,
    replacing old: StoredDocument?
  ) throws(StoreError) {
    try check(state.id)
    try base.put(state, type: type, sequence: sequence, replacing: old)
  }

  mutating func insertNew(
    _ batch: ChangeBatch, range: Range<Int>, after sequence: SequenceNumber
  ) throws(StoreError) -> [Int] {
    for row in batch.rows[range] { try check(batch.id(of: row)) }
    return try base.insertNew(batch, range: range, after: sequence)
  }

  mutating func remove(_ id: DocumentID, type: TypeNumber) throws(StoreError) {
    try base.remove(id, type: type)
  }

  mutating func adjust(_ type: TypeNumber, by difference: BucketSums) throws(StoreError) {
    try base.adjust(type, by: difference)
  }

  func answer(to key: String) throws(StoreError) -> KeyedAnswer? { base.answer(to: key) }

  mutating func save(_ answer: KeyedAnswer) throws(StoreError) {
    if isFull { throw StoreError(.full, "no space is left") }
    base.save(answer)
  }

  @discardableResult
  mutating func forgetAnswers(before time: Int64) throws(StoreError) -> Int {
    base.forgetAnswers(before: time)
  }

  mutating func forgetAnswers(oldest count: Int) throws(StoreError) {
    base.forgetAnswers(oldest: count)
  }

  func answerCount() throws(StoreError) -> Int { base.answerCount() }

  func snapshot() throws(StoreError) -> MemorySnapshot { try base.snapshot() }
}
