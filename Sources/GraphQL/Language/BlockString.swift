/// The two directions of block strings: from raw lines to a value, from a value to source text.
enum BlockString {
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `BlockStringValue` of the specification: common indentation and blank outer lines are removed.
  static func value(ofLines rawLines: [[UInt8]]) -> String {
    var common: Int?
    for line in rawLines.dropFirst() {
      let indentation = line.prefix(while: isBlank).count
      if indentation < line.count { common = min(common ?? indentation, indentation) }
    }
    var lines = rawLines[...]
    if let common, common > 0 {
      for index in lines.indices.dropFirst() {
        lines[index].removeFirst(min(common, lines[index].count))
      }
    }
    while let first = lines.first, first.allSatisfy(isBlank) { lines.removeFirst() }
    while let last = lines.last, last.allSatisfy(isBlank) { lines.removeLast() }
    return String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
  }

  /// Whether a value survives being written as a block string.
  static func canPrint(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    if bytes.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A }) { return false }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let first = lines.first, let last = lines.last else { return false }
    if first.allSatisfy(isBlank) || last.allSatisfy(isBlank) { return false }
    let indented = lines.dropFirst().filter { !$0.allSatisfy(isBlank) }
    return indented.isEmpty || indented.contains { line in line.first.map { !isBlank($0) } ?? true }
  }

  /// The source text of a block string, quotes included, its lines not yet indented.
  static func print(_ value: String) -> String {
    let escaped = replaceQuotes(value)
    let isSingleLine = !value.utf8.contains(0x0A)
    let leads = value.utf8.first.map(isBlank) ?? false
    let trails = value.utf8.last == UInt8(ascii: "\"") || value.utf8.last == UInt8(ascii: "\\")
    if isSingleLine, value.utf8.count < 70, !trails { return "\"\"\"\(escaped)\"\"\"" }
    return "\"\"\"" + (isSingleLine && leads ? "" : "\n") + escaped + "\n\"\"\""
  }

  private static func replaceQuotes(_ value: String) -> String {
    var out: [UInt8] = []
    var quotes = 0
    for byte in value.utf8 {
      out.append(byte)
      quotes = byte == UInt8(ascii: "\"") ? quotes + 1 : 0
      if quotes == 3 {
        out.removeLast(3)
        out.append(contentsOf: "\\\"\"\"".utf8)
        quotes = 0
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
