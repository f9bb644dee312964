/// What is wrong with the text of a scenario, and where.
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, as the caller named it.
  public let file: String
  /// The line, counted from 1; nil where the text as a whole is meant.
  public let line: Int?
  /// What is wrong.
  public let message: String

  /// `file:line: message`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
