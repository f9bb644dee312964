/// Where and within which bounds HTTP is served.
public struct HTTPServerConfiguration: Sendable, Hashable {
  /// The address or name of the interface.
  public var host: String
  /// The port; 0 for any that is free.
  public var port: Int
  /// The most bytes of the body of a request.
  public var maximumBodySize = 1 << 20
  /// After how many seconds without an event a comment is sent to a subscriber, so that proxies keep the connection.
  public var keepAliveSeconds = 12

  /// At a host and port, with the default bounds.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }
}

/// Why HTTP can't be served.
public struct HTTPServerError: Error, Sendable, Hashable {
  /// What is wrong, and what to do.
  public let message: String

  /// An error.
  public init(_ message: String) {
    self.message = message
  }
}
