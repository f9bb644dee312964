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
  func mutation(_ input: JSONObject, _ kind: Mutation.Kind) throws(InputProblem) -> Mutation {
    var id: DocumentID?
    var updatedAt: Int64?
    var version: Knowledge?
    var fields: [FieldAssignment] = []
    var size = 0
    for (key, value) in input {
      let path = "input.\(key)"
      switch key {
      case "id" where value.isNull && kind == .create: break
      case "id":
        id = try InputValues.id(value, at: path)
      case "updatedAt": updatedAt = try InputValues.milliseconds(value, at: path)
      case "_version" where value.isNull: break
      case "_version": version = try InputValues.version(value, at: path)
      default:
        guard let index = type.index(ofField: key) else {
          throw .bad(path, "\(type.name) has no such field")
        }
        if value.isNull, type.model.fields[index].isRequired {
          throw .bad(path, "\(type.name).\(key) can't be null")
        }
        let value = try InputValues.value(value, type.model.fields[index].type, at: path)
        size += value.size
        fields.append(FieldAssignment(field: index, value: value))
      }
    }
    if size > limits.documentBytes {
      throw .limit(
        "input", "its values have \(size) bytes; the limit is \(limits.documentBytes)")
    }
    return Mutation(
      kind: kind, type: type.name, id: id, fields: fields,
      base: updatedAt.map { MutationBase(updatedAt: $0, version: version) },
      strategy: type.model.conflict)
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
