extension JSON {
  /// Parses UTF-8 JSON text strictly by RFC 8259: one value, nothing behind it, no key twice in an
  /// object, no lone surrogates, no number beyond the range of a double.
  public init(parsing bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits())
    throws(JSONError)
  {
    guard bytes.count <= limits.bytes else {
      throw JSONError(
        message: "JSON text is longer than \(limits.bytes) bytes", offset: limits.bytes,
        exceedsLimit: true)
    }
    var parser = JSONParser(bytes: Array(bytes), depthLimit: limits.depth)
    self = try parser.document()
  }

  /// Parses JSON text; see `init(parsing:limits:)`.
  public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    try self.init(parsing: text.utf8, limits: limits)
  }
}

/// A strict recursive-descent parser; its recursion is bounded by `depthLimit`.
struct JSONParser {
  let bytes: [UInt8]
  let depthLimit: Int
  var position = 0
  var depth = 0

  init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw error("Unexpected text after the value") }
    return value
  }

  private func error(_ message: String) -> JSONError {
    JSONError(message: message, offset: position, exceedsLimit: false)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    guard position < bytes.count else { throw error("Unexpected end of the text") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"):
      try word("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try word("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try word("null")
      return .null
    default: throw error("Expected a value")
    }
  }

  private mutating func word(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: length)
    guard position + length <= bytes.count,
      bytes[position..<(position + length)].elementsEqual(expected)
    else { throw error("Expected a value") }
    position += length
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= depthLimit else {
      throw JSONError(
        message: "JSON text is nested more than \(depthLimit) levels deep", offset: position,
        exceedsLimit: true)
    }
    position += 1
  }

  private mutating func array() throws(JSONError) -> JSON {
    try enter()
    var items: [JSON] = []
    if !take(UInt8(ascii: "]")) {
      repeat { items.append(try value()) } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { throw error("Expected \",\" or \"]\"") }
    }
    depth -= 1
    return .array(items)
  }

  private mutating func object() throws(JSONError) -> JSON {
    try enter()
    var entries: [(key: String, value: JSON)] = []
    var seen: Set<ByteKey> = []
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
          throw error("Expected a key in quotes")
        }
        let start = position
        let key = try string()
        guard seen.insert(ByteKey(text: key)).inserted else {
          position = start
          throw error("The key \"\(key)\" comes twice")
        }
        guard take(UInt8(ascii: ":")) else { throw error("Expected \":\"") }
        entries.append((key, try value()))
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw error("Expected \",\" or \"}\"") }
    }
    depth -= 1
    return .object(JSONObject(distinct: entries))
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    if position == start { throw error("Expected a digit") }
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    var isInteger = true
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, text != "-0", let value = Int64(text) { return .int(value) }
    guard let value = Double(text), value.isFinite else {
      position = start
      throw error("The number is out of range")
    }
    return .double(value)
  }
}

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count, !endsRun(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      let text = try text(bytes[start..<position])
      position += 1
      return text
    }
    var out = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        let text = try text(out[...])
        position += 1
        return text
      case UInt8(ascii: "\\"): try escape(into: &out)
      case 0..<0x20: throw error("Control characters must be escaped in strings")
      default:
        out.append(byte)
        position += 1
      }
    }
    throw error("The string has no end")
  }

  private func endsRun(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x5C || byte < 0x20 }

  private func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error("The string is not valid UTF-8")
    }
    return text
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSONError) {
    guard position + 1 < bytes.count else { throw error("The string has no end") }
    let escaped = bytes[position + 1]
    switch escaped {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escaped)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      try unicodeEscape(into: &out)
      return
    default: throw error("Unknown escape in a string")
    }
    position += 2
  }

  private mutating func unicodeEscape(into out: inout [UInt8]) throws(JSONError) {
    var code = try hexCode()
    if code >= 0xD800, code < 0xDC00 {
      guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw error("A surrogate stands alone") }
      let low = try hexCode()
      guard low >= 0xDC00, low < 0xE000 else { throw error("A surrogate stands alone") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("A surrogate stands alone") }
    out.append(contentsOf: String(Character(scalar)).utf8)
  }

  /// The four digits behind `\u`; moves behind them.
  private mutating func hexCode() throws(JSONError) -> UInt32 {
    guard position + 6 <= bytes.count else { throw error("The string has no end") }
    var code: UInt32 = 0
    for byte in bytes[(position + 2)..<(position + 6)] {
      guard let digit = hexValue(byte) else { throw error("Expected four hexadecimal digits") }
      code = code << 4 | UInt32(digit)
    }
    position += 6
    return code
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

/// The value of a hexadecimal digit of either case.
func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
