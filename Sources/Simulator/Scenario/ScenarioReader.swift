import Yams

/// Reads values out of a mapping of a YAML text: every key must be known, and stands at most once.
struct ScenarioReader {
  let file: String
  /// What the mapping is called, for messages: `faults.crashes`; empty for the whole text.
  private let path: String
  private let line: Int?
  private var entries: [(key: String, value: Node, line: Int?)] = []

  /// Opens a mapping.
  init(_ node: Node, path: String, file: String) throws(ScenarioError) {
    self.file = file
    self.path = path
    line = node.mark?.line
    guard case .mapping(let mapping) = node else {
      throw ScenarioError(
        file: file, line: node.mark?.line,
        message: path.isEmpty ? "keys with values are expected" : "\(path) needs keys with values")
    }
    for (key, value) in mapping {
      guard let name = key.string else {
        throw ScenarioError(file: file, line: key.mark?.line, message: "a key is no text")
      }
      if entries.contains(where: { $0.key == name }) {
        throw ScenarioError(
          file: file, line: key.mark?.line, message: "\(full(name)) stands here twice")
      }
      entries.append((name, value, key.mark?.line))
    }
  }

  private func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func error(_ line: Int?, _ message: String) -> ScenarioError {
    ScenarioError(file: file, line: line, message: message)
  }

  /// The keys that are left, in order.
  var keys: [String] { entries.map(\.key) }

  /// Takes the value of a key out.
  mutating func take(_ key: String) -> (value: Node, line: Int?)? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    let entry = entries.remove(at: index)
    return (entry.value, entry.line)
  }

  /// Takes the value of a key out, with the error to throw if it is not what is expected.
  mutating func value(_ key: String, _ expected: String) -> (value: Node, error: ScenarioError)? {
    take(key).map { ($0.value, error($0.line, "\(full(key)) \(expected)")) }
  }

  /// Throws if a key is left that nobody took.
  func end(known: [String]) throws(ScenarioError) {
    guard let entry = entries.first else { return }
    throw error(
      entry.line, "\(full(entry.key)) is not known; known are \(known.joined(separator: ", "))")
  }

  /// A mapping below a key.
  mutating func mapping(_ key: String) throws(ScenarioError) -> ScenarioReader? {
    guard let (value, _) = take(key) else { return nil }
    return try ScenarioReader(value, path: full(key), file: file)
  }

  /// Reads a text.
  mutating func text(_ key: String, _ target: inout String) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let text = value.string else { throw error(line, "\(full(key)) must be a text") }
    target = text
  }

  /// Reads a text that may be left out.
  mutating func optionalText(_ key: String, _ target: inout String?) throws(ScenarioError) {
    var text = target ?? ""
    guard entries.contains(where: { $0.key == key }) else { return }
    try self.text(key, &text)
    target = text
  }

  /// Reads a list of texts; it is empty where the key is absent.
  mutating func texts(_ key: String) throws(ScenarioError) -> [String] {
    guard let (value, line) = take(key) else { return [] }
    guard case .sequence(let sequence) = value else {
      throw error(line, "\(full(key)) must be a list of texts")
    }
    var texts: [String] = []
    for node in sequence {
      guard let text = node.string else {
        throw error(node.mark?.line, "\(full(key)) must be a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  /// Reads a whole number of at least 0 that may be left out.
  mutating func optionalNumber(_ key: String, _ target: inout UInt64?) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let number = value.string.flatMap({ UInt64($0) }) else {
      throw error(line, "\(full(key)) must be a whole number of at least 0")
    }
    target = number
  }

  /// Reads a list of whole numbers of at least 0, and of ranges of these, that may be left out: `[0, 4...7]`.
  mutating func optionalNumbers(_ key: String, _ target: inout Set<Int>?) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard case .sequence(let sequence) = value else {
      throw error(line, "\(full(key)) must be a list of numbers")
    }
    var numbers: Set<Int> = []
    for node in sequence {
      guard let range = node.string.flatMap(Self.numbers) else {
        throw error(
          node.mark?.line,
          "\(full(key)) must be a list of numbers from 0 to \(Self.greatestNumber), and of ranges such as"
            + " 4...7")
      }
      numbers.formUnion(range)
    }
    target = numbers
  }

  /// The greatest number in a list.
  private static let greatestNumber = 10_000_000

  private static func numbers(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "...", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
      0 <= first, first <= last, last <= greatestNumber
    else { return nil }
    return first...last
  }

  /// Reads a number within a range.
  mutating func number(
    _ key: String, _ range: ClosedRange<Int>, _ target: inout Int
  ) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let text = value.string, let number = Int(text), range.contains(number) else {
      throw error(
        line, "\(full(key)) must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    target = number
  }

  /// Reads a share from 0 to 1.
  mutating func share(_ key: String, _ target: inout Double) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let text = value.string, let number = Double(text), number >= 0, number <= 1 else {
      throw error(line, "\(full(key)) must be a number from 0 to 1")
    }
    target = number
  }

  /// Reads a number from 0 to a million.
  mutating func factor(_ key: String, _ target: inout Double) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let text = value.string, let number = Double(text), number >= 0, number <= 1_000_000
    else { throw error(line, "\(full(key)) must be a number from 0 to 1000000") }
    target = number
  }

  /// Reads true or false.
  mutating func flag(_ key: String, _ target: inout Bool) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    switch value.string {
    case "true": target = true
    case "false": target = false
    default: throw error(line, "\(full(key)) must be true or false")
    }
  }

  /// Reads one of the names of an enumeration.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ target: inout Choice
  ) throws(ScenarioError) where Choice.RawValue == String {
    guard let (value, line) = take(key) else { return }
    target = try Self.choice(value, full(key), line, file)
  }

  /// Reads a list of the names of an enumeration.
  mutating func choices<Choice: RawRepresentable & CaseIterable & Hashable>(
    _ key: String, _ target: inout Set<Choice>
  ) throws(ScenarioError) where Choice.RawValue == String {
    guard let (value, line) = take(key) else { return }
    guard case .sequence(let sequence) = value else {
      throw error(line, "\(full(key)) must be a list")
    }
    target = []
    for node in sequence { target.insert(try Self.choice(node, full(key), node.mark?.line, file)) }
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ node: Node, _ name: String, _ line: Int?, _ file: String
  ) throws(ScenarioError) -> Choice where Choice.RawValue == String {
    guard let text = node.string, let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ScenarioError(file: file, line: line, message: "\(name) must be of \(known)")
    }
    return choice
  }

  /// Reads a length of time: `50us`, `20ms`, `3s`, `2m`, `1h`.
  mutating func time(_ key: String, _ target: inout VirtualTime) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    guard let time = value.string.flatMap(Self.time) else {
      throw error(line, "\(full(key)) must be a time such as 20ms, 3s, 2m or 1h, at most 24h")
    }
    target = time
  }

  /// Reads a range of times: `1ms...20ms`.
  mutating func times(
    _ key: String, _ low: inout VirtualTime, _ high: inout VirtualTime
  ) throws(ScenarioError) {
    guard let (value, line) = take(key) else { return }
    let parts = (value.string ?? "").split(separator: "...", maxSplits: 1).map(String.init)
    guard parts.count == 2, let first = Self.time(parts[0]), let last = Self.time(parts[1]),
      first <= last
    else { throw error(line, "\(full(key)) must be a range of times such as 1ms...20ms") }
    low = first
    high = last
  }

  private static func time(_ text: String) -> VirtualTime? {
    let units: [(String, Int64)] = [
      ("us", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
    ]
    for (unit, microseconds) in units where text.hasSuffix(unit) {
      guard let count = Int64(text.dropLast(unit.count)), count >= 0,
        count <= 86_400_000_000 / microseconds
      else { continue }
      return VirtualTime(microseconds: count * microseconds)
    }
    return nil
  }
}
