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
  var slots: [(slot: Int, value: Value)]
  /// What its replica knew then.
  var knowledge = Knowledge()
  /// Where it is another's write written anew: the version of that one.
  var original: Version?

  /// From when its contents are: a deletion after that is not undone by writing them anew.
  var origin: Version { original ?? version }
}

/// All writes of a run, as the simulator saw them being made, and what they come to.
struct WriteLog {
  /// The writes of each replica in the order of their timestamps.
  private(set) var writes: [ReplicaID: [LoggedWrite]] = [:]

  /// Whether a document was written at a version.
  func has(_ version: Version, of document: DocumentKey) -> Bool {
    write(version, of: document) != nil
  }

  /// Whether a document was written at a version with these contents, among others.
  func has(
    _ version: Version, of document: DocumentKey, with slots: [(slot: Int, value: Value)]
  ) -> Bool {
    all(version).contains { write in
      write.document == document
        && slots.allSatisfy { slot in
          write.slots.contains { $0.slot == slot.slot && $0.value == slot.value }
        }
    }
  }

  /// Adds a write at its place among those of its replica.
  mutating func add(_ write: LoggedWrite) {
    let place = Self.place(of: write.version.timestamp, in: writes[write.version.replica] ?? [])
    writes[write.version.replica, default: []].insert(write, at: place)
    if write.slots.contains(where: { $0.slot == Slot.deleted.index && $0.value == .bool(true) }) {
      deletions[write.document, default: []].append(write)
    }
  }

  /// The writes that deleted a document.
  private var deletions: [DocumentKey: [LoggedWrite]] = [:]

  /// Whether a document that was created by a write stands in spite of a deletion later than another: neither of the two writers knew
  /// of the other's, and the deletion is forgotten, as `counts` says. So nobody can tell any more that there was one.
  func wasCreated(
    by creation: Version, beside version: Version, of document: DocumentKey,
    _ counts: (Version) -> Bool
  ) -> Bool {
    guard let stamped = write(creation, of: document) else { return false }
    // Who wrote it anew may have heard of the other since.
    let creator = stamped.original.flatMap { write($0, of: document) } ?? stamped
    return deletions[document]?.contains {
      $0.version >= version && counts($0.version) && !$0.knowledge.covers(creator.version)
        && !creator.knowledge.covers($0.version)
    } ?? false
  }

  /// Whether a document was deleted by a version that `counts`, of which the writer of another had not heard: whoever has forgotten the
  /// deletion takes that one for a write to a document that is gone.
  func wasDeleted(
    _ document: DocumentKey, unseenBy version: Version, _ counts: (Version) -> Bool
  ) -> Bool {
    guard let writer = write(version, of: document) else { return false }
    return deletions[document]?.contains {
      counts($0.version) && !writer.knowledge.covers($0.version)
    } ?? false
  }

  private func write(_ version: Version, of document: DocumentKey) -> LoggedWrite? {
    all(version).first { $0.document == document }
  }

  /// The writes at a version: more than one where two processes of one replica wrote side by side.
  private func all(_ version: Version) -> ArraySlice<LoggedWrite> {
    guard let writes = writes[version.replica] else { return [] }
    let place = Self.place(of: version.timestamp, in: writes)
    return writes[place...].prefix { $0.version == version }
  }

  /// Whether a document was deleted by a version later than a write that `counts`.
  func wasDeleted(after write: LoggedWrite, _ counts: (Version) -> Bool) -> Bool {
    wasDeleted(write.document, after: write.origin, counts)
  }

  /// Whether a document was deleted by a version not before another that `counts`.
  func wasDeleted(
    _ document: DocumentKey, after version: Version?, _ counts: (Version) -> Bool
  ) -> Bool {
    deletions[document]?.contains { deletion in
      version.map { deletion.version >= $0 } ?? true && counts(deletion.version)
    } ?? false
  }

  /// Where the first write stands that is not before a timestamp.
  private static func place(of timestamp: Timestamp, in writes: [LoggedWrite]) -> Int {
    var low = 0
    var high = writes.count
    while low < high {
      let middle = (low + high) / 2
      if writes[middle].version.timestamp < timestamp { low = middle + 1 } else { high = middle }
    }
    return low
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
