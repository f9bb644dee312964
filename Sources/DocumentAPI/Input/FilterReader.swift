import Documents
import GraphQL

/// Turns the coerced `filter` argument into a ``Documents/Filter``. Fields, and the operators within a field, are ANDed; the result
/// with all of `and`, any of `or`, and not `not`. What is null says nothing, but `eq: null` and `ne: null` ask for null.
struct FilterReader {
  /// At what a filter may look.
  enum Reach {
    /// At one document alone.
    case oneDocument
    /// At related documents too.
    case acrossRelations
  }

  let type: ServedType
  let types: [ServedType]
  let limits: DocumentLimits
  let reach: Reach
  private var nodes = 0

  /// The condition of an argument; nil where there is none.
  static func read(
    _ json: JSON?, type: ServedType, types: [ServedType], limits: DocumentLimits, _ reach: Reach,
    at path: String = "filter"
  ) throws(InputProblem) -> Filter? {
    guard let json, !json.isNull else { return nil }
    var reader = FilterReader(type: type, types: types, limits: limits, reach: reach)
    return try reader.filter(json, at: path)
  }

  private init(type: ServedType, types: [ServedType], limits: DocumentLimits, reach: Reach) {
    self.type = type
    self.types = types
    self.limits = limits
    self.reach = reach
  }

  private mutating func filter(_ json: JSON, at path: String) throws(InputProblem) -> Filter? {
    guard case .object(let object) = json else { throw .bad(path, "an object is expected") }
    var parts: [Filter] = []
    for (key, value) in object where !value.isNull {
      let inner = "\(path).\(key)"
      switch key {
      case "and":
        try count(inner)
        for (index, item) in list(value).enumerated() {
          if let filter = try filter(item, at: "\(inner)[\(index)]") { parts.append(filter) }
        }
      case "or":
        try count(inner)
        var alternatives: [Filter] = []
        for (index, item) in list(value).enumerated() {
          alternatives.append(try filter(item, at: "\(inner)[\(index)]") ?? .all([]))
        }
        parts.append(.any(alternatives))
      case "not":
        try count(inner)
        parts.append(.not(try filter(value, at: inner) ?? .all([])))
      default:
        if let relation = type.relation(named: key) {
          parts.append(try related(value, relation, at: inner))
        } else if let field = type.filterField(named: key) {
          try comparisons(value, field, at: inner, &parts)
        } else {
          throw .bad(inner, "\(type.name) has no such field")
        }
      }
    }
    switch parts.count {
    case 0: return nil
    case 1: return parts[0]
    default: return .all(parts)
    }
  }

  /// That a related document matches.
  private mutating func related(
    _ json: JSON, _ relation: RelationField, at path: String
  ) throws(InputProblem) -> Filter {
    guard reach == .acrossRelations else {
      throw .bad(
        path,
        "a filter of changes looks at one document alone, as others change without it; filter across relations with find, or by the fields of \(type.name)"
      )
    }
    try count(path)
    let target = types[relation.target]
    var inner = FilterReader(type: target, types: types, limits: limits, reach: reach)
    inner.nodes = nodes
    let condition = try inner.filter(json, at: path) ?? .all([])
    nodes = inner.nodes
    return .related(FilterRelation(relation, to: target), condition)
  }

  /// The operators within one field.
  private mutating func comparisons(
    _ json: JSON, _ field: FilterField, at path: String, _ parts: inout [Filter]
  ) throws(InputProblem) {
    guard case .object(let object) = json else { throw .bad(path, "an object is expected") }
    for (key, value) in object {
      let inner = "\(path).\(key)"
      try count(inner)
      switch key {
      case "in":
        let values = list(value)
        if value.isNull { throw .bad(inner, "a list is expected, not null") }
        if values.count > limits.inValues {
          throw .limit(
            inner, "it has \(values.count) values; the limit is \(limits.inValues)")
        }
        var operands: [Value] = []
        for (index, value) in values.enumerated() {
          operands.append(try operand(value, field, at: "\(inner)[\(index)]"))
        }
        parts.append(.isIn(field, operands))
      case "between":
        let values = list(value)
        guard values.count == 2, !value.isNull else {
          throw .bad(inner, "two values are expected: the least and the greatest")
        }
        parts.append(
          .between(
            field, try operand(values[0], field, at: "\(inner)[0]"),
            try operand(values[1], field, at: "\(inner)[1]")))
      default:
        guard let `operator` = FilterOperator(rawValue: key) else {
          throw .bad(inner, "there is no such operator")
        }
        parts.append(try comparison(field, `operator`, value, at: inner))
      }
    }
  }

  private func comparison(
    _ field: FilterField, _ operator: FilterOperator, _ json: JSON, at path: String
  ) throws(InputProblem) -> Filter {
    switch `operator` {
    case .eq, .ne:
      if json.isNull { return .compare(field, `operator`, .null) }
      if case .field(let index) = field, type.model.fields[index].type.isList {
        return .compare(
          field, `operator`,
          try InputValues.value(json, type.model.fields[index].type, at: path))
      }
    case .lt, .le, .gt, .ge, .contains, .startsWith, .endsWith:
      if json.isNull { throw .bad(path, "null has no order and no parts; only eq and ne take it") }
    }
    return .compare(field, `operator`, try operand(json, field, at: path))
  }

  /// A single value to compare a field, or an element of a list, with.
  private func operand(
    _ json: JSON, _ field: FilterField, at path: String
  ) throws(InputProblem) -> Value {
    switch field {
    case .id: try InputValues.scalar(json, .string, at: path)
    case .createdAt, .updatedAt: .int(try InputValues.milliseconds(json, at: path))
    case .field(let index):
      try InputValues.scalar(json, operandScalar(type.model.fields[index].type.scalar), at: path)
    }
  }

  /// Parts of ids need not be ids: they may be empty.
  private func operandScalar(_ scalar: Documents.ScalarType) -> Documents.ScalarType {
    scalar == .id ? .string : scalar
  }

  private func list(_ json: JSON) -> [JSON] {
    if case .array(let items) = json { return items }
    return json.isNull ? [] : [json]
  }

  private mutating func count(_ path: String) throws(InputProblem) {
    nodes += 1
    if nodes > limits.filterNodes {
      throw .limit(path, "the filter has more than \(limits.filterNodes) conditions")
    }
  }
}

extension FilterRelation {
  /// The way that a relation of the schema goes.
  init(_ relation: RelationField, to target: ServedType) {
    switch relation.kind {
    case .one(let key): self.init(target: target.name, key: .own(key))
    case .many(let key), .back(let key): self.init(target: target.name, key: .target(key))
    }
  }
}
