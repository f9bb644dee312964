import Documents

/// A document of a scenario: a type of the newest model and an id.
struct DocumentKey: Hashable {
  let type: Int
  let id: DocumentID
}

/// A write as its replica stored it: what it stamped.
struct LoggedWrite {
  let version: Version
  let document: DocumentKey
  /// The slots that have its version as their stamp, with their values.
  let slots: [(slot: Int, value: Value)]
}

/// All writes of a run, as the simulator saw them being made, and what they come to.
struct WriteLog {
  /// The writes of each replica in the order of their timestamps.
  private(set) var writes: [ReplicaID: [LoggedWrite]] = [:]

  /// Whether a document was written at a version.
  func has(_ version: Version, of document: DocumentKey) -> Bool {
    writes[version.replica]?.contains { $0.version == version && $0.document == document } ?? false
  }

  /// Adds a write, whose timestamp is greater than that of the replica's write before it.
  mutating func add(_ write: LoggedWrite) {
    writes[write.version.replica, default: []].append(write)
  }

  /// What every node must hold in the end, by the plainest reading of the rules: for each slot the value with the greatest version.
  struct Reference {
    var documents: [DocumentKey: [Int: (version: Version, value: Value)]] = [:]
    /// How often two writes of a slot had equal timestamps.
    var ties = 0
  }

  /// Merges all writes that count.
  func reference(where counts: (LoggedWrite) -> Bool) -> Reference {
    var reference = Reference()
    for write in writes.values.joined() where counts(write) {
      var slots = reference.documents[write.document] ?? [:]
      for (slot, value) in write.slots {
        let greatest = slots[slot]?.version
        if greatest?.timestamp == write.version.timestamp { reference.ties += 1 }
        if greatest.map({ $0 < write.version }) ?? true { slots[slot] = (write.version, value) }
      }
      reference.documents[write.document] = slots
    }
    return reference
  }
}
