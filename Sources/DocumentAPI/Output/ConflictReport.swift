import Documents
import GraphQL

/// How conflicts are told to clients: `conflictInfo` of errors, and the response's `extensions.conflicts` (DESIGN section 6).
struct ConflictReport {
  let type: ServedType

  /// `{ serverState, clientState }`.
  func json(_ info: ConflictInfo) -> JSON {
    [
      "serverState": state(info.serverState, isWhole: true),
      "clientState": state(info.clientState, isWhole: false),
    ]
  }

  /// The error for a mutation that was refused because of what the node has.
  func error(_ code: String, _ message: String, _ info: JSON) -> GraphQLError {
    GraphQLError(message, code: code, extensions: ["conflictInfo": info])
  }

  /// One entry of `extensions.conflicts`.
  func entry(_ info: ConflictInfo, _ decision: ConflictDecision, path: [JSON]) -> JSON {
    [
      "path": .array(path), "conflictInfo": json(info),
      "decision": .string(decision.rawValue),
    ]
  }

  /// A document: `id`, fields, `_deleted`, `createdAt`, `updatedAt`, `_version`, as far as known. Times are strings.
  ///
  /// - Parameter isWhole: whether fields that are not known have their defaults; else they are left out.
  func state(_ view: DocumentView, isWhole: Bool) -> JSON {
    var object = JSONObject()
    object.append(key: "id", value: .string(view.id.text))
    for (index, field) in type.model.fields.enumerated() {
      let value = view.values.indices.contains(index) ? view.values[index] : nil
      if let value = value ?? (isWhole ? type.defaults[index] : nil) {
        object.append(key: field.name, value: ResolvedValues.json(value, field.type.scalar))
      }
    }
    if let isDeleted = view.isDeleted { object.append(key: "_deleted", value: .bool(isDeleted)) }
    if let createdAt = view.createdAt {
      object.append(key: "createdAt", value: .string(String(createdAt)))
    }
    if let updatedAt = view.updatedAt {
      object.append(key: "updatedAt", value: .string(String(updatedAt)))
    }
    if let version = view.version {
      object.append(key: "_version", value: .string(KnowledgeCoding.text(of: version)))
    }
    return .object(object)
  }

  /// What a client sent with a create, as a state.
  func clientState(of mutation: Mutation, id: DocumentID) -> DocumentView {
    var values: [Value?] = Array(repeating: nil, count: type.model.fields.count)
    for assignment in mutation.fields { values[assignment.field] = assignment.value }
    return DocumentView(
      type: type.name, id: id, values: values, createdAt: nil,
      updatedAt: mutation.base?.updatedAt, isDeleted: nil, version: mutation.base?.version)
  }
}
