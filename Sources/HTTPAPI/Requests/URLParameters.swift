/// The parameters of a URL, as forms and `URLSearchParams` write them: `+` is a space, `%` and two hexadecimal digits a byte.
struct URLParameters {
  private let pairs: [(name: String, value: String)]

  /// Takes the part of a URL behind the question mark; nil where it is not encoded well, or not UTF-8.
  init?(query: String) {
    var pairs: [(name: String, value: String)] = []
    for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
      let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = Self.decoded(pair[..<end]),
        let value = Self.decoded(end == pair.endIndex ? pair[end...] : pair[end...].dropFirst())
      else { return nil }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// The value of a parameter; of several with a name, the first.
  subscript(name: String) -> String? {
    pairs.first { $0.name == name }?.value
  }

  private static func decoded(_ text: Substring.UTF8View) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
