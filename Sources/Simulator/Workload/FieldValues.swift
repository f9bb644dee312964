import Documents

/// Values for the fields of writes: each write has its own where the type has enough of them, so that a value tells where it is from.
enum FieldValues {
  /// The value for a field of the write with a number.
  static func value(of field: FieldModel, write: Int, field index: Int) -> Value {
    let number = write &* 64 &+ index
    let scalar = scalar(field.type.scalar, number)
    return field.type.isList
      ? .list([scalar, Self.scalar(field.type.scalar, number &+ 7)]) : scalar
  }

  private static func scalar(_ type: ScalarType, _ number: Int) -> Value {
    switch type {
    case .int, .timestamp: .int(Int64(number))
    case .float: .double(Double(number))
    case .boolean: .bool(number % 3 == 0)
    case .string, .id: .string("w\(number)")
    case .json: .string("{\"w\":\(number)}")
    case .enumeration(_, let values):
      values.isEmpty ? .null : .string(values[number % values.count])
    case .bigInt: (try? type.normalise(.string("\(number)"))) ?? .null
    case .date:
      (try? type.normalise(.string("20\(10 + number % 80)-01-0\(1 + number % 9)"))) ?? .null
    case .time: (try? type.normalise(.string("0\(number % 10):00:0\(number / 10 % 10)Z"))) ?? .null
    case .dateTime:
      (try? type.normalise(.string("20\(10 + number % 80)-01-01T00:00:00.\(100 + number % 900)Z")))
        ?? .null
    }
  }

  /// A filter that some values of a field match, and others don't.
  static func filter(on field: FieldModel, index: Int) -> Filter {
    if field.type.isList { return .compare(.field(index), .ne, .null) }
    switch field.type.scalar {
    case .string, .id: return .compare(.field(index), .contains, .string("3"))
    case .int, .timestamp: return .not(.between(.field(index), .int(2_000), .int(20_000)))
    case .boolean: return .compare(.field(index), .eq, .bool(true))
    case .enumeration(_, let values):
      return .compare(.field(index), .eq, values.first.map { .string($0) } ?? .null)
    case .float, .json, .bigInt, .date, .time, .dateTime:
      return .compare(.field(index), .ne, .null)
    }
  }

  /// Whether no two writes give a field the same value.
  static func areUnique(_ field: FieldModel) -> Bool {
    switch field.type.scalar {
    case .string, .int, .float, .id, .timestamp, .bigInt, .json: true
    case .boolean, .date, .time, .dateTime, .enumeration: false
    }
  }
}
