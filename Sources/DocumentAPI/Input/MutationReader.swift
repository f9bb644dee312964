import Documents
import GraphQL

/// Turns the `input` of a mutation into a ``Documents/Mutation``.
struct MutationReader {
  let type: ServedType
  let limits: DocumentLimits

  /// The mutation of a root field.
  func mutation(_ field: BoundField, _ kind: Mutation.Kind) throws(InputProblem) -> Mutation {
    guard case .object(let input)? = field.arguments["input"] else {
      throw .bad("input", "an object is expected")
    }
    return try mutation(input, kind)
  }

  /// The mutation of an input object.
  ///
  /// - Parameter path: where the object stands in the arguments.
  func mutation(
    _ input: JSONObject, _ kind: Mutation.Kind, at path: String = "input"
  ) throws(InputProblem) -> Mutation {
    var id: DocumentID?
    var updatedAt: Int64?
    var version: Knowledge?
    var fields: [FieldAssignment] = []
    var size = 0
    for (key, value) in input {
      switch key {
      case "id" where value.isNull && kind == .create: break
      case "id":
        id = try InputValues.id(value, at: "\(path).id")
      case "updatedAt": updatedAt = try InputValues.milliseconds(value, at: "\(path).updatedAt")
      case "_version" where value.isNull: break
      case "_version": version = try InputValues.version(value, at: "\(path)._version")
      default:
        let assignment = try assignment(key, value, at: path)
        size += assignment.value.size
        fields.append(assignment)
      }
    }
    if size > limits.documentBytes {
      throw .limit(
        path, "its values have \(size) bytes; the limit is \(limits.documentBytes)")
    }
    return Mutation(
      kind: kind, type: type.name, id: id, fields: fields,
      base: updatedAt.map { MutationBase(updatedAt: $0, version: version) },
      strategy: type.model.conflict)
  }

  private func assignment(
    _ key: String, _ value: JSON, at path: String
  ) throws(InputProblem) -> FieldAssignment {
    guard let index = type.index(ofField: key) else {
      throw .bad("\(path).\(key)", "\(type.name) has no such field")
    }
    let field = type.model.fields[index]
    if value.isNull, field.isRequired {
      throw .bad("\(path).\(key)", "\(type.name).\(key) can't be null")
    }
    return FieldAssignment(
      field: index, value: try InputValues.value(value, field.type, at: "\(path).\(key)"))
  }
}

extension Value {
  /// About how many bytes it takes.
  fileprivate var size: Int {
    switch self {
    case .null, .bool: 1
    case .int, .double: 8
    case .string(let text): text.utf8.count
    case .list(let values): values.reduce(0) { $0 + $1.size }
    }
  }
}
