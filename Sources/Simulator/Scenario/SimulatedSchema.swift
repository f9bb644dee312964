import Documents

/// A schema that nodes of a run can have, and where it has what the run knows by its place in the model of all meanings
/// (``Scenario/meanings``).
struct SimulatedSchema {
  /// The schema.
  let model: Model
  /// By type of the model of all meanings; nil where the schema has no such type.
  let types: [Place?]

  /// Where a schema has a type.
  struct Place {
    /// The type's index in the schema.
    let type: Int
    /// The indexes of its fields in the schema, by field of the model of all meanings; nil where the schema has no such field.
    let fields: [Int?]

    /// How many of the fields there are up to the last that the schema has.
    var fieldCount: Int { fields.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0 }
  }

  init(_ model: Model, in meanings: Model) {
    self.model = model
    types = meanings.types.map { wanted in
      model.types.firstIndex { $0.name == wanted.name && $0.merge == wanted.merge }.map { type in
        Place(
          type: type,
          fields: wanted.fields.map { field in
            model.types[type].fields.firstIndex { $0.catalogField == field.catalogField }
          })
      }
    }
  }
}

extension Scenario {
  /// The schemas that nodes can have, the oldest first: each older one lacks more of the last fields of each type, and the oldest of
  /// several the last type. Where schemas are incompatible, the older ones mean something else by some names.
  var schemas: [SimulatedSchema] {
    (0...olderSchemas).map { index in
      var older = model
      let missing = olderSchemas - index
      if areSchemasIncompatible, missing > 0 { older = older.withOtherMeanings }
      for type in older.types.indices {
        older.types[type].fields.removeLast(min(missing, older.types[type].fields.count - 1))
      }
      if missing > 1, missing == olderSchemas, older.types.count > 1 { older.types.removeLast() }
      return SimulatedSchema(older, in: meanings)
    }
  }

  /// The newest schema, and behind its fields and types what older ones mean by the same names: documents are known by their places in
  /// it, whatever schema a node has.
  var meanings: Model {
    guard areSchemasIncompatible, olderSchemas > 0 else { return model }
    var meanings = model
    for (index, other) in model.withOtherMeanings.types.enumerated() {
      if other.merge != model.types[index].merge {
        meanings.types.append(other)
      } else {
        meanings.types[index].fields.append(other.fields[0])
      }
    }
    return meanings
  }
}

extension Model {
  /// The model with another type for the first field of each of its types but the last, which merges the other way instead.
  fileprivate var withOtherMeanings: Model {
    var other = self
    for index in types.indices {
      if index > 0, index == types.count - 1 {
        other.types[index].merge = types[index].merge == .field ? .document : .field
      } else if !types[index].fields.isEmpty {
        let isNumber = types[index].fields[0].type == FieldType(.int)
        other.types[index].fields[0].type = FieldType(isNumber ? .string : .int)
      }
    }
    return other
  }
}
