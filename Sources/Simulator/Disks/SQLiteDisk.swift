import CSimulatedDisk
import Documents
import Replication
import Storage

extension SQLiteStore: LayeredStore {
  var placeholder: SQLiteStore { self }
}

/// A disk with real SQLite on it: the store that the daemon has, on a file system in memory that loses, tears and garbles what was not
/// synced. Copies of the value are the same disk; ``copy()`` makes another.
struct SQLiteDisk: SimulatedDisk {
  private let medium: SimulatedMedium
  private let durability: Scenario.Durability
  private let checkpointPages: Int
  private var opened: SimulatedStore<SQLiteStore>?

  /// An empty disk. SQLite takes its log into the database after so many pages: few, so that it happens often.
  init(durability: Scenario.Durability, checkpointPages: Int = 50) {
    self.init(SimulatedMedium(), durability, checkpointPages)
  }

  private init(
    _ medium: SimulatedMedium, _ durability: Scenario.Durability, _ checkpointPages: Int
  ) {
    self.medium = medium
    self.durability = durability
    self.checkpointPages = checkpointPages
  }

  /// The store; to be used only from ``open(_:)`` to ``close()`` or ``crash(_:_:)``.
  var store: SimulatedStore<SQLiteStore> {
    get {
      guard let opened else { preconditionFailure("the disk is not open") }
      return opened
    }
    set { opened = newValue }
  }

  var isReadable: Bool { opened != nil }

  mutating func open(_ model: Model) throws(StoreError) {
    let level: Durability =
      switch durability {
      case .full: .full
      case .normal: .normal
      }
    let store = try SQLiteStore(
      exclusive: medium.uri(of: SQLiteStore.fileName), name: SQLiteStore.fileName, model: model,
      durability: level, checkpointPages: checkpointPages)
    opened = SimulatedStore(store)
  }

  /// SQLite has synced what it is told to; under `normal` that may lack the node's own last writes.
  mutating func committed(isSynced: Bool) {}

  func storedMarker() throws(StoreError) -> StoredMarker? {
    guard durability == .normal, let opened else { return nil }
    return try opened.base.storedMarker()
  }

  mutating func mark(_ marker: RunMarker) throws(StoreError) {
    guard durability == .normal, var store = opened?.base else { return }
    try store.mark(marker)
  }

  @discardableResult
  mutating func close() -> Bool {
    // A failure loses nothing: what is in the log is found at the next opening.
    let isDurable = (try? opened?.base.close()) ?? false
    // Should the connection still live, it reaches nothing any more.
    medium.kill()
    opened = nil
    return isDurable
  }

  mutating func crash(_ kind: CrashKind, _ random: inout KeyedRandom) {
    switch kind {
    case .kill: medium.kill()
    case .powerCut: medium.cutPower(seed: random.next())
    }
    // Only now, so that SQLite writes nothing as the connection is closed.
    opened = nil
  }

  func copy() throws(StoreError) -> SQLiteDisk {
    SQLiteDisk(try medium.clone(), durability, checkpointPages)
  }

  mutating func arm(_ fault: DiskFault?) { medium.arm(fault) }

  func pauseFaults(_ isPaused: Bool) { medium.pause(isPaused) }

  var faultCount: Int { Int(medium.counts.faults) }

  mutating func problem() -> String? {
    guard let opened else { return nil }
    do throws(StoreError) {
      return try opened.base.integrityProblem()
    } catch {
      return "the check of the database fails: \(error.message)"
    }
  }

  // MARK: Beyond what every disk has

  /// Lets power fail at the n-th sync from now, counted from 0.
  func failPower(atSync number: Int) { medium.failPower(atSync: number) }

  /// What has happened on the disk so far.
  var counts: simulated_disk_counts { medium.counts }

  /// The bytes of a file on the disk; nil where there is none.
  func bytes(of file: String) -> [UInt8]? { medium.bytes(of: file) }
}
