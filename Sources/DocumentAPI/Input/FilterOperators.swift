import Documents

/// Which operators the filter inputs have.
enum FilterOperators {
  /// Equality and order, as times and numbers have them.
  static let ordered = ["ne", "eq", "le", "lt", "ge", "gt", "in", "between"]

  /// The operators for a type, in the order of the schema.
  static func of(_ type: FieldType) -> [String] {
    if type.isList { return ["ne", "eq", "contains"] }
    switch type.scalar {
    case .string:
      return ["ne", "eq", "le", "lt", "ge", "gt", "in", "contains", "startsWith", "endsWith"]
    case .id: return ["ne", "eq", "le", "lt", "ge", "gt", "in"]
    case .int, .float, .dateTime, .date, .time, .timestamp, .bigInt: return ordered
    case .boolean, .json: return ["ne", "eq"]
    case .enumeration: return ["ne", "eq", "in"]
    }
  }

  /// The fields of the input as a schema writes them.
  static func text(_ operators: [String], _ name: String, isList: Bool = false) -> [String] {
    operators.map { `operator` in
      switch `operator` {
      case "in", "between": "\(`operator`): [\(name)!]"
      case "eq", "ne": isList ? "\(`operator`): [\(name)]" : "\(`operator`): \(name)"
      default: "\(`operator`): \(name)"
      }
    }
  }
}
