import Documents
import Replication

extension StoreSaboteur {
  /// A conflict record as it is put. Returns whether it is put at all.
  func distort(record state: inout DocumentState, of type: CatalogType, by replica: ReplicaID)
    -> Bool
  {
    func text(_ name: String) -> Value? {
      type.number(of: CatalogField(name: name, type: "String")).flatMap { state[$0] }
    }
    switch sabotage {
    case .lossUnrecorded: return false
    case .recordNamedByNode: state.id = DocumentID("\(state.id)/\(replica)")
    case .editLostToDeleteUnrecorded:
      return text("field") != .string("_deleted") || text("value") != .string("false")
    default: break
    }
    return true
  }

  /// Rows came whose documents are there: they are merged next.
  func note(_ batch: ChangeBatch, existing: [Int]) {
    guard sabotage == .equalValuesRecorded else { return }
    for index in existing {
      let row = batch.rows[index]
      if let state = batch.state(of: row) { merging[row.type, default: [:]][state.id] = state }
    }
  }

  /// A document as it is read: if it is read to be merged, the values of other versions than those that came are other values, too.
  func distorted(
    _ stored: StoredDocument?, _ id: DocumentID, _ type: TypeNumber
  ) -> StoredDocument? {
    guard sabotage == .equalValuesRecorded, var stored,
      let other = merging[type]?.removeValue(forKey: id)
    else { return stored }
    originals[type, default: [:]][id] = stored.state
    for index in stored.state.values.indices {
      let slot = Slot(index: index + Slot.firstField)
      guard stored.state.stamps[slot]?.version != other.stamps[slot]?.version else { continue }
      stored.state.values[index] = stored.state.values[index].map { .list([$0]) }
    }
    return stored
  }

  /// Puts the values right that ``distorted(_:_:_:)`` has changed.
  func correct(_ state: inout DocumentState, _ type: TypeNumber) {
    guard sabotage == .equalValuesRecorded,
      let original = originals[type]?.removeValue(forKey: state.id)
    else { return }
    for index in state.values.indices {
      let slot = Slot(index: index + Slot.firstField)
      if state.stamps[slot]?.version == original.stamps[slot]?.version {
        state.values[index] = original.value(at: slot)
      }
    }
  }
}
