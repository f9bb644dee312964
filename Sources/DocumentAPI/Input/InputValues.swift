import Documents
import GraphQL

/// Coerced input becomes values in internal form. The engine has checked the types of the schema; what is left are the rules that
/// it does not know: U+0000, lengths of ids, 64-bit limits.
enum InputValues {
  /// The value of a field.
  static func value(
    _ json: JSON, _ type: FieldType, at path: @autoclosure () -> String
  ) throws(InputProblem) -> Value {
    if json.isNull { return .null }
    guard type.isList else { return try scalar(json, type.scalar, at: path()) }
    guard case .array(let items) = json else {
      return .list([try scalar(json, type.scalar, at: path())])
    }
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      values.append(
        item.isNull ? .null : try scalar(item, type.scalar, at: "\(path())[\(index)]"))
    }
    return .list(values)
  }

  /// The value of a scalar that is not null.
  static func scalar(
    _ json: JSON, _ scalar: Documents.ScalarType, at path: @autoclosure () -> String
  ) throws(InputProblem) -> Value {
    let external: ExternalScalar
    switch json {
    case _ where scalar == .json: external = .string(json.description)
    case .string(let text) where scalar.isCustom: return .string(text)
    case .int(let number) where scalar.isCustom: return .int(number)
    case .bool(let value): external = .bool(value)
    case .int(let value): external = .int(value)
    case .double(let value): external = .double(value)
    case .string(let value): external = .string(value)
    case .null, .array, .object:
      throw .bad(path(), "a single value is expected")
    }
    do throws(ScalarError) {
      return try scalar.normalise(external)
    } catch {
      throw .bad(path(), error.description)
    }
  }

  /// A time as the API writes it: decimal milliseconds since the epoch, from 0 to 2^48 - 1.
  static func milliseconds(_ json: JSON, at path: String) throws(InputProblem) -> Int64 {
    guard case .string(let text) = json, (1...15).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text),
      number <= Timestamp.maximumMilliseconds
    else {
      throw .bad(
        path,
        "times are strings of milliseconds since 1970, such as \"1592634899084\", not \(json.clipped)"
      )
    }
    return number
  }

  /// The id of a document.
  static func id(_ json: JSON, at path: String) throws(InputProblem) -> DocumentID {
    guard case .string(let text) = try scalar(json, .id, at: path) else {
      throw .bad(path, "an id is a string")
    }
    return DocumentID(text)
  }

  /// A `_version`.
  static func version(_ json: JSON, at path: String) throws(InputProblem) -> Knowledge {
    guard case .string(let text) = json else { throw .bad(path, "a _version is a string") }
    do throws(KnowledgeCodingError) {
      return try KnowledgeCoding.read(text: text)
    } catch {
      throw .bad(path, "it is not a _version that a node gave out: \(error.description)")
    }
  }
}

extension JSON {
  /// The text of a value for messages, cut short.
  var clipped: String {
    let text = description
    return text.utf8.count <= 80 ? text : String(text.unicodeScalars.prefix(80)) + "…"
  }
}
