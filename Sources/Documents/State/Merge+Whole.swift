extension Merge {
  /// Merges two states as wholes: the one with the greatest version wins with all its values and stamps, and has merged all that
  /// the stamps of the other say.
  static func mergeWhole(
    _ local: DocumentState, _ remote: DocumentState, _ equivocations: inout [Slot],
    _ lostWrites: inout [LostWrite]
  ) -> DocumentState {
    let left = local.stamps.greatestVersion
    let right = remote.stamps.greatestVersion
    if left != right {
      lostWrites = wholeLostWrites(local, remote)
      return left > right ? stay(local, over: remote) : stay(remote, over: local)
    }
    if local == remote { return local }
    let (mine, theirs) = (MergeContent(local), MergeContent(remote))
    if mine == theirs { return join(local, remote) }
    equivocations.append(.deleted)
    return mine > theirs ? stay(local, over: remote) : stay(remote, over: local)
  }

  /// The fields of the state that loses as a whole whose writer the winner had not seen, and whose values differ.
  private static func wholeLostWrites(
    _ local: DocumentState, _ remote: DocumentState
  ) -> [LostWrite] {
    func greatest(_ state: DocumentState) -> Stamp? {
      state.stamps.groups.max { $0.version < $1.version }
    }
    guard let left = greatest(local), let right = greatest(remote) else { return [] }
    return (Slot.deleted.index..<slotCount(local, remote)).compactMap {
      lostWrite(local, left, remote, right, Slot(index: $0))
    }
  }

  private static func stay(_ winner: DocumentState, over loser: DocumentState) -> DocumentState {
    var result = winner
    for stamp in loser.stamps.groups
    where !result.stamps.groups.allSatisfy({ $0.absorbs(stamp) }) {
      result.stamps = result.stamps.map { _, own in own.staying(over: stamp) }
    }
    return result
  }

  /// One state with what was merged on either side.
  private static func join(_ local: DocumentState, _ remote: DocumentState) -> DocumentState {
    var result = local
    result.stamps = local.stamps.map { slot, stamp in
      remote.stamps[slot].map(stamp.staying) ?? stamp
    }
    return result
  }
}

extension Stamps {
  /// The stamps with each slot's changed.
  fileprivate func map(_ change: (Slot, Stamp) -> Stamp) -> Stamps {
    Stamps(
      slots: (0..<slotCount).map { index in
        let slot = Slot(index: index)
        return self[slot].map { change(slot, $0) }
      })
  }
}
