/// A ``Filter`` made ready: fields are operands by position, values are prepared.
indirect enum FilterCondition: Sendable {
  case compare(Int, FilterOperator, FilterConstant)
  case isIn(Int, [FilterConstant])
  case between(Int, FilterConstant, FilterConstant)
  case all([FilterCondition])
  case any([FilterCondition])
  case not(FilterCondition)

  /// Makes `filter` ready; adds the fields that it looks at to `fields`, each once: the operands.
  init(_ filter: Filter, fields: inout [FilterField]) {
    switch filter {
    case .compare(let field, let `operator`, let value):
      self = .compare(Self.operand(field, &fields), `operator`, FilterConstant(value))
    case .isIn(let field, let values):
      self = .isIn(Self.operand(field, &fields), values.map(FilterConstant.init))
    case .between(let field, let low, let high):
      self = .between(
        Self.operand(field, &fields), FilterConstant(low), FilterConstant(high))
    case .all(let filters):
      self = .all(filters.map { FilterCondition($0, fields: &fields) })
    case .any(let filters):
      self = .any(filters.map { FilterCondition($0, fields: &fields) })
    case .not(let filter):
      self = .not(FilterCondition(filter, fields: &fields))
    case .related:
      preconditionFailure("a condition across relations can't be judged on one document")
    }
  }

  /// Whether the condition holds for these operands.
  func holds(_ operands: UnsafeBufferPointer<FilterOperand>) -> Bool {
    switch self {
    case .compare(let index, let `operator`, let constant):
      Self.holds(operands[index], `operator`, constant)
    case .isIn(let index, let constants):
      constants.contains { $0.equals(operands[index]) }
    case .between(let index, let low, let high):
      Self.holds(operands[index], .ge, low) && Self.holds(operands[index], .le, high)
    case .all(let conditions): conditions.allSatisfy { $0.holds(operands) }
    case .any(let conditions): conditions.contains { $0.holds(operands) }
    case .not(let condition): !condition.holds(operands)
    }
  }

  private static func holds(
    _ operand: FilterOperand, _ `operator`: FilterOperator, _ constant: FilterConstant
  ) -> Bool {
    switch `operator` {
    case .eq: constant.equals(operand)
    case .ne: !constant.equals(operand)
    case .lt: constant.order(operand).map { $0 < 0 } ?? false
    case .le: constant.order(operand).map { $0 <= 0 } ?? false
    case .gt: constant.order(operand).map { $0 > 0 } ?? false
    case .ge: constant.order(operand).map { $0 >= 0 } ?? false
    case .contains: constant.isContained(in: operand)
    case .startsWith: constant.isPrefix(of: operand)
    case .endsWith: constant.isSuffix(of: operand)
    }
  }

  private static func operand(_ field: FilterField, _ fields: inout [FilterField]) -> Int {
    if let index = fields.firstIndex(of: field) { return index }
    fields.append(field)
    return fields.count - 1
  }
}
