extension ScalarType {
  /// What a client reads for a value in internal form; nil for null, for lists, and for what is not of this type.
  ///
  /// `Timestamp` comes as an ``ExternalScalar/int(_:)``, `BigInt` as a string in decimal, `JSON` as its text.
  public func external(_ value: Value) -> ExternalScalar? {
    switch (self, value) {
    case (.dateTime, .string(let text)): .string(DateTimeForm.display(text))
    case (.time, .string(let text)): .string(TimeForm.display(text))
    case (.bigInt, .string(let text)): .string(BigIntForm.display(text))
    case (.string, .string(let text)), (.id, .string(let text)), (.date, .string(let text)),
      (.json, .string(let text)), (.enumeration, .string(let text)):
      .string(text)
    case (.int, .int(let value)), (.timestamp, .int(let value)): .int(value)
    case (.float, .double(let value)): .double(value)
    case (.float, .int(let value)): .double(Double(value))
    case (.boolean, .bool(let value)): .bool(value)
    case (_, .null), (_, .bool), (_, .int), (_, .double), (_, .string), (_, .list): nil
    }
  }

  /// A value in internal form as text for people; `null` for null, a list in brackets.
  public func displayText(_ value: Value) -> String {
    if case .list(let values) = value {
      return "[" + values.map(displayText).joined(separator: ", ") + "]"
    }
    switch external(value) {
    case .string(let text): return text
    case .int(let value): return "\(value)"
    case .double(let value): return "\(value)"
    case .bool(let value): return "\(value)"
    case nil: return "null"
    }
  }

  /// Whether the text that clients read differs from the internal text: `DateTime`, `Time` and `BigInt`.
  public var convertsText: Bool {
    switch self {
    case .dateTime, .time, .bigInt: true
    case .string, .int, .float, .boolean, .id, .date, .timestamp, .json, .enumeration: false
    }
  }

  /// Appends what a client reads for a value that is text inside (UTF-8), without making a `String`.
  public func appendDisplay(text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    switch self {
    case .dateTime, .time: DateTimeForm.appendDisplay(text, to: &bytes)
    case .bigInt: BigIntForm.appendDisplay(text, to: &bytes)
    case .string, .int, .float, .boolean, .id, .date, .timestamp, .json, .enumeration:
      bytes.append(contentsOf: text)
    }
  }
}
