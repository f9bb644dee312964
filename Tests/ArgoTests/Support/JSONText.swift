import Argo
import Foundation

/// Reads JSON text into an Argo value, numbers as integers where they are whole.
struct JSONText {
  private let bytes: [UInt8]
  private var position = 0

  static func parse(_ text: String) -> ArgoValue {
    var parser = JSONText(bytes: Array(text.utf8))
    return parser.value()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value() -> ArgoValue {
    skipSpace()
    switch bytes[position] {
    case UInt8(ascii: "{"):
      position += 1
      var members: [ArgoValue.Member] = []
      while !ends("}") {
        guard case .string(let name) = value() else { preconditionFailure("a key is a string") }
        skipSpace()
        position += 1
        members.append(ArgoValue.Member(name, value()))
      }
      return .object(members)
    case UInt8(ascii: "["):
      position += 1
      var values: [ArgoValue] = []
      while !ends("]") { values.append(value()) }
      return .list(values)
    case UInt8(ascii: "\""):
      let start = position
      position += 1
      while bytes[position] != UInt8(ascii: "\"") {
        position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      position += 1
      let literal = Data(bytes[start..<position])
      return .string((try? JSONDecoder().decode(String.self, from: literal)) ?? "")
    case UInt8(ascii: "t"): return literal(.boolean(true), 4)
    case UInt8(ascii: "f"): return literal(.boolean(false), 5)
    case UInt8(ascii: "n"): return literal(.null, 4)
    default:
      let number = bytes[position...].prefix { "+-.eE0123456789".utf8.contains($0) }
      position = number.endIndex
      let text = String(decoding: number, as: UTF8.self)
      return Int64(text).map(ArgoValue.int) ?? .float(Double(text) ?? 0)
    }
  }

  private mutating func literal(_ value: ArgoValue, _ count: Int) -> ArgoValue {
    position += count
    return value
  }

  private mutating func ends(_ end: Character) -> Bool {
    skipSpace()
    if bytes[position] == UInt8(ascii: ",") { position += 1 }
    skipSpace()
    guard bytes[position] == end.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) {
      position += 1
    }
  }
}
