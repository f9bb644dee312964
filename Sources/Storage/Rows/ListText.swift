import Documents

/// Lists as JSON text, in columns. The way there and back is exact: doubles have a point or an exponent, integers have not.
/// NaN and infinities have no such form.
enum ListText {
  /// The text of a list; nil where it has none.
  static func text(of values: [Value]) -> String? {
    var text = ""
    return append(.list(values), to: &text) ? text : nil
  }

  private static func append(_ value: Value, to text: inout String) -> Bool {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let number): text += "\(number)"
    case .double(let number):
      guard number.isFinite else { return false }
      text += "\(number)"
    case .string(let string): append(string, to: &text)
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        guard append(value, to: &text) else { return false }
      }
      text += "]"
    }
    return true
  }

  private static func append(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// Reads a list; nil where the text is none that this type wrote.
  static func list(from text: UnsafeRawBufferPointer) -> Value? {
    var reader = Reader(bytes: text)
    guard let value = reader.value(depth: 0), reader.position == text.count, case .list = value
    else { return nil }
    return value
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    mutating func value(depth: Int) -> Value? {
      guard depth <= PackedValues.maximumDepth + 1, position < bytes.count else { return nil }
      switch bytes[position] {
      case UInt8(ascii: "["): return list(depth: depth)
      case UInt8(ascii: "\""): return string().map { .string($0) }
      case UInt8(ascii: "n"): return skip("null") ? .null : nil
      case UInt8(ascii: "t"): return skip("true") ? .bool(true) : nil
      case UInt8(ascii: "f"): return skip("false") ? .bool(false) : nil
      default: return number()
      }
    }

    private mutating func list(depth: Int) -> Value? {
      position += 1
      var values: [Value] = []
      if take(UInt8(ascii: "]")) { return .list(values) }
      while let value = value(depth: depth + 1) {
        values.append(value)
        if take(UInt8(ascii: "]")) { return .list(values) }
        guard take(UInt8(ascii: ",")) else { return nil }
      }
      return nil
    }

    private mutating func number() -> Value? {
      let start = position
      var isDouble = false
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isDouble = true
        default: return number(start, isDouble)
        }
        position += 1
      }
      return number(start, isDouble)
    }

    private func number(_ start: Int, _ isDouble: Bool) -> Value? {
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      return isDouble ? Double(text).map { .double($0) } : Int64(text).map { .int($0) }
    }

    private mutating func string() -> String? {
      position += 1
      var utf8: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: utf8, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard let byte = escaped() else { return nil }
          utf8.append(byte)
        default: utf8.append(byte)
        }
      }
      return nil
    }

    private mutating func escaped() -> UInt8? {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "n"): return UInt8(ascii: "\n")
      case UInt8(ascii: "u"):
        guard bytes.count - position >= 4 else { return nil }
        position += 4
        return UInt8(String(decoding: bytes[position - 2..<position], as: UTF8.self), radix: 16)
      default: return byte
      }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    private mutating func skip(_ word: StaticString) -> Bool {
      for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) { return false }
      return true
    }
  }
}
