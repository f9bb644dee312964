import Documents
import GraphQL

/// Turns the `rows` of a push into ``Documents/PushRow``s, each by itself.
struct PushReader {
  let type: ServedType
  let limits: DocumentLimits

  /// What an argument has as a row: its id, and the write or what is wrong with it.
  struct Row {
    var id: DocumentID
    var row: Result<PushRow, InputProblem>
  }

  /// The rows of a root field.
  /// - Throws: what is wrong with the argument as a whole, or with an id, without which there is no answer to a row.
  func rows(_ field: BoundField) throws(InputProblem) -> [Row] {
    let items = field.arguments["rows"]?.arrayValue ?? []
    if items.count > limits.rows {
      throw .limit(
        "rows", "there are \(items.count) rows; the limit is \(limits.rows): push them in parts")
    }
    var rows: [Row] = []
    rows.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      let path = "rows[\(index)]"
      guard case .object(let input) = item else { throw .bad(path, "an object is expected") }
      let id = try InputValues.id(input["id"] ?? .null, at: "\(path).id")
      rows.append(
        Row(id: id, row: Result { () throws(InputProblem) in try row(input, at: path) }))
    }
    return rows
  }

  /// Without `updatedAt` it is a create, with `_deleted: true` a delete, else an update.
  private func row(_ input: JSONObject, at path: String) throws(InputProblem) -> PushRow {
    let keyName = GeneratedNames.rowKey(type.model)
    let key = try key(input[keyName], at: "\(path).\(keyName)")
    let isDeleted = input["_deleted"]?.boolValue ?? false
    var fields = JSONObject()
    for (name, value) in input where name != keyName && name != "_deleted" {
      if name != "updatedAt" || !value.isNull { fields.append(key: name, value: value) }
    }
    let kind: Mutation.Kind =
      isDeleted ? .delete : fields["updatedAt"] == nil ? .create : .update
    let (operation, name): (ModelOperation, String) =
      switch kind {
      case .create: (.create, "created")
      case .delete: (.delete, "deleted")
      case .update, .restore: (.update, "updated")
      }
    guard type.model.operations.contains(operation) else {
      throw .bad(path, "documents of the type \(type.name) can't be \(name) here")
    }
    if kind == .delete, fields["updatedAt"] == nil {
      throw .bad("\(path).updatedAt", "a delete needs what was last seen of the document")
    }
    if kind == .create { try checkRequired(fields, at: path) }
    return PushRow(
      key: key,
      try MutationReader(type: type, limits: limits).mutation(fields, kind, at: path))
  }

  private func key(_ json: JSON?, at path: String) throws(InputProblem) -> String? {
    guard let json, !json.isNull else { return nil }
    guard case .string(let key) = json, !key.isEmpty, !key.utf8.contains(0) else {
      throw .bad(path, "a key is a text without U+0000, a UUID for example")
    }
    guard key.utf8.count <= limits.keyBytes else {
      throw .limit(path, "it is longer than \(limits.keyBytes) bytes")
    }
    return key
  }

  private func checkRequired(_ input: JSONObject, at path: String) throws(InputProblem) {
    for field in type.model.fields where field.isRequired && field.defaultValue == nil {
      if input[field.name] == nil {
        throw .bad("\(path).\(field.name)", "\(type.name).\(field.name) is required")
      }
    }
  }
}
