/// The scalar `BigInt`: a whole number of any size up to 1,000 digits, outside in decimal.
///
/// The internal form's bytes sort as the numbers do. It is text of digits: `1`, the number of digits in four digits, and the digits; for a
/// negative number `0`, and then the same with every digit d replaced by 9 - d. Zero has no digits.
public enum BigIntForm {
  /// The most digits of a number.
  public static let maximumDigits = 1_000

  /// The internal form of a number in decimal: digits, with or without `-` before them.
  public static func normalise(_ text: String) throws(TextFormError) -> String {
    let bytes = Array(text.utf8)
    let isNegative = bytes.first == UInt8(ascii: "-")
    let written = bytes.dropFirst(isNegative ? 1 : 0)
    guard !written.isEmpty, written.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw TextFormError("a BigInt is written in decimal digits, like -12345")
    }
    let digits = written.drop { $0 == UInt8(ascii: "0") }
    guard digits.count <= maximumDigits else {
      throw TextFormError("a BigInt must not have more than \(maximumDigits) digits")
    }
    if digits.isEmpty { return "10000" }
    var form: [UInt8] = Array(String(digits.count).utf8)
    form.insert(contentsOf: repeatElement(0x30, count: 4 - form.count), at: 0)
    form.append(contentsOf: digits)
    if isNegative { form = form.map { 0x69 - $0 } }
    form.insert(isNegative ? 0x30 : 0x31, at: 0)
    return String(decoding: form, as: UTF8.self)
  }

  /// The number in decimal. Text that is no internal form is returned as it is.
  public static func display(_ normalised: String) -> String {
    var bytes: [UInt8] = []
    var normalised = normalised
    normalised.withUTF8 { appendDisplay(UnsafeRawBufferPointer($0), to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the number in decimal, the internal form being given as UTF-8, as ``display(_:)`` does.
  public static func appendDisplay(_ normalised: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    let start = bytes.count
    guard normalised.count >= 5, normalised[0] == 0x30 || normalised[0] == 0x31,
      normalised.allSatisfy({ (0x30...0x39).contains($0) })
    else { return bytes.append(contentsOf: normalised) }
    if normalised.count == 5 { return bytes.append(0x30) }
    if normalised[0] == 0x31 { return bytes.append(contentsOf: normalised[5...]) }
    bytes.append(UInt8(ascii: "-"))
    bytes.append(contentsOf: normalised[5...])
    for index in start + 1..<bytes.count { bytes[index] = 0x69 - bytes[index] }
  }
}
