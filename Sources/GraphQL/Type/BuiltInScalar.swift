/// The five scalars of the specification and their rules.
public enum BuiltInScalar: String, Hashable, Sendable, CaseIterable {
  /// 32-bit integers.
  case int = "Int"
  /// Finite double-precision numbers.
  case float = "Float"
  /// Texts.
  case string = "String"
  /// Truth values.
  case boolean = "Boolean"
  /// Identifiers: texts, given as strings or integers.
  case id = "ID"

  /// What introspection says about it.
  var about: String {
    switch self {
    case .int: "The `Int` scalar type represents signed 32-bit integers."
    case .float: "The `Float` scalar type represents finite double-precision numbers (IEEE 754)."
    case .string: "The `String` scalar type represents texts, as sequences of Unicode characters."
    case .boolean: "The `Boolean` scalar type represents `true` or `false`."
    case .id:
      "The `ID` scalar type represents an identifier. It is written as a string; input may "
        + "also be an integer."
    }
  }

  /// Checks a value of a variable, never null, and brings it to this scalar's form: `int`,
  /// `double`, `string` or `bool`.
  func parse(_ value: JSON) throws(CoercionError) -> JSON {
    switch (self, value) {
    case (.int, .int(let number)):
      guard Int32(exactly: number) != nil else {
        throw CoercionError("Int cannot represent non 32-bit signed integer value: \(value)")
      }
      return value
    case (.int, .double(let number)):
      guard let whole = number.wholeNumber else {
        throw CoercionError("Int cannot represent non-integer value: \(value)")
      }
      guard Int32(exactly: whole) != nil else {
        throw CoercionError("Int cannot represent non 32-bit signed integer value: \(value)")
      }
      return .int(whole)
    case (.float, .int(let number)): return .double(Double(number))
    case (.float, .double(let number)) where number.isFinite: return value
    case (.string, .string), (.boolean, .bool), (.id, .string): return value
    case (.id, .int(let number)): return .string(String(number))
    default: throw mismatch("\(value)")
    }
  }

  /// Checks a literal, never null nor a variable.
  func parse(literal: ValueNode) throws(CoercionError) -> JSON {
    switch (self, literal) {
    case (.int, .int(let digits, _)):
      guard let number = Int32(digits) else {
        throw CoercionError("Int cannot represent non 32-bit signed integer value: \(digits)")
      }
      return .int(Int64(number))
    case (.float, .int(let digits, _)), (.float, .float(let digits, _)):
      guard let number = Double(digits), number.isFinite else { throw mismatch(digits) }
      return .double(number)
    case (.string, .string(let text, _, _)), (.id, .string(let text, _, _)): return .string(text)
    case (.id, .int(let digits, _)): return .string(digits)
    case (.boolean, .boolean(let flag, _)): return .bool(flag)
    default: throw mismatch("\(literal)")
    }
  }

  /// The error for a value of another kind.
  func mismatch(_ value: String) -> CoercionError {
    switch self {
    case .int: CoercionError("Int cannot represent non-integer value: \(value)")
    case .float: CoercionError("Float cannot represent non numeric value: \(value)")
    case .string: CoercionError("String cannot represent a non string value: \(value)")
    case .boolean: CoercionError("Boolean cannot represent a non boolean value: \(value)")
    case .id: CoercionError("ID cannot represent value: \(value)")
    }
  }
}

extension Double {
  /// The same number as an integer, if it is one and not much beyond 2^62.
  var wholeNumber: Int64? {
    guard magnitude < 0x1p62 else { return nil }
    let whole = Int64(self)
    return Double(whole) == self ? whole : nil
  }
}
