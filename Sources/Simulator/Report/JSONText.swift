/// JSON that is written piece by piece. Nothing in it can end a `script` element or begin a comment.
struct JSONText {
  /// What was written.
  private(set) var text = ""
  private var needsComma = false

  /// `null`.
  mutating func null() { text += "null" }

  /// A number, or null.
  mutating func number(_ number: Int64?) {
    guard let number else { return null() }
    text += String(number)
  }

  /// A list of numbers.
  mutating func numbers(_ numbers: [Int64]) {
    list(numbers) { $0.number($1) }
  }

  /// A list of strings.
  mutating func strings(_ strings: [String]) {
    list(strings) { $0.string($1) }
  }

  /// A string. What could mean something to HTML or to JavaScript is written as its number.
  mutating func string(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\0"..<" ", "\u{7F}", "<", ">", "&", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// An object, whose members `write` writes.
  mutating func object(_ write: (inout JSONText) -> Void) {
    text += "{"
    needsComma = false
    write(&self)
    text += "}"
    needsComma = true
  }

  /// A member of an object, whose value `write` writes.
  mutating func member(_ name: String, _ write: (inout JSONText) -> Void) {
    if needsComma { text += "," }
    string(name)
    text += ":"
    write(&self)
    needsComma = true
  }

  private mutating func list<Element>(
    _ elements: [Element], _ write: (inout JSONText, Element) -> Void
  ) {
    text += "["
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      write(&self, element)
    }
    text += "]"
  }
}
