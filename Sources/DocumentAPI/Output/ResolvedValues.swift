import Documents
import GraphQL

/// Values in internal form as clients read them.
enum ResolvedValues {
  /// For a response's data.
  static func resolved(_ value: Value, _ scalar: Documents.ScalarType) -> Resolved {
    switch value {
    case .null: return .null
    case .list(let values): return .list(values.map { resolved($0, scalar) })
    case .bool, .int, .double, .string: break
    }
    switch scalar.external(value) {
    case .string(let text): return scalar == .json ? json(text) : .string(text)
    case .int(let number): return .int(number)
    case .double(let number): return .double(number)
    case .bool(let flag): return .bool(flag)
    case nil:
      return .error(
        GraphQLError("The stored value is not of the type \(scalar.name).", .internalServerError))
    }
  }

  /// For `extensions`.
  static func json(_ value: Value, _ scalar: Documents.ScalarType) -> JSON {
    if case .list(let values) = value { return .array(values.map { json($0, scalar) }) }
    switch scalar.external(value) {
    case .string(let text):
      if scalar == .json, case .json(let tree) = json(text) { return tree }
      return .string(text)
    case .int(let number): return .int(number)
    case .double(let number): return .double(number)
    case .bool(let flag): return .bool(flag)
    case nil: return .null
    }
  }

  /// Stored JSON text as a tree. Nesting and size were checked when it came in.
  static func json(_ text: String) -> Resolved {
    do throws(JSONError) {
      return .json(
        try JSON(
          parsing: text, limits: JSONLimits(bytes: 16 << 20, depth: JSONForm.maximumDepth + 1)))
    } catch {
      return .error(GraphQLError("The stored value is not JSON.", .internalServerError))
    }
  }
}
