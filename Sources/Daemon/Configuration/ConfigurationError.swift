/// A mistake in the configuration: what, where, and what to do.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public let message: String

  /// A mistake.
  public init(_ message: String) {
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
