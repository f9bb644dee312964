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
