/// Near misses, for messages that help.
enum Suggestions {
  /// ` Did you mean "a", "b", or "c"?`, at most five of the candidates that look like the input;
  /// else empty.
  /// A prefix such as `$` is put in front of each.
  static func didYouMean(
    _ input: String, _ candidates: some Sequence<String>, prefix: String = ""
  ) -> String {
    let names = near(input, candidates).prefix(5).map { "\"\(prefix)\($0)\"" }
    return names.isEmpty ? "" : " Did you mean \(orList(names))?"
  }

  /// `a`, `a or b`, `a, b, or c`.
  static func orList(_ items: [String]) -> String {
    switch items.count {
    case 0: ""
    case 1: items[0]
    case 2: "\(items[0]) or \(items[1])"
    default: items.dropLast().joined(separator: ", ") + ", or \(items[items.count - 1])"
    }
  }

  /// The candidates whose distance is small for the input's length, the nearest first, equals by
  /// name.
  static func near(_ input: String, _ candidates: some Sequence<String>) -> [String] {
    let input8 = Array(input.utf8)
    // Names this long are rare, and the effort grows with the square.
    guard input8.count <= 40 else { return [] }
    let limit = min(input8.count * 2 / 5 + 1, 8)
    var found: [(distance: Int, name: String)] = []
    for candidate in candidates where abs(candidate.utf8.count - input8.count) <= limit {
      let distance = distance(input8, Array(candidate.utf8))
      if distance <= limit { found.append((distance, candidate)) }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.map(\.name)
  }

  /// How many insertions, deletions, replacements and swaps of neighbours lead from one to the
  /// other; a difference of nothing but case counts as one.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a == b { return 0 }
    let a = a.map(lowercased)
    let b = b.map(lowercased)
    if a == b { return 1 }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let cost = a[i] == b[j] ? 0 : 1
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + cost)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}
