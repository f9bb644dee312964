import GraphQL

/// Inputs as lines of a text: a JSON string for what is UTF-8, and hexadecimal digits for what is not.
enum InputLines {
  /// The text of some inputs, the shortest first: the same for the same inputs.
  static func text(of inputs: [[UInt8]]) -> String {
    inputs
      .sorted { ($0.count, $0.description) < ($1.count, $1.description) }
      .map { line(of: $0) + "\n" }.joined()
  }

  private static func line(of input: [UInt8]) -> String {
    if let text = String(validating: input, as: UTF8.self) { return JSON.string(text).description }
    return input.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// The inputs of a text; nil where a line is none.
  static func inputs(in text: String) -> [[UInt8]]? {
    var inputs: [[UInt8]] = []
    for line in text.split(separator: "\n") {
      if let json = try? JSON(parsing: String(line)), let text = json.stringValue {
        inputs.append(Array(text.utf8))
      } else {
        guard let bytes = bytes(line) else { return nil }
        inputs.append(bytes)
      }
    }
    return inputs
  }

  private static func bytes(_ digits: Substring) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
