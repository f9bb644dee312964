import Documents

/// From a peer's numbers of types and fields to this node's.
struct CatalogTranslation: Sendable {
  /// By the peer's number of a type.
  private var types: [TypeTranslation] = []
  /// Whether all numbers are the same here and there.
  private var isIdentity = true

  private struct TypeTranslation: Sendable {
    let number: TypeNumber
    let fields: [FieldNumber]
    let isIdentity: Bool
  }

  /// Adds what `remote` has to `local`, and maps its numbers. Nil where `local` has no room for more.
  init?(from remote: Catalog, to local: inout Catalog) {
    for (index, type) in remote.types.enumerated() {
      guard let number = local.add(type) else { return nil }
      let fields = type.fields.compactMap { local[number].number(of: $0) }
      let isIdentity =
        Int(number.rawValue) == index
        && fields.enumerated().allSatisfy { $0.offset == Int($0.element.rawValue) }
      types.append(TypeTranslation(number: number, fields: fields, isIdentity: isIdentity))
      self.isIdentity = self.isIdentity && isIdentity
    }
  }

  /// The batch in this node's numbers. Nil where it has numbers beyond the peer's catalogue, or rows that are malformed.
  func localize(_ batch: ChangeBatch) -> ChangeBatch? {
    if isIdentity {
      return batch.rows.allSatisfy { Int($0.type.rawValue) < types.count } ? batch : nil
    }
    var result = ChangeBatch(replicas: batch.replicas)
    for row in batch.rows {
      guard Int(row.type.rawValue) < types.count, let state = batch.state(of: row) else {
        return nil
      }
      let type = types[Int(row.type.rawValue)]
      guard let localized = localize(state, type) else { return nil }
      result.append(localized, type: type.number, sequence: row.sequence)
    }
    return result
  }

  private func localize(_ state: DocumentState, _ type: TypeTranslation) -> DocumentState? {
    guard !type.isIdentity else { return state }
    let slotCount = state.stamps.slotCount
    guard state.values.count <= type.fields.count, slotCount <= type.fields.count + Slot.firstField
    else { return nil }
    let fieldCount =
      type.fields.prefix(max(slotCount - Slot.firstField, state.values.count))
      .map { Int($0.rawValue) + 1 }.max() ?? 0
    var values: [Value?] = Array(repeating: nil, count: fieldCount)
    var slots: [Stamp?] = Array(repeating: nil, count: fieldCount + Slot.firstField)
    slots[Slot.createdAt.index] = state.stamps[.createdAt]
    slots[Slot.deleted.index] = state.stamps[.deleted]
    for (index, field) in type.fields.enumerated() where Int(field.rawValue) < fieldCount {
      let remote = FieldNumber(rawValue: UInt16(index))
      values[Int(field.rawValue)] = state[remote]
      slots[Slot.field(field).index] = state.stamps[.field(remote)]
    }
    return DocumentState(
      id: state.id, createdAt: state.createdAt, isDeleted: state.isDeleted, values: values,
      stamps: Stamps(slots: slots))
  }
}
