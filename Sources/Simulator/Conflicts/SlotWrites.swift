import Documents

/// A slot of a document of a scenario.
struct SlotKey: Hashable, Comparable {
  let document: DocumentKey
  let slot: Int

  /// By type, id and slot.
  static func < (left: SlotKey, right: SlotKey) -> Bool {
    if left.document.type != right.document.type { return left.document.type < right.document.type }
    if left.document.id != right.document.id { return left.document.id < right.document.id }
    return left.slot < right.slot
  }
}

/// All writes of one slot in a run, as stores were told to keep them, each with what its writer's replica had merged of the slot:
/// what has happened, by the simulator's own account, whatever stamps say.
struct SlotWrites {
  /// A write.
  struct Write {
    let version: Version
    let value: Value
    /// What its writer had merged, and what its client had seen.
    let past: WriteSet
  }

  /// The writes by number, in the order in which they were made.
  private(set) var all: [Write] = []
  private var numbers: [Version: Int] = [:]

  /// The number of the write at a version.
  func number(of version: Version) -> Int? { numbers[version] }

  /// Adds a write.
  mutating func add(_ write: Write) {
    numbers[write.version] = all.count
    all.append(write)
  }

  /// Whether the writer of one write had merged another. Its own earlier writes it had, also where it has dropped the document since.
  func had(_ writer: Int, merged other: Int) -> Bool {
    let (later, earlier) = (all[writer].version, all[other].version)
    return writer == other || all[writer].past.contains(other)
      || later.replica == earlier.replica && later > earlier
  }

  /// Whether somebody who had merged a write has written since.
  func isReplaced(_ number: Int) -> Bool {
    all.indices.contains { $0 != number && had($0, merged: number) }
  }

  /// The writes whose versions a client had seen.
  func seen(in version: Knowledge) -> WriteSet {
    var set = WriteSet()
    for (number, write) in all.enumerated() where version.covers(write.version) {
      set.insert(number)
    }
    return set
  }
}
