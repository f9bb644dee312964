public import Documents

/// What a change of the schema means for a mesh in which some nodes have the old one and some the new one.
public struct SchemaChange: Sendable, Hashable {
  /// How much care it takes, the most first.
  public enum Weight: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Nodes with the old and the new schema mean different things by the name: each keeps and passes on what the other writes, and
    /// does not serve it.
    case incompatible
    /// Nothing breaks between nodes, but clients or documents are concerned.
    case careful
    /// Nodes may change at any time, in any order.
    case safe

    /// The most care first.
    public static func < (left: Weight, right: Weight) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// How much care it takes.
  public let weight: Weight
  /// What it is about: `Type`, or `Type.field`.
  public let place: String
  /// What changes.
  public let what: String
  /// What that means, and what to do.
  public let meaning: String

  /// All changes that lead from one model to another, the ones that need most care first, then in the order of the models.
  public static func changes(from old: Model, to new: Model) -> [SchemaChange] {
    var changes: [SchemaChange] = []
    for type in new.types where old.index(ofType: type.name) == nil {
      changes.append(
        SchemaChange(
          .safe, type.name, "the type is new",
          "nodes without it keep its documents and pass them on, and serve them once they have the schema"
        ))
    }
    for type in old.types {
      if let index = new.index(ofType: type.name) {
        changes += TypeComparison(old: type, new: new.types[index]).changes
      } else {
        changes.append(
          SchemaChange(
            .careful, type.name, "the type is removed",
            "its documents stay in the database and are passed on, but are no longer served; a type under another name is a new one, without them"
          ))
      }
    }
    // Stable: places stay in order within a weight.
    return Weight.allCases.flatMap { weight in changes.filter { $0.weight == weight } }
  }

  init(_ weight: Weight, _ place: String, _ what: String, _ meaning: String) {
    self.weight = weight
    self.place = place
    self.what = what
    self.meaning = meaning
  }
}

/// The two forms of a type that both schemas have.
private struct TypeComparison {
  let old: TypeModel
  let new: TypeModel

  var changes: [SchemaChange] { ofType + operations + fields }

  private var ofType: [SchemaChange] {
    var changes: [SchemaChange] = []
    if old.merge != new.merge {
      changes.append(
        SchemaChange(
          .incompatible, new.name,
          "documents merge by \(Self.name(new.merge)) in place of \(Self.name(old.merge))",
          "nodes that disagree on it keep and pass on each other's documents of the type, but don't serve them; give a type that merges otherwise a new name, and move the documents"
        ))
    }
    if old.conflict != new.conflict {
      changes.append(
        SchemaChange(
          .careful, new.name,
          "the conflict strategy is \(new.conflict.rawValue) in place of \(old.conflict.rawValue)",
          "until all nodes have it, what a client meets depends on the node that it writes to"))
    }
    if old.plural != new.plural {
      changes.append(
        SchemaChange(
          .careful, new.name, "the plural is \(new.plural) in place of \(old.plural)",
          "find, sync and push have other names: clients must know which node has which"))
    }
    return changes
  }

  private var operations: [SchemaChange] {
    let gone = ModelOperation.allCases.filter {
      old.operations.contains($0) && !new.operations.contains($0)
    }
    let added = ModelOperation.allCases.filter {
      new.operations.contains($0) && !old.operations.contains($0)
    }
    func list(_ operations: [ModelOperation]) -> String {
      operations.map(\.rawValue).joined(separator: ", ")
    }
    var changes: [SchemaChange] = []
    if !gone.isEmpty {
      changes.append(
        SchemaChange(
          .careful, new.name, "operations are no longer served: \(list(gone))",
          "clients that use them are refused by nodes with the new schema"))
    }
    if !added.isEmpty {
      changes.append(
        SchemaChange(
          .safe, new.name, "operations are new: \(list(added))",
          "nodes with the old schema don't serve them yet"))
    }
    return changes
  }

  private var fields: [SchemaChange] {
    var changes: [SchemaChange] = []
    for field in new.fields where old.index(ofField: field.name) == nil {
      changes.append(added(field))
    }
    for field in old.fields {
      if let index = new.index(ofField: field.name) {
        changes += FieldComparison(type: new.name, old: field, new: new.fields[index]).changes
      } else {
        changes.append(
          SchemaChange(
            .careful, "\(new.name).\(field.name)", "the field is removed",
            "its values stay in the database and are passed on, but are no longer served or filtered by; it comes back with the same name and type"
          ))
      }
    }
    return changes
  }

  private func added(_ field: FieldModel) -> SchemaChange {
    let place = "\(new.name).\(field.name)"
    if field.isRequired, field.defaultValue == nil {
      return SchemaChange(
        .careful, place, "the field is new, required, and has no default",
        "documents from before, and from nodes with the old schema, have no value: reading the field there is an error; give it a default"
      )
    }
    return SchemaChange(
      .safe, place, "the field is new",
      "nodes without it keep its values and pass them on; where nobody wrote it, it has its default"
    )
  }

  private static func name(_ merge: MergeGranularity) -> String {
    switch merge {
    case .field: "field"
    case .document: "document"
    }
  }
}

/// The two forms of a field that both schemas have.
private struct FieldComparison {
  let type: String
  let old: FieldModel
  let new: FieldModel

  var changes: [SchemaChange] {
    guard old.type.catalogName == new.type.catalogName else {
      return [
        change(
          .incompatible, "the type is \(name(new)) in place of \(name(old))",
          "nodes that disagree on it keep and pass on each other's values, but don't serve them; add a field under a new name instead, and fill it from this one"
        )
      ]
    }
    return values + rest
  }

  /// Enums: other nodes see texts.
  private var values: [SchemaChange] {
    switch (old.type.scalar, new.type.scalar) {
    case (.enumeration(_, let before), .enumeration(_, let after)):
      let gone = before.filter { !after.contains($0) }
      let added = after.filter { !before.contains($0) }
      var changes: [SchemaChange] = []
      if !gone.isEmpty {
        changes.append(
          change(
            .careful, "values are removed: \(gone.joined(separator: ", "))",
            "documents that have one keep it, and reading the field there is an error: change them first, on all nodes"
          ))
      }
      if !added.isEmpty {
        changes.append(
          change(
            .careful, "values are new: \(added.joined(separator: ", "))",
            "nodes with the old schema keep and pass them on, but reading the field is an error there: write them once all nodes have the schema"
          ))
      }
      return changes
    case (.enumeration, _):
      return [
        change(
          .careful, "the enum becomes \(name(new))",
          "nodes with the old schema can't serve texts that are none of its values")
      ]
    case (_, .enumeration):
      return [
        change(
          .careful, "\(name(old)) becomes an enum",
          "where a document has a text that is none of its values, reading the field is an error: look for such first"
        )
      ]
    default: return []
    }
  }

  private var rest: [SchemaChange] {
    var changes: [SchemaChange] = []
    switch (old.isRequired, new.isRequired) {
    case (false, true):
      changes.append(
        change(
          .careful, "the field is required now",
          "where it is null, from before or from nodes with the old schema, reading it is an error: fill it first, on all nodes"
        ))
    case (true, false):
      changes.append(
        change(
          .careful, "the field is no longer required",
          "nodes with the old schema answer with an error where it is null: write null once all nodes have the schema"
        ))
    case (true, true), (false, false): break
    }
    if old.defaultValue != new.defaultValue {
      changes.append(
        change(
          .careful, "the default is another",
          "documents in which nobody ever wrote the field show the default of the node that is asked; written values stay"
        ))
    }
    if old.relation != new.relation {
      changes.append(
        change(
          .careful, "the relation that it is the key of is another",
          "the keys stay as they are, and are taken for ids of \(new.relation?.target ?? "nothing")"
        ))
    }
    if old.isIndexed != new.isIndexed {
      changes.append(
        change(
          .safe, new.isIndexed ? "the field is indexed" : "the field is no longer indexed",
          "a matter of each node by itself"))
    }
    return changes
  }

  private func change(
    _ weight: SchemaChange.Weight, _ what: String, _ meaning: String
  ) -> SchemaChange {
    SchemaChange(weight, "\(type).\(new.name)", what, meaning)
  }

  private func name(_ field: FieldModel) -> String {
    field.type.isList ? "[\(field.type.scalar.name)]" : field.type.scalar.name
  }
}
