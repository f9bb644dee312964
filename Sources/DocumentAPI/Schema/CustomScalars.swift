import Documents
import GraphQL

/// How the scalars that GraphQL does not have come in: checked, and in the internal form of ``Documents/Value``, so that what the
/// resolvers see needs no second look. `JSON` comes as it is, for a variable may be a part of a literal.
enum CustomScalars {
  /// The codings by name.
  static let codings: [String: ScalarCoding] = Dictionary(
    uniqueKeysWithValues: Documents.ScalarType.all.filter(\.isCustom).map { scalar in
      (scalar.name, coding(of: scalar))
    })

  private static func coding(of scalar: Documents.ScalarType) -> ScalarCoding {
    if scalar == .json { return .passThrough }
    return ScalarCoding(parse: { json throws(CoercionError) in
      do throws(ScalarError) {
        switch try scalar.normalise(external(json)) {
        case .string(let text): return .string(text)
        case .int(let number): return .int(number)
        case .null, .bool, .double, .list: return .null
        }
      } catch {
        throw CoercionError(error.description)
      }
    })
  }

  private static func external(_ json: JSON) -> ExternalScalar {
    switch json {
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .null, .array, .object: return .string(json.description)
    }
  }
}

extension Documents.ScalarType {
  /// Whether it is not one of GraphQL's own.
  var isCustom: Bool {
    switch self {
    case .dateTime, .date, .time, .timestamp, .bigInt, .json: true
    case .string, .int, .float, .boolean, .id, .enumeration: false
    }
  }

  /// What introspection says about a custom scalar.
  var about: String? {
    switch self {
    case .dateTime:
      "A moment as RFC 3339 writes it, such as 2026-11-23T15:04:05Z; answers are in UTC."
    case .date: "A day, such as 2026-11-23 (RFC 3339)."
    case .time: "A time of day, such as 15:04:05Z (RFC 3339); answers are in UTC."
    case .timestamp: "Milliseconds since 1970-01-01T00:00:00Z."
    case .bigInt: "A whole number of any size, written as a string of decimal digits."
    case .json: "Any JSON value."
    case .string, .int, .float, .boolean, .id, .enumeration: nil
    }
  }
}
