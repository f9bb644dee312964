import Documents

/// A document of a scenario: a type of the model and a number.
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
  /// What every node must hold in the end.
  private(set) var reference: [DocumentKey: ReferenceDocument] = [:]

  /// A document by the plainest reading of the rules: for each slot the value with the greatest version.
  struct ReferenceDocument {
    var slots: [Int: (version: Version, value: Value)] = [:]
  }

  /// Whether a document was written at a version.
  func has(_ version: Version, of document: DocumentKey) -> Bool {
    writes[version.replica]?.contains { $0.version == version && $0.document == document } ?? false
  }

  /// Adds a write, whose timestamp is greater than that of the replica's write before it.
  mutating func add(_ write: LoggedWrite) {
    writes[write.version.replica, default: []].append(write)
    for (slot, value) in write.slots {
      let greatest = reference[write.document]?.slots[slot]?.version
      if greatest.map({ $0 < write.version }) ?? true {
        reference[write.document, default: ReferenceDocument()].slots[slot] = (
          write.version, value
        )
      }
    }
  }

  /// The slot with a number in a state of the document, as the simulator sees it: fields count by their place in the model.
  static func slot(_ index: Int, of state: DocumentState, _ type: BoundType) -> (Stamp, Value)? {
    switch index {
    case 0: return state.stamps[.createdAt].map { ($0, .int(state.createdAt.milliseconds)) }
    case 1: return state.stamps[.deleted].map { ($0, .bool(state.isDeleted)) }
    default:
      guard type.fields.indices.contains(index - 2) else { return nil }
      let field = type.fields[index - 2]
      return state.stamps[.field(field)].map { ($0, state[field] ?? .null) }
    }
  }
}
