/// A place in a source text, as the `locations` of a GraphQL error give it.
public struct Location: Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1. A line ends with LF, CR or CR LF.
  public var line: Int
  /// The column in Unicode scalar values, counted from 1.
  public var column: Int

  /// Makes a location from a line and a column, both counted from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The form `line:column`.
  public var description: String { "\(line):\(column)" }
}
