import Documents

/// What a node's disk has merged of each document, by the simulator's own account; goes back with the disk.
struct MergeHistory {
  /// What was merged of a document's slots by the time of one of its states.
  struct Entry {
    /// The sequence number of the state at the node.
    var sequence: SequenceNumber
    /// By slot, the writes that were merged into it, on any way.
    var merged: [WriteSet]
    /// By slot, the writes that the node itself has held.
    var held: [WriteSet]
  }

  /// By document, the entries of its states in order.
  private var entries: [DocumentKey: [Entry]] = [:]
  /// The last sequence number that it knows of.
  private(set) var last = SequenceNumber.zero

  /// What was merged of a document; nil if the node has none of it.
  func current(_ key: DocumentKey) -> Entry? { entries[key]?.last }

  /// What was merged by the time of a state that the node gave out.
  func entry(_ key: DocumentKey, at sequence: SequenceNumber) -> Entry? {
    entries[key]?.last { $0.sequence <= sequence }
  }

  /// A document has a new state.
  mutating func add(_ entry: Entry, of key: DocumentKey) {
    entries[key, default: []].append(entry)
    last = max(last, entry.sequence)
  }

  /// A sequence number was given to something that is no document of the scenario.
  mutating func pass(_ sequence: SequenceNumber) { last = max(last, sequence) }

  /// A document was dropped.
  mutating func remove(_ key: DocumentKey) {
    guard let entry = entries[key]?.last else { return }
    let none = Array(repeating: WriteSet(), count: entry.merged.count)
    entries[key]?.append(Entry(sequence: last, merged: none, held: none))
  }

  /// The disk has lost what came behind a sequence number.
  mutating func truncate(to sequence: SequenceNumber) {
    guard last > sequence else { return }
    last = sequence
    for key in entries.keys { entries[key]?.removeAll { $0.sequence > sequence } }
  }
}

/// What a page says of a document, with what its sender had merged of it.
struct RowHistory {
  let document: DocumentKey
  /// The versions of the slots, by which the row is found again.
  let versions: [Version?]
  let merged: [WriteSet]
}
