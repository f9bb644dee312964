/// The value of one field of a document, in its internal form.
///
/// Scalars of the schema map to it as follows: `String`, `ID`, enums, `Date` and `Time` are ``string(_:)``; `DateTime` is a
/// ``string(_:)`` in UTC with nine fraction digits and `BigInt` a ``string(_:)`` in a form whose bytes sort as the numbers do
/// (both made by the text forms of this module); `JSON` is a ``string(_:)`` of compact JSON text; `Int` and `Timestamp`
/// (milliseconds) are ``int(_:)``. A list field is a ``list(_:)`` of these.
///
/// Equality and hashing go by UTF-8 bytes, and by the bit pattern of a `Double`: two values are equal if and only if
/// replicas need not exchange them.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case list([Value])
}

extension Value: Hashable {
  /// Bytewise equality.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
    case (.string(let left), .string(let right)): UTF8Order.equal(left, right)
    case (.list(let left), .list(let right)): left == right
    case (.null, _), (.bool, _), (.int, _), (.double, _), (.string, _), (.list, _): false
    }
  }

  /// Hashes what ``==(_:_:)`` compares.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value):
      hasher.combine(1)
      hasher.combine(value)
    case .int(let value):
      hasher.combine(2)
      hasher.combine(value)
    case .double(let value):
      hasher.combine(3)
      hasher.combine(value.bitPattern)
    case .string(let value):
      hasher.combine(4)
      UTF8Order.hash(value, into: &hasher)
    case .list(let values):
      hasher.combine(5)
      hasher.combine(values)
    }
  }
}
