import Foundation
import GraphQL
import PeerWire

/// The value of a setting as it was written: a text or a list of texts, and the folder that relative paths in it start from.
struct SettingValue: Sendable {
  enum Content: Sendable {
    case text(String)
    case list([String])
    case object(JSON)
  }

  let content: Content
  let folder: String

  func text() throws(SettingProblem) -> String {
    switch content {
    case .text(let text) where !text.isEmpty: return text
    case .text, .list, .object: throw SettingProblem(expectation: "must be a text")
    }
  }

  /// A path, relative ones seen from the folder.
  func path() throws(SettingProblem) -> String {
    let text = try text()
    return text.hasPrefix("/") ? text : "\(folder)/\(text)"
  }

  /// The trimmed content of the file at the path.
  func fileContent() throws(SettingProblem) -> String {
    let path = try path()
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw SettingProblem(expectation: "must name a readable text file; can't read \(path)") }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func integer(in range: ClosedRange<Int>) throws(SettingProblem) -> Int {
    guard let number = Int(try text()), range.contains(number) else {
      throw SettingProblem(
        expectation: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func boolean() throws(SettingProblem) -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw SettingProblem(expectation: "must be true or false")
    }
  }

  /// A time span: a whole number and `ms`, `s`, `m` or `h`.
  func milliseconds(in range: ClosedRange<Int64>) throws(SettingProblem) -> Int64 {
    let text = try text()
    let units: [(suffix: String, factor: Int64)] = [
      ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
      ("d", 86_400_000),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      guard let number = Int64(text.dropLast(unit.suffix.count)) else { continue }
      let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.factor)
      if !overflow, range.contains(milliseconds) { return milliseconds }
    }
    throw SettingProblem(
      expectation:
        "must be a time span such as 60s, from \(range.lowerBound)ms to \(range.upperBound)ms")
  }

  /// An address, or one word in its place.
  func address(or word: String) throws(SettingProblem) -> String {
    let text = try text()
    guard text == word || PeerAddress(text) != nil else {
      throw SettingProblem(
        expectation: "must be HOST:PORT, such as 127.0.0.1:4101 or [::1]:4101, or \(word)")
    }
    return text
  }

  func address() throws(SettingProblem) -> String {
    let text = try text()
    guard PeerAddress(text) != nil else {
      throw SettingProblem(expectation: "must be HOST:PORT, such as 127.0.0.1:4101 or [::1]:4101")
    }
    return text
  }

  /// A list; in the environment separated by commas.
  var texts: [String] {
    switch content {
    case .text(let text):
      text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    case .list(let list): list
    case .object: []
    }
  }

  /// Filters by type, each as JSON; in the environment all of them as one JSON object.
  func filters() throws(SettingProblem) -> [String: String] {
    let json: JSON?
    switch content {
    case .text(let text): json = try? JSON(parsing: Array(text.utf8))
    case .object(let object): json = object
    case .list: json = nil
    }
    guard case .object(let object)? = json else {
      throw SettingProblem(
        expectation: "must have types below it, each with a filter such as {store: {eq: north}}")
    }
    var filters: [String: String] = [:]
    for (name, filter) in object { filters[name] = filter.description }
    return filters
  }

  /// A list of names of types, one or more; whether the schema has them is for others to check.
  func typeNames() throws(SettingProblem) -> [String] {
    let texts = texts
    guard !texts.isEmpty, !texts.contains(where: \.isEmpty) else {
      throw SettingProblem(expectation: "must be a list of types of the schema, one or more")
    }
    return texts
  }

  /// A list of addresses; in the environment separated by commas.
  func addresses() throws(SettingProblem) -> [String] {
    let texts = texts
    for text in texts where PeerAddress(text) == nil {
      throw SettingProblem(
        expectation: "must be a list of HOST:PORT, such as 127.0.0.1:4101; \"\(text)\" is not")
    }
    return texts
  }

  func choice<Choice: CaseIterable & RawRepresentable>(
    of type: Choice.Type
  ) throws(SettingProblem) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try text()) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw SettingProblem(expectation: "must be one of \(names)")
    }
    return choice
  }
}
