import Documents
import Replication

/// A disk in memory: plain values, of which older ones are kept as far as a crash may lead back to them.
struct MemoryDisk: SimulatedDisk {
  var store: SimulatedStore<MemoryStore>
  private let durability: Scenario.Durability
  /// What the disk may hold beside the present state, the oldest first.
  private var earlier: [MemoryStore] = []
  private var lastCommitted: MemoryStore

  /// How many states a crash can lead back to.
  private static let depth = 6

  init(durability: Scenario.Durability) {
    let empty = MemoryStore(model: Model(types: []))
    store = SimulatedStore(empty)
    lastCommitted = empty
    self.durability = durability
  }

  var isReadable: Bool { true }

  mutating func open(_ model: Model) throws(StoreError) {
    guard let base = MemoryStore(store.base, model: model) else {
      throw StoreError(.rejected, "the catalogue has no room for the types of the model")
    }
    store.base = base
    lastCommitted = base
  }

  mutating func committed(isSynced: Bool) {
    guard durability == .normal else { return }
    if isSynced {
      earlier = []
    } else {
      earlier.append(lastCommitted)
      if earlier.count > Self.depth { earlier.removeFirst() }
    }
    lastCommitted = store.base
  }

  @discardableResult
  mutating func close() -> Bool {
    earlier = []
    return true
  }

  func storedMarker() -> StoredMarker? { nil }

  mutating func mark(_ marker: RunMarker) {}

  mutating func crash(_ kind: CrashKind, _ random: inout KeyedRandom) {
    let losesTail = random.chance(0.7)
    if kind == .powerCut, losesTail, !earlier.isEmpty { store.base = random.pick(earlier) }
    earlier = []
    lastCommitted = store.base
    store.faults.arm(nil)
  }

  func copy() -> MemoryDisk { self }

  mutating func arm(_ fault: DiskFault?) { store.faults.arm(fault) }

  func pauseFaults(_ isPaused: Bool) {}

  var faultCount: Int { store.faults.count }

  func problem() -> String? { nil }
}
