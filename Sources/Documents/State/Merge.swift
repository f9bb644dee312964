/// What came of merging two states of one document.
public struct Merge: Sendable, Hashable {
  /// The merged state.
  public let state: DocumentState
  /// Whether it differs from the local state.
  public let changedLocal: Bool
  /// Slots where both sides had the same version with different content, which only a fault can bring about. The
  /// greater content won, so all replicas still agree. Where documents merge as a whole it is ``Slot/deleted``.
  public let equivocations: [Slot]

  /// Merges two states of the document: for each field and pseudo-field the greater version wins, nothing else
  /// (DESIGN section 3). Commutative, associative and idempotent. What has no stamp, which only a fault can bring about,
  /// loses to what has one, and among its like the greater content wins.
  public init(
    local: DocumentState, remote: DocumentState, granularity: MergeGranularity
  ) {
    var equivocations: [Slot] = []
    if granularity == .field, let isLocal = Self.isUniformWinnerLocal(local, remote) {
      state = isLocal ? local : remote
      changedLocal = !isLocal
      self.equivocations = []
      return
    }
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
    return MergeContent(local) > MergeContent(remote) ? local : remote
  }

  private static func mergeFields(
    _ local: DocumentState, _ remote: DocumentState, _ equivocations: inout [Slot]
  ) -> DocumentState {
    let slotCount = max(
      local.stamps.slotCount, remote.stamps.slotCount,
      Slot.firstField + max(local.values.count, remote.values.count))
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
      case (let left?, let right?) where left.version != right.version:
        takeLocal = left.version > right.version
      case (_?, nil): takeLocal = true
      case (nil, _?): takeLocal = false
      case (_?, _?), (nil, nil):
        let hasSameContent = haveSameContent(local, remote, slot)
        if left != nil, !hasSameContent { equivocations.append(slot) }
        takeLocal =
          hasSameContent && left == right
          || MergeContent(local, slot, left) >= MergeContent(remote, slot, right)
      }
      stamps.append(takeLocal ? left : right)
      let winner = takeLocal ? local : remote
      switch slot {
      case .createdAt: createdAt = winner.createdAt
      case .deleted: isDeleted = winner.isDeleted
      default: values.append(winner.value(at: slot))
      }
    }
    return DocumentState(
      id: local.id, createdAt: createdAt, isDeleted: isDeleted, values: values,
      stamps: Stamps(slots: stamps))
  }

  /// Whether the local state wins as a whole, where each side has one stamp for the same slots, and for all of its values: the
  /// usual case. Nil where it is not so, or the versions are equal.
  private static func isUniformWinnerLocal(
    _ local: DocumentState, _ remote: DocumentState
  ) -> Bool? {
    let slotCount = local.stamps.slotCount
    guard local.stamps.isUniform, remote.stamps.isUniform, remote.stamps.slotCount == slotCount,
      slotCount >= Slot.firstField + max(local.values.count, remote.values.count)
    else { return nil }
    let left = local.stamps.greatestVersion
    let right = remote.stamps.greatestVersion
    return left == right ? nil : left > right
  }

  private static func haveSameContent(
    _ left: DocumentState, _ right: DocumentState, _ slot: Slot
  ) -> Bool {
    switch slot {
    case .createdAt: left.createdAt == right.createdAt
    case .deleted: left.isDeleted == right.isDeleted
    default: left.value(at: slot) == right.value(at: slot)
    }
  }
}

extension DocumentState {
  /// The value of the field that `slot` belongs to.
  func value(at slot: Slot) -> Value? {
    let index = slot.index - Slot.firstField
    return values.indices.contains(index) ? values[index] : nil
  }
}
