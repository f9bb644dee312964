import Documents
import Replication

/// What a simulated node stores its documents on: a store, and what a crash leaves of it.
protocol SimulatedDisk {
  /// The kind of store below the simulator's own layer.
  associatedtype Base: LayeredStore

  /// The store, as the running node sees it: good from ``open(_:)`` to ``close()`` or ``crash(_:_:)``.
  var store: SimulatedStore<Base> { get set }

  /// Whether the store can be looked at as it is.
  var isReadable: Bool { get }

  /// The node starts: opens what is on the disk under a model. A new disk is empty.
  mutating func open(_ model: Model) throws(StoreError)

  /// A batch was committed; `isSynced` if it had a write of the node's own, which is answered only once it is durable.
  mutating func committed(isSynced: Bool)

  /// The node stops cleanly. Returns whether everything is durable.
  @discardableResult
  mutating func close() -> Bool

  /// What the database says of the last run; nil for a disk that keeps all that is answered, and so no marks.
  func storedMarker() throws(StoreError) -> StoredMarker?

  /// Marks the database with a run.
  mutating func mark(_ marker: RunMarker) throws(StoreError)

  /// The node stops where it stands: what is on the disk afterwards is for ``open(_:)`` to see.
  mutating func crash(_ kind: CrashKind, _ random: inout KeyedRandom)

  /// A copy of what the disk holds, between two batches: a backup.
  func copy() throws(StoreError) -> Self

  /// Lets something go wrong from now on, in place of what was armed before; nil: nothing more.
  mutating func arm(_ fault: DiskFault?)

  /// Lets what is armed rest for a while: the simulator itself looks at the store.
  func pauseFaults(_ isPaused: Bool)

  /// How often what was armed came about.
  var faultCount: Int { get }

  /// What is wrong with the files as such, by the store's own means; nil if nothing is. Looks at everything, so it takes long.
  mutating func problem() -> String?
}

extension SimulatedDisk {
  /// The disk to look at, also while its node is down: then a copy of it is opened. Nil if it can't be.
  func readable(_ model: Model) -> Self? {
    if isReadable { return self }
    guard var copy = try? copy() else { return nil }
    copy.arm(nil)
    do throws(StoreError) {
      try copy.open(model)
      return copy
    } catch {
      return nil
    }
  }

  /// Looks at the store while nothing goes wrong with it.
  func withoutFaults<Result>(_ look: (Self) -> Result) -> Result {
    pauseFaults(true)
    defer { pauseFaults(false) }
    return look(self)
  }
}

/// How a node stops where it stands.
enum CrashKind: Hashable, CaseIterable {
  /// The process is killed: what it wrote stays written.
  case kill
  /// The machine loses power: what was not synced may be lost, in part or whole, in any order.
  case powerCut
}

/// What can go wrong with a disk while its node runs.
enum DiskFault: Hashable {
  /// From the n-th operation on (counted from 0), as many operations fail.
  case errors(after: Int, count: Int)
  /// There is room for so many bytes more, until something else is armed.
  case full(afterBytes: Int)
  /// From the n-th sync on, as many fail.
  case failingSyncs(after: Int, count: Int)
  /// Syncs are confirmed, but do nothing, until something else is armed.
  case lyingSyncs
  /// Power fails at the n-th operation (counted from 0): it may or may not be done, and it and all others fail until the crash, which
  /// is to be a power cut.
  case powerFails(after: Int)
}
