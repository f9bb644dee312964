import Documents
import Replication

/// A ``Filter`` as a condition of SQL with bound parameters: the one place that knows how SQLite compares.
///
/// The condition may be NULL where the filter is false: no negation is left around anything that can be NULL.
struct SQLCondition {
  /// A value for a parameter.
  enum Parameter {
    case int(Int64)
    case double(Double)
    case text(String)
    /// The bytes of a text.
    case bytes([UInt8])
    /// A condition on a list, for ``ListFunction``.
    case list(ListCondition)
  }

  /// The condition; its parameters are numbered from 1.
  private(set) var sql = ""
  /// The parameters in order.
  private(set) var values: [Parameter] = []
  private let type: BoundType
  private let table: TableLayout
  private let layout: StoreLayout

  /// What a comparison looks at.
  private struct Operand {
    var sql: String
    /// Nil for a field that the type does not have: it is null.
    var kind: ColumnKind?
    var index: Int?
  }

  /// Translates a filter on a type of the model.
  init(
    _ filter: Filter, type: BoundType, table: TableLayout, layout: StoreLayout
  ) throws(StoreError) {
    try self.init(filter, type: type, table: table, layout: layout, behind: [])
  }

  /// The same with parameters that count on.
  private init(
    _ filter: Filter, type: BoundType, table: TableLayout, layout: StoreLayout,
    behind values: [Parameter]
  ) throws(StoreError) {
    self.type = type
    self.table = table
    self.layout = layout
    self.values = values
    sql = try condition(filter, isNegated: false)
  }

  /// Binds the parameters from an index on; returns the index behind.
  func bind(to statement: Statement, from first: Int) -> Int {
    for (offset, value) in values.enumerated() {
      let index = first + offset
      switch value {
      case .int(let number): statement.bind(number, at: index)
      case .double(let number): statement.bind(number, at: index)
      case .text(let text): statement.bind(copying: text, at: index)
      case .bytes(let bytes): statement.bind(copying: bytes, at: index)
      case .list(let condition): statement.bind(condition, at: index)
      }
    }
    return first + values.count
  }

  /// The column or expression for a field, and how its values stand there.
  private func operand(_ field: FilterField) -> Operand {
    switch field {
    case .id: return Operand(sql: "id", kind: .text)
    case .createdAt: return Operand(sql: Self.createdAt, kind: .integer)
    case .updatedAt: return Operand(sql: "_updatedAt", kind: .integer)
    case .field(let index):
      guard let column = table.column(index, of: type) else {
        return Operand(sql: "NULL", kind: nil)
      }
      return Operand(sql: quotedName(column.name), kind: column.kind, index: index)
    }
  }

  /// The milliseconds of `_createdAt`.
  static let createdAt = "(_createdAt >> 16)"

  private mutating func parameter(_ value: Parameter) -> String {
    values.append(value)
    return "?\(values.count)"
  }

  private mutating func condition(
    _ filter: Filter, isNegated: Bool
  ) throws(StoreError) -> String {
    switch filter {
    case .all(let filters): return try join(filters, isNegated, isAll: !isNegated)
    case .any(let filters): return try join(filters, isNegated, isAll: isNegated)
    case .not(let filter): return try condition(filter, isNegated: !isNegated)
    case .compare(let field, let `operator`, let value):
      let operand = operand(field)
      if operand.kind == .list { return list(filter, operand, isNegated) }
      return compare(operand, `operator`, value, isNegated)
    case .isIn(let field, let values):
      let operand = operand(field)
      if operand.kind == .list { return list(filter, operand, isNegated) }
      return isIn(operand, values, isNegated)
    case .between(let field, let low, let high):
      let parts: [Filter] = [.compare(field, .ge, low), .compare(field, .le, high)]
      return try condition(.all(parts), isNegated: isNegated)
    case .related(let relation, let filter): return try related(relation, filter, isNegated)
    }
  }

  /// The keys of the related documents that match are looked up once, then compared: all names within belong to the inner table.
  private mutating func related(
    _ relation: FilterRelation, _ filter: Filter, _ isNegated: Bool
  ) throws(StoreError) -> String {
    guard let target = layout.binding?.type(named: relation.target) else {
      throw StoreError(.rejected, "the model has no type \(relation.target)")
    }
    let table = try layout.table(target.number)
    let inner = try SQLCondition(
      filter, type: target, table: table, layout: layout, behind: values)
    values = inner.values
    let operand: String
    let column: String
    switch relation.key {
    case .own(let key):
      operand = quotedName(try self.table.columns([key], of: type)[0].name)
      column = "id"
    case .target(let key):
      operand = "id"
      column = quotedName(try table.columns([key], of: target)[0].name)
    }
    let keys =
      "SELECT \(column) FROM \(table.table) WHERE _deleted = 0 AND \(column) IS NOT NULL AND (\(inner.sql))"
    return isNegated
      ? "(\(operand) IS NULL OR \(operand) NOT IN (\(keys)))" : "\(operand) IN (\(keys))"
  }

  private mutating func join(
    _ filters: [Filter], _ isNegated: Bool, isAll: Bool
  ) throws(StoreError) -> String {
    if filters.isEmpty { return isAll ? "1" : "0" }
    var parts: [String] = []
    for filter in filters { parts.append(try condition(filter, isNegated: isNegated)) }
    return "(" + parts.joined(separator: isAll ? " AND " : " OR ") + ")"
  }

  private mutating func compare(
    _ operand: Operand, _ `operator`: FilterOperator, _ value: Value, _ isNegated: Bool
  ) -> String {
    switch `operator` {
    case .eq: equals(operand, value, isNegated)
    case .ne: equals(operand, value, !isNegated)
    case .lt: order(operand, value, "<", ">=", isNegated)
    case .le: order(operand, value, "<=", ">", isNegated)
    case .gt: order(operand, value, ">", "<=", isNegated)
    case .ge: order(operand, value, ">=", "<", isNegated)
    case .contains, .startsWith, .endsWith: text(operand, `operator`, value, isNegated)
    }
  }

  private mutating func equals(_ operand: Operand, _ value: Value, _ isNegated: Bool) -> String {
    if case .null = value {
      if operand.kind == nil { return isNegated ? "0" : "1" }
      return "\(operand.sql) IS \(isNegated ? "NOT " : "")NULL"
    }
    guard let (parameter, rounding) = Self.match(operand.kind, value), rounding == .exact else {
      return isNegated ? "1" : "0"
    }
    return "\(operand.sql) IS \(isNegated ? "NOT " : "")\(self.parameter(parameter))"
  }

  private mutating func order(
    _ operand: Operand, _ value: Value, _ sign: String, _ opposite: String, _ isNegated: Bool
  ) -> String {
    guard let (parameter, rounding) = Self.match(operand.kind, value) else {
      return isNegated ? "1" : "0"
    }
    // No double lies between an integer and the double next to it, so only that one's own side matters.
    func adjusted(_ sign: String) -> String {
      switch rounding {
      case .exact: sign
      case .up: sign.first == "<" ? "<" : ">="
      case .down: sign.first == "<" ? "<=" : ">"
      }
    }
    let index = self.parameter(parameter)
    return isNegated
      ? "(\(operand.sql) IS NULL OR \(operand.sql) \(adjusted(opposite)) \(index))"
      : "\(operand.sql) \(adjusted(sign)) \(index)"
  }

  private mutating func text(
    _ operand: Operand, _ `operator`: FilterOperator, _ value: Value, _ isNegated: Bool
  ) -> String {
    guard operand.kind == .text, case .string(let text) = value else {
      return isNegated ? "1" : "0"
    }
    let count = text.utf8.count
    guard count > 0 else { return "\(operand.sql) IS \(isNegated ? "" : "NOT ")NULL" }
    let found: String
    switch `operator` {
    case .contains:
      let call = "instr(\(operand.sql), \(parameter(.text(text))))"
      return isNegated ? "(\(operand.sql) IS NULL OR \(call) = 0)" : "\(call) > 0"
    case .endsWith: found = "substr(CAST(\(operand.sql) AS BLOB), -\(count))"
    case .startsWith, .eq, .ne, .lt, .le, .gt, .ge:
      found = "substr(CAST(\(operand.sql) AS BLOB), 1, \(count))"
    }
    let index = parameter(.bytes(Array(text.utf8)))
    // A part of nothing is NULL in SQLite.
    return isNegated
      ? "(\(operand.sql) IS NULL OR ifnull(\(found), x'') <> \(index))" : "\(found) = \(index)"
  }

  private mutating func isIn(
    _ operand: Operand, _ candidates: [Value], _ isNegated: Bool
  ) -> String {
    let hasNull = candidates.contains(.null)
    guard operand.kind != nil else { return hasNull != isNegated ? "1" : "0" }
    var indexes: [String] = []
    for candidate in candidates {
      if let (parameter, rounding) = Self.match(operand.kind, candidate), rounding == .exact {
        indexes.append(self.parameter(parameter))
      }
    }
    let list = indexes.joined(separator: ", ")
    switch (isNegated, hasNull) {
    case (false, false): return "\(operand.sql) IN (\(list))"
    case (false, true): return "(\(operand.sql) IS NULL OR \(operand.sql) IN (\(list)))"
    case (true, false): return "(\(operand.sql) IS NULL OR \(operand.sql) NOT IN (\(list)))"
    case (true, true): return "(\(operand.sql) IS NOT NULL AND \(operand.sql) NOT IN (\(list)))"
    }
  }

  /// A comparison with a list column, which the evaluator of filters does.
  private mutating func list(
    _ filter: Filter, _ operand: Operand, _ isNegated: Bool
  ) -> String {
    let field = operand.index.map { Int(type.fields[$0].rawValue) } ?? 0
    let condition = ListCondition(FilterEvaluator(filter, type: type), field: field)
    let call = "\(ListFunction.name)(\(parameter(.list(condition))), \(operand.sql))"
    return isNegated ? "NOT \(call)" : call
  }

  /// How a parameter stands to the number that it is for.
  private enum Rounding {
    case exact, up, down
  }

  /// The parameter for a value that can be compared with values of a kind; nil where there is nothing to compare.
  private static func match(
    _ kind: ColumnKind?, _ value: Value
  ) -> (parameter: Parameter, rounding: Rounding)? {
    switch (kind, value) {
    case (.text, .string(let text)): return (.text(text), .exact)
    case (.boolean, .bool(let flag)): return (.int(flag ? 1 : 0), .exact)
    case (.integer, .int(let number)): return (.int(number), .exact)
    case (.integer, .double(let number)), (.real, .double(let number)):
      return number.isNaN ? nil : (.double(number), .exact)
    case (.real, .int(let number)):
      // SQLite itself would round the integer to look it up in an index.
      let double = Double(number)
      guard let back = Int64(exactly: double) else { return (.double(double), .up) }
      return (.double(double), back == number ? .exact : back > number ? .up : .down)
    case (.text, _), (.integer, _), (.real, _), (.boolean, _), (.list, _), (nil, _): return nil
    }
  }
}
