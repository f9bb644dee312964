/// Why a node can't do what it was asked for.
public struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds; the raw value goes into `extensions.code`.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The `lastSync` is garbage.
    case badLastSync = "BAD_LAST_SYNC"
    /// The `lastSync` is of another query or mesh, or too old: the client starts over with `"0"`.
    case resyncRequired = "RESYNC_REQUIRED"
    /// The store can't be read or written at the moment, or the node is stopping; trying again later may help.
    case unavailable = "UNAVAILABLE"
    /// A limit of the configuration is exceeded.
    case limitExceeded = "LIMIT_EXCEEDED"
    /// The request makes no sense.
    case badUserInput = "BAD_USER_INPUT"
    /// The node does not hold documents of the type: another node is to be asked.
    case notReplicated = "NOT_REPLICATED"
    /// A defect of the node.
    case internalServerError = "INTERNAL_SERVER_ERROR"
  }

  /// What kind.
  public var code: Code
  /// What went wrong, and what to do; for people.
  public var message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// `CODE: message`.
  public var description: String { "\(code.rawValue): \(message)" }
}
