/// What came of merging two states of one document.
public struct Merge: Sendable, Hashable {
  /// The merged state.
  public let state: DocumentState
  /// Whether it differs from the local state.
  public let changedLocal: Bool
  /// Slots where both sides had the same version with different content, which only a fault can bring about. The
  /// greater content won, so all replicas still agree.
  public let equivocations: [Slot]

  /// Merges two states of the document: for each field and pseudo-field the greater version wins, nothing else
  /// (DESIGN section 3). Commutative, associative and idempotent.
  public init(
    local: DocumentState, remote: DocumentState, granularity: MergeGranularity
  ) {
    var equivocations: [Slot] = []
    switch granularity {
    case .document:
      state = Self.mergeWhole(local, remote, &equivocations)
    case .field:
      state = Self.mergeFields(local, remote, &equivocations)
    }
    changedLocal = state != local
    self.equivocations = equivocations
  }

  private static func mergeWhole(
    _ local: DocumentState, _ remote: DocumentState, _ equivocations: inout [Slot]
  ) -> DocumentState {
    let left = local.stamps.greatestVersion
    let right = remote.stamps.greatestVersion
    if left != right { return left > right ? local : remote }
    if local == remote { return local }
    equivocations.append(.deleted)
    return Content(local) > Content(remote) ? local : remote
  }

  private static func mergeFields(
    _ local: DocumentState, _ remote: DocumentState, _ equivocations: inout [Slot]
  ) -> DocumentState {
    let slotCount = max(local.stamps.slotCount, remote.stamps.slotCount)
    var stamps: [Stamp?] = []
    stamps.reserveCapacity(slotCount)
    var values: [Value?] = []
    values.reserveCapacity(slotCount)
    var createdAt = Timestamp.zero
    var isDeleted = false
    for index in 0..<slotCount {
      let slot = Slot(index: index)
      let left = local.stamps[slot]
      let right = remote.stamps[slot]
      let takeLocal: Bool
      switch (left, right) {
      case (let left?, let right?) where left.version == right.version:
        let leftContent = Content(local, slot, left)
        let rightContent = Content(remote, slot, right)
        if leftContent != rightContent { equivocations.append(slot) }
        takeLocal = leftContent >= rightContent
      case (let left?, let right?): takeLocal = left.version > right.version
      case (_?, nil): takeLocal = true
      case (nil, _?), (nil, nil): takeLocal = false
      }
      stamps.append(takeLocal ? left : right)
      let winner = takeLocal ? local : remote
      switch index {
      case Slot.createdAt.index: createdAt = winner.createdAt
      case Slot.deleted.index: isDeleted = winner.isDeleted
      default:
        values.append(winner[FieldNumber(rawValue: UInt16(index - Slot.firstField))])
      }
    }
    return DocumentState(
      id: local.id, createdAt: createdAt, isDeleted: isDeleted, values: values,
      stamps: Stamps(slots: stamps))
  }
}

/// Content in an order of its own, the same on every node: picks the winner between equal versions.
private struct Content: Comparable {
  private let bytes: [UInt8]

  init(_ state: DocumentState) {
    var bytes: [UInt8] = []
    Content.append(state.createdAt.bits, to: &bytes)
    bytes.append(state.isDeleted ? 1 : 0)
    for value in state.values { PackedValues.append(value, to: &bytes) }
    for stamp in state.stamps.groups { Content.append(stamp.seen, to: &bytes) }
    self.bytes = bytes
  }

  init(_ state: DocumentState, _ slot: Slot, _ stamp: Stamp) {
    var bytes: [UInt8] = []
    switch slot {
    case .createdAt: Content.append(state.createdAt.bits, to: &bytes)
    case .deleted: bytes.append(state.isDeleted ? 1 : 0)
    default:
      PackedValues.append(
        state[FieldNumber(rawValue: UInt16(slot.index - Slot.firstField))], to: &bytes)
    }
    Content.append(stamp.seen, to: &bytes)
    self.bytes = bytes
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ knowledge: Knowledge, to bytes: inout [UInt8]) {
    for version in knowledge.entries {
      append(version.replica.bits, to: &bytes)
      append(version.timestamp.bits, to: &bytes)
    }
  }

  static func < (left: Content, right: Content) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
