import Documents
import Replication

extension StoreSaboteur {
  /// The record as a node that starts finds it.
  func distorted(found record: ReplicaRecord?) -> ReplicaRecord? {
    guard sabotage == .downtimeCounted, isOpening else { return record }
    var record = record
    for member in record?.silences.keys.sorted() ?? [] { record?.silences[member] = 1 << 40 }
    return record
  }

  /// Whether a document is put that is written anew, and is left as it was.
  func isLeftUnwritten(
    _ state: DocumentState, replacing former: DocumentState, _ record: ReplicaRecord
  ) -> Bool {
    switch sabotage {
    case .unseenUnwritten, .formerUnwritten: break
    default: return false
    }
    guard state.values == former.values, state.isDeleted == former.isDeleted,
      state.createdAt == former.createdAt
    else { return false }
    let slots = max(state.stamps.slotCount, former.stamps.slotCount)
    let origins = Set(
      (0..<slots).map(Slot.init(index:)).compactMap { slot -> ReplicaID? in
        state.stamps[slot]?.version == former.stamps[slot]?.version
          ? nil : former.stamps[slot]?.version.replica
      })
    guard let origin = origins.first, origins.count == 1, origin != record.id,
      // A merge brings the version of somebody else, a repair of the clock a smaller one.
      state.stamps.greatestVersion.replica == record.id,
      state.stamps.greatestVersion > former.stamps.greatestVersion
    else { return false }
    switch sabotage {
    case .unseenUnwritten: return record.startsOver
    case .formerUnwritten:
      return !record.startsOver && record.knowledge[origin] != .closed
    default: return false
    }
  }

  /// An entry of the roster as it is put.
  func distort(member state: inout DocumentState, of type: CatalogType) {
    guard sabotage == .holesKept || sabotage == .closedTooFar,
      BuiltInType(named: type.name) == .member,
      let field = type.number(of: CatalogField(name: "state", type: "String")),
      case .string(let text)? = state[field]
    else { return }
    let parts = text.split(separator: " ")
    let place = Int(field.rawValue)
    switch (sabotage, parts.first.flatMap { MemberEntry.State(rawValue: String($0)) }) {
    case (.holesKept, .retired?), (.holesKept, .evicted?):
      state.values[place] = .string("\(parts[0])")
    case (.closedTooFar, .closed?): state.values[place] = .string("\(parts[0]) \(UInt64.max >> 1)")
    default: break
    }
  }

  /// Whether a document that is to be dropped stays.
  func isKept(_ id: DocumentID, type: TypeNumber, in base: Base) -> Bool {
    guard sabotage == .absentStay, let record = (try? base.record()) ?? nil,
      BuiltInType(named: record.catalog[type].name) == nil,
      let stored = (try? base.document(id, type: type)) ?? nil
    else { return false }
    return !stored.state.isDeleted
  }
}
