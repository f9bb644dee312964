/// How much JSON text a parser accepts.
public struct JSONLimits: Hashable, Sendable {
  /// The greatest length in bytes.
  public var bytes: Int
  /// The greatest number of arrays and objects inside one another.
  public var depth: Int

  /// Makes limits; by default 1 MiB and 32 levels.
  public init(bytes: Int = 1 << 20, depth: Int = 32) {
    self.bytes = bytes
    self.depth = depth
  }
}

/// Why a text is not accepted as JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// The byte at which it is wrong, counted from 0.
  public var offset: Int
  /// Whether the text may be right, but exceeds a limit.
  public var exceedsLimit: Bool

  /// The message and the offset.
  public var description: String { "\(message) (at byte \(offset))" }
}
