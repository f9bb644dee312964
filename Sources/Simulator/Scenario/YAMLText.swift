/// A text as a YAML scalar: plain where that is safe anywhere, else in double quotes.
struct YAMLText: CustomStringConvertible {
  private let text: String

  init(_ text: String) {
    self.text = text
  }

  var description: String {
    isPlain ? text : "\"" + text.unicodeScalars.map(Self.escaped).joined() + "\""
  }

  /// Begins with a letter, and has nothing in it that means anything to YAML; and is no word that stands for something else.
  private var isPlain: Bool {
    func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    let bytes = text.utf8
    guard let first = bytes.first, isLetter(first), bytes.last != UInt8(ascii: " ") else {
      return false
    }
    let others = Set(" -_./;()'0123456789".utf8)
    let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return bytes.allSatisfy { isLetter($0) || others.contains($0) }
      && !words.contains(text.lowercased())
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x20...0x7E, 0xA1...0x2027, 0x202A...0xD7FF: return String(scalar)
    default:
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
  }
}
