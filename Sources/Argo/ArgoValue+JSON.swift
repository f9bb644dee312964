public import GraphQL

extension ArgoValue {
  /// The value that a JSON value is. Numbers without fraction and exponent are integers.
  public init(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .boolean(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .float(value)
    case .string(let value): self = .string(value)
    case .array(let items): self = .list(items.map(ArgoValue.init))
    case .object(let object): self = .object(object.map { Member($0.key, ArgoValue($0.value)) })
    }
  }

  /// The value as JSON: byte strings in base64, numbers that JSON can't have and field errors as null.
  public var json: JSON {
    switch self {
    case .null, .fieldErrors: return .null
    case .boolean(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return value.isFinite ? .double(value) : .null
    case .string(let value): return .string(value)
    case .bytes(let value): return .string(Base64.encode(value))
    case .list(let values): return .array(values.map(\.json))
    case .object(let members):
      // Names of self-describing objects may come twice; the last one counts, as in other JSON readers.
      var object = JSONObject()
      if members.count < 16 {
        for member in members { object[member.name] = member.value.json }
        return .object(object)
      }
      var last: [[UInt8]: Int] = [:]
      for (index, member) in members.enumerated() { last[Array(member.name.utf8)] = index }
      for (index, member) in members.enumerated() where last[Array(member.name.utf8)] == index {
        object.append(key: member.name, value: member.value.json)
      }
      return .object(object)
    }
  }

  /// A decoded response as GraphQL gives it in JSON: field errors that stand at their places move to the list `errors`,
  /// their paths made whole.
  public var responseJSON: JSON {
    var errors: [ArgoValue] = []
    if let data = self["data"] {
      var path: [ArgoValue] = []
      data.gatherErrors(at: &path, into: &errors)
    }
    guard !errors.isEmpty, case .object(var members) = self else { return json }
    if let index = members.firstIndex(where: { $0.name == "errors" }) {
      if case .list(let others) = members[index].value { errors = others + errors }
      members.remove(at: index)
    }
    members.insert(Member("errors", .list(errors)), at: min(1, members.count))
    return ArgoValue.object(members).json
  }

  private func gatherErrors(at path: inout [ArgoValue], into errors: inout [ArgoValue]) {
    switch self {
    case .fieldErrors(let own):
      for error in own { errors.append(error.prefixingPath(path)) }
    case .list(let values):
      for (index, value) in values.enumerated() {
        path.append(.int(Int64(index)))
        value.gatherErrors(at: &path, into: &errors)
        path.removeLast()
      }
    case .object(let members):
      for member in members {
        path.append(.string(member.name))
        member.value.gatherErrors(at: &path, into: &errors)
        path.removeLast()
      }
    case .null, .boolean, .int, .float, .string, .bytes: return
    }
  }

  private func prefixingPath(_ prefix: [ArgoValue]) -> ArgoValue {
    guard case .object(var members) = self else { return self }
    if let index = members.firstIndex(where: { $0.name == "path" }) {
      guard case .list(let rest) = members[index].value else { return self }
      members[index].value = .list(prefix + rest)
    } else {
      members.append(Member("path", .list(prefix)))
    }
    return .object(members)
  }
}
