/// What came of merging two states of one document.
public struct Merge: Sendable, Hashable {
  /// The merged state.
  public let state: DocumentState
  /// Whether it differs from the local state, if only in what was merged (``Stamp/merged``).
  public let changedLocal: Bool
  /// Slots where both sides had the same version with different content, which only a fault can bring about. The
  /// greater content won, so all replicas still agree. Where documents merge as a whole it is ``Slot/deleted``.
  public let equivocations: [Slot]
  /// The values that lost to writers that had not seen them, and that differ; in the order of the slots.
  public let lostWrites: [LostWrite]

  /// Merges two states of the document: for each field and pseudo-field the greater version wins, nothing else
  /// (DESIGN section 3). Commutative, associative and idempotent. What has no stamp, which only a fault can bring about,
  /// loses to what has one, and among its like the greater content wins.
  public init(
    local: DocumentState, remote: DocumentState, granularity: MergeGranularity
  ) {
    if granularity == .field, let isLocal = Self.isUniformWinnerLocal(local, remote) {
      state = isLocal ? local : remote
      changedLocal = !isLocal
      equivocations = []
      lostWrites = []
      return
    }
    var equivocations: [Slot] = []
    var lostWrites: [LostWrite] = []
    switch granularity {
    case .document:
      state = Self.mergeWhole(local, remote, &equivocations, &lostWrites)
    case .field:
      state = Self.mergeFields(local, remote, &equivocations, &lostWrites)
    }
    changedLocal = state != local
    self.equivocations = equivocations
    self.lostWrites = lostWrites
  }

  private static func mergeFields(
    _ local: DocumentState, _ remote: DocumentState, _ equivocations: inout [Slot],
    _ lostWrites: inout [LostWrite]
  ) -> DocumentState {
    let slotCount = slotCount(local, remote)
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
        if let lost = lostWrite(local, left, remote, right, slot) { lostWrites.append(lost) }
      case (_?, nil): takeLocal = true
      case (nil, _?): takeLocal = false
      case (_?, _?), (nil, nil):
        let hasSameContent = haveSameContent(local, remote, slot)
        if left != nil, !hasSameContent { equivocations.append(slot) }
        takeLocal =
          hasSameContent && left?.seen == right?.seen
          || MergeContent(local, slot, left) >= MergeContent(remote, slot, right)
      }
      stamps.append(takeLocal ? stay(left, over: right) : stay(right, over: left))
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

  private static func stay(_ winner: Stamp?, over loser: Stamp?) -> Stamp? {
    guard let winner, let loser else { return winner }
    return winner.staying(over: loser)
  }

  /// What is lost at a slot where the versions differ.
  static func lostWrite(
    _ local: DocumentState, _ left: Stamp, _ remote: DocumentState, _ right: Stamp, _ slot: Slot
  ) -> LostWrite? {
    let isLocal = left.version < right.version
    let (winner, loser) = isLocal ? (right, left) : (left, right)
    guard slot != .createdAt, !winner.hasSeen(loser.version),
      !haveSameContent(local, remote, slot, areAbsentAndNullSame: true)
    else { return nil }
    return LostWrite(
      slot: slot, losing: loser.version, winning: winner.version, isLocal: isLocal)
  }

  /// Whether the local state wins as a whole, where each side has one stamp for the same slots, and for all of its values, and the
  /// winner's had seen all that the other's says: the usual case. Nil where it is not so, or the versions are equal.
  private static func isUniformWinnerLocal(
    _ local: DocumentState, _ remote: DocumentState
  ) -> Bool? {
    let slotCount = local.stamps.slotCount
    guard local.stamps.isUniform, remote.stamps.isUniform, remote.stamps.slotCount == slotCount,
      slotCount >= Slot.firstField + max(local.values.count, remote.values.count)
    else { return nil }
    let left = local.stamps.groups[0]
    let right = remote.stamps.groups[0]
    if left.version == right.version { return nil }
    let isLocal = left.version > right.version
    let (winner, loser) = isLocal ? (left, right) : (right, left)
    return winner.hasSeen(loser.version) && winner.absorbs(loser) ? isLocal : nil
  }

  /// How many slots either state has, stamped or not.
  static func slotCount(_ local: DocumentState, _ remote: DocumentState) -> Int {
    max(
      local.stamps.slotCount, remote.stamps.slotCount,
      Slot.firstField + max(local.values.count, remote.values.count))
  }

  private static func haveSameContent(
    _ left: DocumentState, _ right: DocumentState, _ slot: Slot, areAbsentAndNullSame: Bool = false
  ) -> Bool {
    switch slot {
    case .createdAt: return left.createdAt == right.createdAt
    case .deleted: return left.isDeleted == right.isDeleted
    default:
      let (left, right) = (left.value(at: slot), right.value(at: slot))
      return areAbsentAndNullSame ? left ?? .null == right ?? .null : left == right
    }
  }
}

extension DocumentState {
  /// The value of the field that `slot` belongs to.
  public func value(at slot: Slot) -> Value? {
    let index = slot.index - Slot.firstField
    return values.indices.contains(index) ? values[index] : nil
  }
}
