import Documents

/// All that a store in memory holds; a copy shares everything until one side changes it.
struct MemoryContents: Sendable {
  /// The model, whose names scans use for filters and fields.
  let model: Model
  /// The record; nil in a new store.
  var record: ReplicaRecord?
  /// The model bound to the record's catalogue.
  var binding: BoundModel?
  /// The commits by sequence number.
  var commits = SortedTable<SequenceNumber, Commit>()
  /// The progress of pulling.
  var progress: [PullProgress] = []
  /// What was answered to rows with keys, by the key's bytes.
  var answers: [[UInt8]: KeyedAnswer] = [:]
  /// Every replica that stamps here name, in the order in which they came.
  var replicas: [ReplicaID] = []
  /// The hashers of the types in the record's catalogue.
  var hashers: [TypeHasher] = []
  /// The documents by type.
  var tables: [MemoryTable] = []

  /// The index of a type's table.
  func table(_ type: TypeNumber) throws(StoreError) -> Int {
    guard Int(type.rawValue) < tables.count else {
      throw StoreError(.rejected, "there is no type number \(type.rawValue) in the catalogue")
    }
    return Int(type.rawValue)
  }

  /// Adds the replicas that `stamps` name to the table of replicas.
  mutating func learn(_ stamps: Stamps) {
    for stamp in stamps.groups {
      learn(stamp.version.replica)
      for version in stamp.seen.entries { learn(version.replica) }
      for version in stamp.merged.entries { learn(version.replica) }
    }
  }

  private mutating func learn(_ replica: ReplicaID) {
    if !replicas.contains(replica) { replicas.append(replica) }
  }
}
