/// Checks JSON and copies it without white space. The text is valid UTF-8 already.
struct JSONCompactor {
  private let input: [UInt8]
  private var position = 0
  private(set) var output: [UInt8] = []

  init(_ input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  /// A value, with the white space before it.
  mutating func value(depth: Int) throws(TextFormError) {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): try number()
    case _: throw problem("a value is expected")
    }
  }

  /// Nothing but white space follows.
  mutating func end() throws(TextFormError) {
    skipSpace()
    if position < input.count { throw problem("more text follows the value") }
  }

  private mutating func object(depth: Int) throws(TextFormError) {
    try enter(depth)
    if taken(UInt8(ascii: "}")) { return }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw problem("a member's name is expected") }
      try string()
      guard taken(UInt8(ascii: ":")) else { throw problem("`:` is expected") }
      try value(depth: depth + 1)
    } while taken(UInt8(ascii: ","))
    guard taken(UInt8(ascii: "}")) else { throw problem("`,` or `}` is expected") }
  }

  private mutating func array(depth: Int) throws(TextFormError) {
    try enter(depth)
    if taken(UInt8(ascii: "]")) { return }
    repeat { try value(depth: depth + 1) } while taken(UInt8(ascii: ","))
    guard taken(UInt8(ascii: "]")) else { throw problem("`,` or `]` is expected") }
  }

  /// Takes the opening bracket.
  private mutating func enter(_ depth: Int) throws(TextFormError) {
    guard depth < JSONForm.maximumDepth else {
      throw problem("nested deeper than \(JSONForm.maximumDepth) levels")
    }
    copy()
  }

  private mutating func string() throws(TextFormError) {
    copy()
    while let byte = peek {
      guard byte >= 0x20 else { throw problem("a control character stands in a string") }
      copy()
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") { try escape() }
    }
    throw problem("a string is not closed")
  }

  private mutating func escape() throws(TextFormError) {
    guard let byte = peek, "\"\\/bfnrtu".utf8.contains(byte) else {
      throw problem("an unknown escape stands in a string")
    }
    copy()
    guard byte == UInt8(ascii: "u") else { return }
    for _ in 0..<4 {
      guard let digit = peek, "0123456789abcdefABCDEF".utf8.contains(digit) else {
        throw problem("`\\u` needs four hexadecimal digits")
      }
      copy()
    }
  }

  private mutating func number() throws(TextFormError) {
    if peek == UInt8(ascii: "-") { copy() }
    if peek == UInt8(ascii: "0") { copy() } else { try digits() }
    if peek == UInt8(ascii: ".") {
      copy()
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      copy()
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { copy() }
      try digits()
    }
  }

  private mutating func digits() throws(TextFormError) {
    let start = position
    while let byte = peek, (0x30...0x39).contains(byte) { copy() }
    if position == start { throw problem("a digit is expected") }
  }

  private mutating func word(_ word: String) throws(TextFormError) {
    guard input[position...].starts(with: word.utf8) else { throw problem("a value is expected") }
    for _ in word.utf8 { copy() }
  }

  /// Takes `byte` if it follows, after white space.
  private mutating func taken(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    copy()
    return true
  }

  private var peek: UInt8? { position < input.count ? input[position] : nil }

  private mutating func copy() {
    output.append(input[position])
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private func problem(_ message: String) -> TextFormError {
    TextFormError("not JSON: \(message) at byte \(position)")
  }
}
