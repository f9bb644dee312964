extension JSONForm {
  /// A value in internal form as JSON text, as a client reads it: `type` is the name of the field's type in a catalogue, as `Int`
  /// or `[DateTime]`. Integers that GraphQL gives as numbers are numbers; `BigInt` is a string of digits.
  public static func text(of value: Value, type: String) -> String {
    var bytes: [UInt8] = []
    append(value, type: Substring(type), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An object of JSON values by name, in the order given.
  public static func object(_ members: [(name: String, json: String)]) -> String {
    var bytes = Array("{".utf8)
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(text: member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      bytes.append(contentsOf: member.json.utf8)
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ value: Value, type: Substring, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): bytes.append(contentsOf: "\(value)".utf8)
    case .double(let value): bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
    case .string(let text):
      switch type {
      case "JSON":
        if let json = try? normalise(text) { return bytes.append(contentsOf: json.utf8) }
        append(text: text, to: &bytes)
      case "DateTime": append(text: DateTimeForm.display(text), to: &bytes)
      case "Time": append(text: TimeForm.display(text), to: &bytes)
      case "BigInt": append(text: BigIntForm.display(text), to: &bytes)
      default: append(text: text, to: &bytes)
      }
    case .list(let values):
      let element = type.first == "[" ? type.dropFirst().dropLast() : type
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(value, type: element, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
  }

  private static func append(text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
