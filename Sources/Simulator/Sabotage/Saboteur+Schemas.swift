import Documents

extension Catalog {
  /// The catalogue in which all fields of one name have the type of the first of them.
  var mixed: Catalog {
    Catalog(
      types: types.map { type in
        CatalogType(
          name: type.name, merge: type.merge,
          fields: type.fields.map { field in
            type.fields.first { $0.name == field.name } ?? field
          })
      })
  }
}

extension ChangeBatch {
  /// The rows with only those fields that a model has; rows of types that it lacks are as they were, or left out.
  func limited(to model: BoundModel, skipping skipsTypes: Bool) -> ChangeBatch {
    var result = ChangeBatch(replicas: replicas)
    for row in rows {
      guard var state = state(of: row) else { return self }
      guard let type = model.type(row.type) else {
        if !skipsTypes { result.append(state, type: row.type, sequence: row.sequence) }
        continue
      }
      if !skipsTypes { state = state.limited(to: type) }
      result.append(state, type: row.type, sequence: row.sequence)
    }
    return result
  }
}

extension DocumentState {
  /// The document with only those fields that a type has.
  fileprivate func limited(to type: BoundType) -> DocumentState {
    let stamps = stamps
    let known = Set(type.fields.map { Slot.field($0).index }).union(0..<Slot.firstField)
    return DocumentState(
      id: id, createdAt: createdAt, isDeleted: isDeleted,
      values: values.indices.map {
        known.contains($0 + Slot.firstField) ? values[$0] : nil
      },
      stamps: Stamps(
        slots: (0..<stamps.slotCount).map {
          known.contains($0) ? stamps[Slot(index: $0)] : nil
        }))
  }
}
