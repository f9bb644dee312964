import Documents
import GraphQL

extension FieldType {
  /// The value that a literal of a schema means: a default.
  func value(of literal: ValueNode, elementsAreRequired: Bool) throws(ScalarError) -> Value {
    if case .null = literal { return .null }
    guard isList else { return try scalar.value(of: literal) }
    guard case .list(let elements, _) = literal else {
      return .list([try scalar.value(of: literal)])
    }
    var values: [Value] = []
    for element in elements {
      if case .null = element, !elementsAreRequired {
        values.append(.null)
      } else {
        values.append(try scalar.value(of: element))
      }
    }
    return .list(values)
  }
}

extension Documents.ScalarType {
  fileprivate func value(of literal: ValueNode) throws(ScalarError) -> Value {
    if self == .json { return try normalise(.string(literal.json.description)) }
    switch literal {
    case .int(let digits, _):
      if let number = Int64(digits) { return try normalise(.int(number)) }
      return try normalise(.string(digits))
    case .float(let digits, _):
      guard let number = Double(digits) else { return try normalise(.string(digits)) }
      return try normalise(.double(number))
    case .string(let text, _, _): return try normalise(.string(text))
    case .enum(let name): return try normalise(.string(name.value))
    case .boolean(let value, _): return try normalise(.bool(value))
    case .null, .variable, .list, .object: return try normalise(.string("\(literal)"))
    }
  }
}

extension ValueNode {
  /// A constant as JSON.
  var json: JSON {
    switch self {
    case .int(let digits, _):
      Int64(digits).map { .int($0) } ?? Double(digits).map { .double($0) } ?? .null
    case .float(let digits, _): Double(digits).map { $0.isFinite ? .double($0) : .null } ?? .null
    case .string(let text, _, _): .string(text)
    case .boolean(let value, _): .bool(value)
    case .null, .variable: .null
    case .enum(let name): .string(name.value)
    case .list(let elements, _): .array(elements.map(\.json))
    case .object(let fields, _): .object(JSONObject(fields.map { ($0.name.value, $0.value.json) }))
    }
  }
}
