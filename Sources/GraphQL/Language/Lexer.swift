/// Cuts UTF-8 source text into tokens, and holds the limits on their number and nesting.
struct Lexer {
  let bytes: [UInt8]
  let limits: ParseLimits
  var position = 0
  private var tokenCount = 0
  private var depth = 0
  private var line = 1
  /// A place on the present line of which the column is known; columns are counted on from there.
  private var anchor = 0
  private var anchorColumn = 1

  init(_ source: String, limits: ParseLimits) {
    bytes = Array(source.utf8)
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      position = 3
      anchor = 3
    }
  }

  /// The location of a byte of the present line, not before an earlier one that was asked for.
  mutating func location(of offset: Int) -> Location {
    var column = anchorColumn
    var index = anchor
    while index < offset {
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
      index += 1
    }
    anchor = offset
    anchorColumn = column
    return Location(line: line, column: column)
  }

  /// Notes that a line begins at `position`.
  mutating func beginLine() {
    line += 1
    anchor = position
    anchorColumn = 1
  }

  func byte(ahead: Int = 0) -> UInt8? {
    let index = position + ahead
    return index < bytes.count ? bytes[index] : nil
  }

  mutating func error(_ message: String, at offset: Int) -> GraphQLError {
    GraphQLError(
      "Syntax Error: \(message)", .parseFailed, locations: [location(of: max(offset, anchor))])
  }

  /// The next token; `.end` again and again at the end.
  mutating func next() throws(GraphQLError) -> Token {
    skipIgnored()
    let start = position
    let location = location(of: start)
    guard let byte = byte() else { return Token(kind: .end, text: "", location: location) }
    tokenCount += 1
    guard tokenCount <= limits.tokens else {
      throw GraphQLError(
        "The document has more than \(limits.tokens) tokens.", .limitExceeded,
        locations: [location])
    }
    if let kind = punctuator(byte) {
      position += kind == .spread ? 3 : 1
      try nest(kind, at: location)
      return Token(kind: kind, text: "", location: location)
    }
    switch byte {
    case UInt8(ascii: "\""):
      if self.byte(ahead: 1) == byte, self.byte(ahead: 2) == byte {
        return Token(kind: .blockString, text: try blockString(), location: location)
      }
      return Token(kind: .string, text: try string(), location: location)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try number(at: location)
    default:
      if isNameStart(byte) { return Token(kind: .name, text: name(), location: location) }
      throw unexpectedCharacter(at: start)
    }
  }

  private mutating func nest(_ kind: Token.Kind, at location: Location) throws(GraphQLError) {
    if kind == .leftBrace || kind == .leftBracket || kind == .leftParenthesis {
      depth += 1
      guard depth <= limits.depth else {
        throw GraphQLError(
          "The document is nested more than \(limits.depth) brackets deep.", .limitExceeded,
          locations: [location])
      }
    } else if kind == .rightBrace || kind == .rightBracket || kind == .rightParenthesis {
      depth -= 1
    }
  }

  private mutating func skipIgnored() {
    while let byte = byte() {
      switch byte {
      case 0x20, 0x09, UInt8(ascii: ","): position += 1
      case 0x0A:
        position += 1
        beginLine()
      case 0x0D:
        position += self.byte(ahead: 1) == 0x0A ? 2 : 1
        beginLine()
      case UInt8(ascii: "#"):
        while let next = self.byte(), next != 0x0A, next != 0x0D { position += 1 }
      case 0xEF where self.byte(ahead: 1) == 0xBB && self.byte(ahead: 2) == 0xBF: position += 3
      default: return
      }
    }
  }

  private func punctuator(_ byte: UInt8) -> Token.Kind? {
    switch byte {
    case UInt8(ascii: "!"): .bang
    case UInt8(ascii: "$"): .dollar
    case UInt8(ascii: "&"): .ampersand
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "="): .equals
    case UInt8(ascii: "@"): .at
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "|"): .pipe
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: "."):
      self.byte(ahead: 1) == byte && self.byte(ahead: 2) == byte ? .spread : nil
    default: nil
    }
  }

  private mutating func name() -> String {
    let start = position
    while let byte = byte(), isNameStart(byte) || isDigit(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(GraphQLError) {
    guard let byte = byte(), isDigit(byte) else {
      throw error("Invalid number, expected digit but got: \(printed(at: position)).", at: position)
    }
    while let byte = self.byte(), isDigit(byte) { position += 1 }
  }

  private mutating func number(at location: Location) throws(GraphQLError) -> Token {
    let start = position
    var isFloat = false
    if byte() == UInt8(ascii: "-") { position += 1 }
    if byte() == UInt8(ascii: "0") {
      position += 1
      if let next = byte(), isDigit(next) {
        throw error(
          "Invalid number, unexpected digit after 0: \(printed(at: position)).", at: position)
      }
    } else {
      try digits()
    }
    if byte() == UInt8(ascii: ".") {
      isFloat = true
      position += 1
      try digits()
    }
    if let next = byte(), next | 0x20 == UInt8(ascii: "e") {
      isFloat = true
      position += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    if let next = byte(), next == UInt8(ascii: ".") || isNameStart(next) {
      throw error("Invalid number, expected digit but got: \(printed(at: position)).", at: position)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return Token(kind: isFloat ? .float : .int, text: text, location: location)
  }

  private mutating func unexpectedCharacter(at offset: Int) -> GraphQLError {
    if bytes[offset] == UInt8(ascii: "'") {
      return error(
        "Unexpected single quote character ('), did you mean to use a double quote (\")?",
        at: offset)
    }
    if bytes[offset] == UInt8(ascii: "."), let next = byte(ahead: 1), isDigit(next) {
      return error("Invalid number, expected digit before \".\".", at: offset)
    }
    return error("Unexpected character: \(printed(at: offset)).", at: offset)
  }

  /// The character at an offset, as messages show it.
  func printed(at offset: Int) -> String {
    guard offset < bytes.count else { return "<EOF>" }
    let text = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "<EOF>" }
    if scalar == "\"" { return "'\"'" }
    if scalar.value >= 0x20, scalar.value < 0x7F { return "\"\(scalar)\"" }
    let code = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
  }
}

/// Whether a byte can begin a name: a letter or an underscore.
func isNameStart(_ byte: UInt8) -> Bool {
  let lower = byte | 0x20
  return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
}
