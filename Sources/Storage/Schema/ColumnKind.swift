import Documents

/// How the values of a field stand in a column.
enum ColumnKind: Sendable, Hashable {
  case text, integer, real, boolean
  /// A list, as JSON text.
  case list

  /// The kind for a type in the notation of catalogues.
  init(catalogType: String) {
    switch catalogType {
    case _ where catalogType.utf8.first == UInt8(ascii: "["): self = .list
    case "Int", "Timestamp": self = .integer
    case "Float": self = .real
    case "Boolean": self = .boolean
    default: self = .text
    }
  }

  /// The type of the column.
  var declaration: String {
    switch self {
    case .text, .list: "TEXT"
    case .integer, .boolean: "INTEGER"
    case .real: "REAL"
    }
  }

  /// A value as a literal of SQL, for the default of a column; NULL where the kind can't hold it.
  func literal(_ value: Value) -> String {
    switch (self, value) {
    case (.text, .string(let text)): quotedText(text)
    case (.integer, .int(let number)): "\(number)"
    case (.real, .double(let number)) where number.isFinite: "\(number)"
    case (.boolean, .bool(let flag)): flag ? "1" : "0"
    case (.list, .list(let values)):
      ListText.text(of: values).map(quotedText) ?? "NULL"
    case (.text, _), (.integer, _), (.real, _), (.boolean, _), (.list, _): "NULL"
    }
  }
}

/// A name as SQL wants it where it may contain anything.
func quotedName(_ name: String) -> String {
  quoted(name, by: "\"")
}

/// A text as a literal of SQL.
func quotedText(_ text: String) -> String {
  quoted(text, by: "'")
}

private func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
  var result = String(quote)
  for scalar in text.unicodeScalars {
    result.unicodeScalars.append(scalar)
    if scalar == quote { result.unicodeScalars.append(quote) }
  }
  result.unicodeScalars.append(quote)
  return result
}
