import Documents

extension BoundModel {
  /// A built-in type with its numbers.
  func builtIn(_ type: BuiltInType) -> BoundType {
    guard let bound = self.type(named: type.rawValue) else {
      preconditionFailure("every model is bound with the built-in types")
    }
    return bound
  }
}

extension Replica {
  /// Writes a document of a built-in type as a write of this replica: stamps what differs from what is stored, and nothing where
  /// nothing does.
  mutating func write(
    _ values: [Value], id: DocumentID, to type: BuiltInType, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) {
    let type = model.builtIn(type)
    let stored = try store.document(id, type: type.number)
    guard let stored else {
      let version = nextVersion(over: nil, base: nil, at: now)
      var dense: [Value?] = Array(
        repeating: nil, count: (type.fields.map { Int($0.rawValue) + 1 }.max() ?? 0))
      for (field, value) in zip(type.fields, values) { dense[Int(field.rawValue)] = value }
      let state = DocumentState(
        id: id, createdAt: version.timestamp, isDeleted: false, values: dense,
        stamps: Stamps(
          uniform: Stamp(version: version), slotCount: dense.count + Slot.firstField))
      return try put(state, type: type.number, replacing: nil, store: &store)
    }
    let assignments = zip(type.fields.indices, values).compactMap { field, value in
      stored.state[type.fields[field]] == value
        ? nil : FieldAssignment(field: field, value: value)
    }
    guard !assignments.isEmpty else { return }
    var state = stored.state
    state.write(
      assignments, isDeleted: false, nextVersion(over: stored, base: nil, at: now), seen: nil,
      type: type)
    try put(state, type: type.number, replacing: stored, store: &store)
  }
}
