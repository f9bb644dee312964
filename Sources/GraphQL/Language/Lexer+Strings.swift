extension Lexer {
  /// Reads a string in single quotes, from its opening quote to behind its closing one.
  mutating func string() throws(GraphQLError) -> String {
    position += 1
    var out: [UInt8] = []
    while let byte = byte() {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try escape(into: &out)
      case 0x0A, 0x0D:
        throw error("Unterminated string.", at: position)
      default:
        out.append(byte)
        position += 1
      }
    }
    throw error("Unterminated string.", at: position)
  }

  private mutating func escape(into out: inout [UInt8]) throws(GraphQLError) {
    guard let escaped = byte(ahead: 1) else { throw error("Unterminated string.", at: position) }
    switch escaped {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escaped)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      out.append(contentsOf: String(Character(try unicodeEscape())).utf8)
      return
    default:
      throw error(
        "Invalid character escape sequence: \"\\\(scalar(at: position + 1))\".", at: position)
    }
    position += 2
  }

  private func scalar(at offset: Int) -> String {
    let text = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
    return text.unicodeScalars.first.map { String(Character($0)) } ?? ""
  }

  /// Reads `\uXXXX`, a pair of these that are surrogates, or `\u{X…}`.
  private mutating func unicodeEscape() throws(GraphQLError) -> Unicode.Scalar {
    let start = position
    if byte(ahead: 2) == UInt8(ascii: "{") { return try bracedEscape() }
    guard let high = fourDigits() else { throw invalidUnicode(from: start) }
    if let scalar = Unicode.Scalar(high) { return scalar }
    // A leading surrogate needs a trailing one behind it.
    guard high < 0xDC00, byte() == UInt8(ascii: "\\"), byte(ahead: 1) == UInt8(ascii: "u"),
      let low = fourDigits(), low >= 0xDC00, low < 0xE000,
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw invalidUnicode(from: start) }
    return scalar
  }

  private mutating func bracedEscape() throws(GraphQLError) -> Unicode.Scalar {
    let start = position
    position += 3
    var code: UInt32 = 0
    var digits = 0
    while let byte = byte(), let digit = hexValue(byte), digits < 12, code <= 0x10FFFF {
      code = code << 4 | UInt32(digit)
      digits += 1
      position += 1
    }
    guard byte() == UInt8(ascii: "}"), digits > 0, let scalar = Unicode.Scalar(code) else {
      throw invalidUnicode(from: start)
    }
    position += 1
    return scalar
  }

  private mutating func fourDigits() -> UInt32? {
    guard position + 6 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for byte in bytes[(position + 2)..<(position + 6)] {
      guard let digit = hexValue(byte) else { return nil }
      code = code << 4 | UInt32(digit)
    }
    position += 6
    return code
  }

  private mutating func invalidUnicode(from start: Int) -> GraphQLError {
    let sequence = bytes[start..<min(start + 6, bytes.count)].prefix { $0 != 0x22 && $0 >= 0x20 }
    let text = String(decoding: sequence, as: UTF8.self)
    return error("Invalid Unicode escape sequence: \"\(text)\".", at: start)
  }

  /// Reads a block string, from its opening quotes to behind its closing ones.
  mutating func blockString() throws(GraphQLError) -> String {
    position += 3
    var lines: [[UInt8]] = [[]]
    let quote = UInt8(ascii: "\"")
    while let byte = byte() {
      switch byte {
      case quote where self.byte(ahead: 1) == quote && self.byte(ahead: 2) == quote:
        position += 3
        return BlockString.value(ofLines: lines)
      case UInt8(ascii: "\\")
      where self.byte(ahead: 1) == quote && self.byte(ahead: 2) == quote
        && self.byte(ahead: 3) == quote:
        lines[lines.count - 1].append(contentsOf: [quote, quote, quote])
        position += 4
      case 0x0A, 0x0D:
        position += byte == 0x0D && self.byte(ahead: 1) == 0x0A ? 2 : 1
        beginLine()
        lines.append([])
      default:
        lines[lines.count - 1].append(byte)
        position += 1
      }
    }
    throw error("Unterminated string.", at: position)
  }
}
