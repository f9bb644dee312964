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
