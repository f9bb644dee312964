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
  /// After how many seconds a connection is closed that sends no request, or not the rest of one.
  public var idleSeconds = 60
  /// How many seconds requests in flight have to finish when the server stops; what is left then is cut off.
  public var shutdownSeconds = 10

  /// At a host and port, with the default bounds.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }
}
