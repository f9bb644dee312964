import Documents
import Replication

/// A store that the simulator can put its own layer above.
protocol LayeredStore: ReplicaStore {
  /// Something to stand in for the store while it is moved into the layer; never used.
  var placeholder: Self { get }
}

extension MemoryStore: LayeredStore {
  var placeholder: MemoryStore { MemoryStore(model: Model(types: [])) }
}

/// A store with a layer of the simulator's own above it, in which operations fail when a fault says so, and mistakes are made if
/// there is a saboteur.
struct SimulatedStore<Base: LayeredStore>: ReplicaStore {
  /// The store below.
  var base: Base
  /// Which operations fail.
  var faults = StoreFaults()
  /// Who makes a mistake on purpose, if anybody.
  var saboteur: StoreSaboteur<Base>?
  /// Who takes note of what is stored, if anybody.
  var journal: StoreJournal?
  /// Who takes note of the tombstones that are dropped, if anybody.
  var removals: Removals?

  init(_ base: Base) {
    self.base = base
  }

  mutating func transaction<Value>(
    _ body: (inout SimulatedStore) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let saboteur = saboteur
    saboteur?.begin(base)
    let journal = journal
    journal?.begin()
    let removals = removals
    removals?.begin()
    var faults = faults
    defer { self.faults = faults }
    do throws(StoreError) {
      let outcome = try base.transaction { (base) throws(StoreError) -> Result<Value, StoreError> in
        // The base moves into the layer and back: a copy would cost a store in memory dearly.
        var layer = SimulatedStore(base.placeholder)
        layer.faults = faults
        layer.saboteur = saboteur
        layer.journal = journal
        layer.removals = removals
        swap(&layer.base, &base)
        defer {
          swap(&layer.base, &base)
          faults = layer.faults
        }
        do throws(StoreError) {
          let value = try body(&layer)
          try layer.faults.sync()
          return .success(value)
        } catch {
          guard saboteur?.keepsHalves == true else { throw error }
          return .failure(error)
        }
      }
      let value = try outcome.get()
      journal?.commit()
      removals?.commit()
      return value
    } catch {
      saboteur?.fail(&base)
      throw error
    }
  }

  func record() throws(StoreError) -> ReplicaRecord? {
    let record = try base.record()
    return saboteur == nil ? record : saboteur?.distorted(found: record)
  }

  mutating func save(_ record: ReplicaRecord) throws(StoreError) {
    let distorted = saboteur == nil ? record : saboteur?.distorted(record, in: base)
    try faults.write(64)
    if let distorted { try base.save(distorted) }
  }

  func pullProgress() throws(StoreError) -> [PullProgress] {
    let progress = try base.pullProgress()
    return saboteur?.distorted(progress, in: base) ?? progress
  }

  mutating func save(_ progress: PullProgress) throws(StoreError) {
    try faults.write(progress.token.count)
    saboteur?.note(progress)
    try base.save(progress)
  }

  func document(_ id: DocumentID, type: TypeNumber) throws(StoreError) -> StoredDocument? {
    let stored = try base.document(id, type: type)
    return saboteur?.distorted(stored, id, type) ?? stored
  }

  mutating func put(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber,
    replacing old: StoredDocument?
  ) throws(StoreError) {
    try faults.write(200)
    journal?.note(.put(state, type, sequence))
    var state = state
    var sequence = sequence
    if let saboteur,
      !saboteur.distort(&state, &sequence, replacing: old, type: type, in: base)
    {
      return
    }
    try base.put(state, type: type, sequence: sequence, replacing: old)
    if let difference = saboteur?.distortion(of: state, replacing: old, type: type, in: base) {
      try base.adjust(type, by: difference)
    }
  }

  mutating func insertNew(
    _ batch: ChangeBatch, range: Range<Int>, after sequence: SequenceNumber
  ) throws(StoreError) -> [Int] {
    do throws(StoreError) {
      try faults.write(200 * range.count)
      let existing = try base.insertNew(batch, range: range, after: sequence)
      journal?.note(batch, range, existing: existing, after: sequence)
      saboteur?.note(batch, existing: existing)
      return existing
    } catch {
      guard saboteur?.passesOverErrors == true else { throw error }
      return []
    }
  }

  mutating func remove(_ id: DocumentID, type: TypeNumber) throws(StoreError) {
    try faults.write(0)
    if saboteur?.isKept(id, type: type, in: base) == true { return }
    journal?.note(.removed(id, type))
    if let removals, let stored = try base.document(id, type: type) {
      removals.note(stored.state, type: type)
    }
    let difference = saboteur?.distortion(ofRemoving: id, type: type, in: base)
    try base.remove(id, type: type)
    if let difference { try base.adjust(type, by: difference) }
  }

  func answer(to key: String) throws(StoreError) -> KeyedAnswer? { try base.answer(to: key) }

  mutating func save(_ answer: KeyedAnswer) throws(StoreError) {
    try faults.write(answer.key.utf8.count)
    try base.save(answer)
  }

  @discardableResult
  mutating func forgetAnswers(before time: Int64) throws(StoreError) -> Int {
    try base.forgetAnswers(before: time)
  }

  mutating func forgetAnswers(oldest count: Int) throws(StoreError) {
    try base.forgetAnswers(oldest: count)
  }

  func answerCount() throws(StoreError) -> Int { try base.answerCount() }

  mutating func adjust(_ type: TypeNumber, by difference: BucketSums) throws(StoreError) {
    try faults.write(0)
    try base.adjust(type, by: difference)
  }

  func snapshot() throws(StoreError) -> SimulatedSnapshot<Base.Snapshot> {
    let snapshot = try base.snapshot()
    return saboteur?.distorted(snapshot) ?? SimulatedSnapshot(snapshot)
  }
}

/// Which operations of a store fail: an armed fault, and how far it has come.
struct StoreFaults {
  private var armed: DiskFault?
  private var operations = 0
  private var syncs = 0
  private var bytes = 0
  /// How often an operation failed.
  private(set) var count = 0

  mutating func arm(_ fault: DiskFault?) {
    armed = fault
    operations = 0
    syncs = 0
    bytes = 0
  }

  /// An operation that writes so many bytes.
  mutating func write(_ length: Int) throws(StoreError) {
    guard let armed else { return }
    operations += 1
    bytes += length
    switch armed {
    case .errors(let after, let number) where operations > after && operations <= after + number:
      try fail(.inputOutput, "a simulated I/O error")
    case .powerFails(let after) where operations > after:
      try fail(.inputOutput, "the simulated disk has no power")
    case .full(let limit) where bytes > limit: try fail(.full, "the simulated disk is full")
    case .errors, .full, .failingSyncs, .lyingSyncs, .powerFails: break
    }
  }

  /// The end of a transaction.
  mutating func sync() throws(StoreError) {
    guard let armed else { return }
    syncs += 1
    switch armed {
    case .failingSyncs(let after, let number) where syncs > after && syncs <= after + number:
      try fail(.inputOutput, "a simulated sync failed")
    case .powerFails(let after) where operations > after:
      try fail(.inputOutput, "the simulated disk has no power")
    case .errors, .full, .failingSyncs, .lyingSyncs, .powerFails: break
    }
  }

  private mutating func fail(_ kind: StoreError.Kind, _ message: String) throws(StoreError) {
    count += 1
    throw StoreError(kind, message)
  }
}
