import Argo

/// Reads a wire type in readable form, for tests of the codec that need no schema.
struct WireText {
  private var rest: Substring

  static func parse(_ text: String) -> WireType {
    var parser = WireText(rest: Substring(text))
    return parser.type()
  }

  private mutating func type() -> WireType {
    skipSpace()
    var type: WireType
    if take("{") {
      var fields: [WireType.Field] = []
      skipSpace()
      while !take("}") {
        let name = word()
        let isOmittable = take("?")
        precondition(take(":"))
        fields.append(WireType.Field(name, self.type(), isOmittable: isOmittable))
        skipSpace()
      }
      type = .record(fields)
    } else {
      let name = word()
      switch name {
      case "STRING": type = .string
      case "BOOLEAN": type = .boolean
      case "VARINT": type = .varint
      case "FLOAT64": type = .float64
      case "BYTES": type = .bytes
      case "DESC": type = .desc
      case "ERROR": type = .error
      default: preconditionFailure("unknown wire type \(name)")
      }
      if take("<") {
        type = .block(type, key: word(), deduplicates: true)
        precondition(take(">"))
      } else if take("{") {
        type = .block(type, key: word(), deduplicates: false)
        precondition(take("}"))
      }
    }
    while true {
      if take("?") {
        type = .nullable(type)
      } else if take("[]") {
        type = .array(type)
      } else {
        return type
      }
    }
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0.isWhitespace }
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest.dropFirst(word.count)
    return String(word)
  }
}
