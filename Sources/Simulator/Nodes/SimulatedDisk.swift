import Documents
import Replication

/// What a simulated node stores its documents on: a store, and what a crash leaves of it.
///
/// A disk in memory is the only one so far; SQLite on a simulated file system goes behind the same lines.
protocol SimulatedDisk {
  /// The kind of store.
  associatedtype Store: ReplicaStore

  /// The store, as the running node sees it.
  var store: Store { get set }

  /// A batch was committed; `isSynced` if it had a write of the node's own, which is answered only once it is durable.
  mutating func committed(isSynced: Bool)

  /// The node crashed: the store falls back to what was durable, or may have been.
  mutating func crash(_ random: inout KeyedRandom)
}

/// A disk in memory: plain values, of which older ones are kept as far as a crash may lead back to them.
struct MemoryDisk: SimulatedDisk {
  var store: MemoryStore
  private let durability: Scenario.Durability
  /// What the disk may hold beside the present state, the oldest first.
  private var earlier: [MemoryStore] = []
  private var lastCommitted: MemoryStore

  /// How many states a crash can lead back to.
  private static let depth = 6

  init(model: Model, durability: Scenario.Durability) {
    store = MemoryStore(model: model)
    lastCommitted = store
    self.durability = durability
  }

  mutating func committed(isSynced: Bool) {
    guard durability == .normal else { return }
    if isSynced {
      earlier = []
    } else {
      earlier.append(lastCommitted)
      if earlier.count > Self.depth { earlier.removeFirst() }
    }
    lastCommitted = store
  }

  mutating func crash(_ random: inout KeyedRandom) {
    if !earlier.isEmpty, random.chance(0.7) { store = random.pick(earlier) }
    earlier = []
    lastCommitted = store
  }
}
