import Documents
import Replication

extension StoreSaboteur {
  /// A document as it is put in place of another. Returns whether it is put at all.
  func distort(
    _ state: inout DocumentState, _ sequence: inout SequenceNumber, replacing old: StoredDocument?,
    type: TypeNumber, in base: Base
  ) -> Bool {
    correct(&state, type)
    if sabotage == .mergedForgotten { state = state.withoutMerged }
    guard let record = (try? base.record()) ?? nil else { return true }
    let catalogType = record.catalog[type]
    distort(member: &state, of: catalogType)
    if old == nil, BuiltInType(named: catalogType.name) == .conflict {
      return distort(record: &state, of: catalogType, by: record.id)
    }
    guard let old else { return true }
    let former = old.state
    if isLeftUnwritten(state, replacing: former, record) { return false }
    let fresh = state.stamps
    /// Whether somebody else's newer stamp came to a slot.
    func isMerged(_ slot: Slot) -> Bool {
      fresh[slot] != former.stamps[slot] && fresh[slot]?.version.replica != record.id
    }
    /// Only a repair of the clock leads back to a smaller version.
    let isRepair = fresh.greatestVersion < former.stamps.greatestVersion
    switch sabotage {
    case .repairUnstored where isRepair: return false
    case .repairDropsValues where isRepair: state.values = []
    case .tieBreakDropped:
      state.takeBack(former, stamps: true, values: true) { slot in
        guard let new = fresh[slot]?.version, let old = former.stamps[slot]?.version else {
          return false
        }
        return new.timestamp == old.timestamp && new.replica != old.replica
      }
    case .createdAtMinimum: state.createdAt = min(state.createdAt, former.createdAt)
    case .oldStampKept:
      state.takeBack(former, stamps: true, values: false) {
        $0 != .deleted && isMerged($0) && former.stamps[$0] != nil
      }
    case .deletionUnstamped:
      state.takeBack(former, stamps: true, values: false) { slot in
        slot == .deleted && isMerged(slot)
      }
    case .deletionClearsValues: if state.isDeleted, !former.isDeleted { state.values = [] }
    case .documentStampedByField:
      guard record.catalog[type].merge == .document,
        fresh.greatestVersion.replica == record.id
      else { break }
      let written = state
      state.takeBack(former, stamps: true, values: false) { slot in
        former.stamps[slot] != nil && slot.index >= Slot.firstField
          && written[slot.field] == former[slot.field]
      }
    case .sequenceKept: sequence = old.sequence
    case .unchangedNotConfirmed: return state != former
    case .wrongSidePreferred where state.stamps.versionVector == former.stamps.versionVector:
      state = former
    default: break
    }
    return true
  }
}

extension Slot {
  /// The number of the field that the slot belongs to.
  fileprivate var field: FieldNumber {
    FieldNumber(rawValue: UInt16(max(index - Slot.firstField, 0)))
  }
}

extension DocumentState {
  /// Takes some slots back to the stamps, or the stamps and values, that they had.
  fileprivate mutating func takeBack(
    _ former: DocumentState, stamps takesStamps: Bool, values takesValues: Bool,
    where isMeant: (Slot) -> Bool
  ) {
    let slots = (0..<max(stamps.slotCount, former.stamps.slotCount)).map(Slot.init(index:))
    for slot in slots where takesValues && isMeant(slot) {
      switch slot {
      case .createdAt: createdAt = former.createdAt
      case .deleted: isDeleted = former.isDeleted
      default:
        let place = Int(slot.field.rawValue)
        while values.count <= place { values.append(nil) }
        values[place] = former[slot.field]
      }
    }
    if takesStamps {
      let present = stamps
      stamps = Stamps(
        slots: slots.map { isMeant($0) ? former.stamps[$0] : present[$0] })
    }
    self = DocumentState(
      id: id, createdAt: createdAt, isDeleted: isDeleted, values: values, stamps: stamps)
  }
}
