extension ScalarType {
  /// The range of `Int` at the API (GraphQL section 3.5.1).
  public static let intRange = Int64(Int32.min)...Int64(Int32.max)

  /// The range of `Timestamp`, which every JSON reader holds exactly.
  public static let timestampRange: ClosedRange<Int64> =
    -9_007_199_254_740_991...9_007_199_254_740_991

  /// The internal form of a scalar that a client wrote (``Value`` says what it is for each type), or what is wrong with it.
  ///
  /// A whole number may be written as a double (`2.0`); `Float` takes whole numbers; `ID` and `BigInt` take text and whole numbers;
  /// `Timestamp` takes both too. `JSON` takes the text of a JSON value. `Int` is checked to have 32 bits.
  public func normalise(_ external: ExternalScalar) throws(ScalarError) -> Value {
    switch self {
    case .string: .string(try text(external))
    case .int: .int(try integer(external, in: Self.intRange))
    case .float: .double(try number(external))
    case .boolean: .bool(try boolean(external))
    case .id: .string(try identifier(external))
    case .dateTime: .string(try form(external, DateTimeForm.normalise))
    case .date: .string(try form(external, DateForm.normalise))
    case .time: .string(try form(external, TimeForm.normalise))
    case .timestamp: .int(try milliseconds(external))
    case .bigInt: .string(try bigInt(external))
    case .json: .string(try form(external, JSONForm.normalise))
    case .enumeration(_, let values): .string(try member(external, of: values))
    }
  }

  private func text(_ external: ExternalScalar) throws(ScalarError) -> String {
    guard case .string(let text) = external else { throw problem(external, "it is not a string") }
    if text.utf8.contains(0) {
      throw ScalarError(description: "\(name) cannot contain U+0000")
    }
    return text
  }

  private func form(
    _ external: ExternalScalar, _ normalise: (String) throws(TextFormError) -> String
  ) throws(ScalarError) -> String {
    let text = try text(external)
    do throws(TextFormError) { return try normalise(text) } catch {
      throw problem(external, error.description)
    }
  }

  private func integer(
    _ external: ExternalScalar, in range: ClosedRange<Int64>
  ) throws(ScalarError) -> Int64 {
    let number: Int64
    switch external {
    case .int(let value): number = value
    case .double(let value):
      guard value.isFinite else { throw problem(external, "it is not finite") }
      guard value.magnitude < 0x1p63 else { throw problem(external, "it is too large") }
      number = Int64(value)
      guard Double(number) == value else { throw problem(external, "it is not a whole number") }
    case .string, .bool: throw problem(external, "it is not a number")
    }
    guard range.contains(number) else {
      throw problem(external, "it is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  private func number(_ external: ExternalScalar) throws(ScalarError) -> Double {
    switch external {
    case .int(let value): return Double(value)
    case .double(let value):
      guard value.isFinite else { throw problem(external, "it is not finite") }
      return value == 0 ? 0 : value
    case .string, .bool: throw problem(external, "it is not a number")
    }
  }

  private func boolean(_ external: ExternalScalar) throws(ScalarError) -> Bool {
    guard case .bool(let value) = external else {
      throw problem(external, "it is not true or false")
    }
    return value
  }

  private func identifier(_ external: ExternalScalar) throws(ScalarError) -> String {
    let text: String
    switch external {
    case .int(let value): text = String(value)
    case .string(let value): text = value
    case .double, .bool: throw problem(external, "it is neither a string nor a whole number")
    }
    if let problem = DocumentID.problem(with: text) { throw ScalarError(description: problem) }
    return text
  }

  private func milliseconds(_ external: ExternalScalar) throws(ScalarError) -> Int64 {
    guard case .string(let text) = external else {
      return try integer(external, in: Self.timestampRange)
    }
    guard let number = Int64(text), text.utf8.first != UInt8(ascii: "+") else {
      throw problem(external, "it is not a number of milliseconds")
    }
    return try integer(.int(number), in: Self.timestampRange)
  }

  private func bigInt(_ external: ExternalScalar) throws(ScalarError) -> String {
    switch external {
    case .int(let value): try form(.string(String(value)), BigIntForm.normalise)
    case .double(let value):
      try form(
        .string(String(try integer(.double(value), in: .min ... .max))), BigIntForm.normalise)
    case .string, .bool: try form(external, BigIntForm.normalise)
    }
  }

  private func member(
    _ external: ExternalScalar, of values: [String]
  ) throws(ScalarError) -> String {
    let text = try text(external)
    guard values.contains(where: { UTF8Order.equal($0, text) }) else {
      throw problem(external, "its values are \(values.joined(separator: ", "))")
    }
    return text
  }

  /// Says what was given, cut short, and what is wrong with it.
  private func problem(_ external: ExternalScalar, _ reason: String) -> ScalarError {
    let given: String
    switch external {
    case .string(let text):
      let short = String(text.unicodeScalars.prefix(64).map(Character.init))
      given = "\"\(short)\(text.unicodeScalars.count > 64 ? "…" : "")\""
    case .int(let value): given = "\(value)"
    case .double(let value): given = "\(value)"
    case .bool(let value): given = "\(value)"
    }
    return ScalarError(description: "\(name) cannot represent \(given): \(reason)")
  }
}
