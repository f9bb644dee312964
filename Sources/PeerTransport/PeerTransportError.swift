/// Why a transport could not start.
public struct PeerTransportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, where, and what to do.
  public let message: String

  init(_ message: String) { self.message = message }

  /// What went wrong, where, and what to do.
  public var description: String { message }
}
