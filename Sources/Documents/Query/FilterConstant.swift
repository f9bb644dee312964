/// A value in a filter, prepared for comparison with operands.
enum FilterConstant: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case text([UInt8])
  case list([FilterConstant])

  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .string(let value): self = .text(Array(value.utf8))
    case .list(let values): self = .list(values.map(FilterConstant.init))
    }
  }

  /// Whether `operand` equals this.
  func equals(_ operand: FilterOperand) -> Bool {
    switch (operand, self) {
    case (.null, .null): return true
    case (.text(let left), .text(let right)):
      return left.count == right.count && right.withUnsafeBytes { Self.starts(left, with: $0) }
    case (.list(let left), .list(let right)):
      var index = 0
      let areEqual = FilterOperand.forEach(in: left) { element in
        defer { index += 1 }
        return index < right.count && right[index].equals(element)
      }
      return areEqual && index == right.count
    case (.bool, _), (.int, _), (.double, _): return order(operand) == 0
    case (.null, _), (.text, _), (.list, _): return false
    }
  }

  /// Negative, zero or positive, as `operand` comes before, equals or comes after this; nil where there is no order between them.
  func order(_ operand: FilterOperand) -> Int? {
    switch (operand, self) {
    case (.bool(let left), .bool(let right)): left == right ? 0 : left ? 1 : -1
    case (.int(let left), .int(let right)): Self.sign(left, right)
    case (.int(let left), .double(let right)): Self.sign(left, right)
    case (.double(let left), .int(let right)): Self.sign(right, left).map { -$0 }
    case (.double(let left), .double(let right)):
      left.isNaN || right.isNaN ? nil : Self.sign(left, right)
    case (.text(let left), .text(let right)): right.withUnsafeBytes { Self.order(left, $0) }
    case (.null, _), (.bool, _), (.int, _), (.double, _), (.text, _), (.list, _): nil
    }
  }

  /// Whether `operand` is text that contains this text, or a list that has this as an element.
  func isContained(in operand: FilterOperand) -> Bool {
    switch (operand, self) {
    case (.text(let left), .text(let right)):
      return right.withUnsafeBytes { right in
        guard left.count >= right.count else { return false }
        for start in 0...left.count - right.count {
          let rest = UnsafeRawBufferPointer(rebasing: left[start...])
          if Self.starts(rest, with: right) { return true }
        }
        return false
      }
    case (.list(let left), _):
      var isFound = false
      _ = FilterOperand.forEach(in: left) { element in
        isFound = equals(element)
        return !isFound
      }
      return isFound
    case (.null, _), (.bool, _), (.int, _), (.double, _), (.text, _): return false
    }
  }

  /// Whether `operand` is text that starts with this text.
  func isPrefix(of operand: FilterOperand) -> Bool {
    guard case (.text(let left), .text(let right)) = (operand, self) else { return false }
    return right.withUnsafeBytes { Self.starts(left, with: $0) }
  }

  /// Whether `operand` is text that ends with this text.
  func isSuffix(of operand: FilterOperand) -> Bool {
    guard case (.text(let left), .text(let right)) = (operand, self), left.count >= right.count
    else { return false }
    let end = UnsafeRawBufferPointer(rebasing: left[(left.count - right.count)...])
    return right.withUnsafeBytes { Self.starts(end, with: $0) }
  }

  private static func starts(
    _ bytes: UnsafeRawBufferPointer, with prefix: UnsafeRawBufferPointer
  ) -> Bool {
    guard bytes.count >= prefix.count else { return false }
    for index in 0..<prefix.count where bytes[index] != prefix[index] { return false }
    return true
  }

  private static func order(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return Int(left[index]) - Int(right[index])
    }
    return left.count - right.count
  }

  private static func sign<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }

  /// Compares as numbers, without rounding the integer; nil for no number.
  private static func sign(_ left: Int64, _ right: Double) -> Int? {
    if right.isNaN { return nil }
    if right >= 0x1p63 { return -1 }
    if right < -0x1p63 { return 1 }
    let whole = Int64(right)
    return left == whole ? sign(Double(whole), right) : sign(left, whole)
  }
}
