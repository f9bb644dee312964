public import GraphQL

/// Where and within which bounds HTTP is served, and to whom.
public struct HTTPServerConfiguration: Sendable {
  /// The address or name of the interface.
  public var host: String
  /// The port; 0 for any that is free.
  public var port: Int
  /// Who may do what; nil where everybody who reaches the server may do everything.
  public var access: AccessControl?
  /// The certificate to serve HTTPS by; nil to serve plain HTTP.
  public var tls: ServerCertificate?
  /// Names that a `Host` may have beside loopback, without ports; where they are given and not only loopback is served, it must be one.
  public var hosts: [String] = []
  /// The origins of other sites whose pages may ask, such as `https://app.example.com`; `*` for all.
  public var origins: [String] = []
  /// How much an operation may ask for.
  public var queryLimits = QueryLimits()
  /// The greatest number of arrays and objects inside one another in a request.
  public var maximumJSONDepth = 32
  /// The most bytes of a request: of a body, of a message over a WebSocket.
  public var maximumBodySize = 1 << 20
  /// The most bytes of a response, or of an event of a subscription.
  public var maximumResponseSize = 64 << 20
  /// The most bytes of a response to the operator, if ``maximumResponseSize`` is not more.
  static let maximumAdminResponseSize = 64 << 20
  /// The most connections at a time; further ones wait until one ends.
  public var maximumConnections = 10_000
  /// The most operations of one WebSocket connection at a time.
  public var maximumOperationsPerConnection = 100
  /// After which time a query is given up.
  public var execution = Duration.seconds(5)
  /// After how many seconds without an event a subscriber is sent something, so that proxies keep the connection.
  public var keepAliveSeconds = 12
  /// For how long a subscriber may take nothing before its subscription ends.
  public var stall = Duration.seconds(30)
  /// After how many seconds a WebSocket is closed that did not ask for a connection.
  public var initializationSeconds = 5
  /// After how many seconds a connection is closed that sends no request, or not the rest of one.
  public var idleSeconds = 60
  /// How many seconds requests in flight have to finish when the server stops; what is left then is cut off.
  public var shutdownSeconds = 10
  /// What tells how long subscribers take.
  var now: @Sendable () -> ContinuousClock.Instant = { .now }

  /// At a host and port, with the default bounds, open to everybody who reaches it.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The bounds of JSON in requests.
  var jsonLimits: JSONLimits { JSONLimits(bytes: maximumBodySize, depth: maximumJSONDepth) }

  /// What tells whether a subscriber takes what is sent.
  var subscriberPace: SubscriberPace { SubscriberPace(stall: stall, now: now) }

  /// From where requests are taken.
  var sitePolicy: SitePolicy {
    SitePolicy(servesLoopback: Loopback.contains(host), hosts: hosts, origins: origins)
  }
}
