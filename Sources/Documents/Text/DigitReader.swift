/// Reads the fixed parts of dates and times from ASCII text, from the front.
struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) {
    rest = Array(text.utf8)[...]
  }

  /// Whether everything was read.
  var isAtEnd: Bool { rest.isEmpty }

  /// Reads exactly `count` digits as a number; nil where there are fewer.
  mutating func number(digits count: Int) -> Int? {
    guard rest.count >= count else { return nil }
    var number = 0
    for byte in rest.prefix(count) {
      guard let digit = Self.digit(byte) else { return nil }
      number = number * 10 + digit
    }
    rest = rest.dropFirst(count)
    return number
  }

  /// Reads one of `characters`; nil where something else, or nothing, follows.
  mutating func take(_ characters: Unicode.Scalar...) -> Unicode.Scalar? {
    guard let byte = rest.first, let found = characters.first(where: { $0.value == byte })
    else { return nil }
    rest = rest.dropFirst()
    return found
  }

  /// Reads all digits that follow, at most `maximum` of them, as a fraction of so many digits; nil where there are none or more.
  mutating func fraction(maximum: Int) -> Int? {
    var number = 0
    var count = 0
    while let byte = rest.first, let digit = Self.digit(byte) {
      guard count < maximum else { return nil }
      number = number * 10 + digit
      count += 1
      rest = rest.dropFirst()
    }
    guard count > 0 else { return nil }
    for _ in count..<maximum { number *= 10 }
    return number
  }

  /// Appends `number` with at least `digits` digits.
  static func append(_ number: Int, digits: Int, to text: inout String) {
    let written = String(number)
    for _ in written.utf8.count..<max(digits, written.utf8.count) { text.append("0") }
    text.append(written)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte) - 48 : nil
  }
}
