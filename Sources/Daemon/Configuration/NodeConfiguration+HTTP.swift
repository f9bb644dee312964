public import HTTPAPI

extension NodeConfiguration {
  /// The file in the data folder with the token of the local operator, by which commands such as `deltamesh status` have access. It is
  /// made anew at each start of a node with access control.
  public static let operatorTokenFile = "operator.token"

  /// Where the GraphQL API is served, and to whom.
  public struct HTTP: Sendable, Hashable {
    /// The address or name of the interface.
    public var host: String
    /// The port; 0 for any that is free.
    public var port: Int
    /// The certificate to serve HTTPS by; nil to serve plain HTTP.
    public var tls: TLS?
    /// The tokens by which there is access.
    public var tokens: [AccessToken] = []
    /// A file with further tokens, a line each, which nobody but its owner may read; nil for none.
    public var tokensFile: String?
    /// The JSON Web Tokens by which there is access; nil for none.
    public var webTokens: WebTokens?
    /// The origins of other sites whose pages may ask, such as `https://app.example.com`; `*` for all.
    public var origins: [String] = []
    /// Names that a `Host` may have beside loopback.
    public var hosts: [String] = []

    /// At a host and port, without TLS and access control.
    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }

    /// Whether a token is needed.
    public var isProtected: Bool { !tokens.isEmpty || tokensFile != nil || webTokens != nil }

    /// The files of a certificate.
    public struct TLS: Sendable, Hashable {
      /// The certificates in PEM, the server's own first.
      public var certificate: String
      /// Its private key in PEM.
      public var key: String

      /// Of these files.
      public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
      }
    }

    /// How JSON Web Tokens are checked. One of the keys is needed, and only one.
    public struct WebTokens: Sendable, Hashable {
      /// A secret shared with the issuer, 32 bytes or more.
      public var secret: String?
      /// The file of the issuer's public key in PEM.
      public var keyFile: String?
      /// The file of a JSON Web Key Set.
      public var keySetFile: String?
      /// What the claims must say.
      public var expected = WebTokenVerifier.Expected()

      /// With no key yet.
      public init() {}
    }
  }

  /// How much a request may ask for (DESIGN section 14).
  public struct Limits: Sendable, Hashable {
    /// The most tokens of an operation's text.
    public var tokens = 2_000
    /// How deep an operation may be nested: brackets, and fields.
    public var depth = 12
    /// The most aliases of an operation.
    public var aliases = 30
    /// The most directives of an operation.
    public var directives = 50
    /// The most documents of a page.
    public var page = 1_000
    /// The most conditions of a filter.
    public var filterNodes = 64
    /// The most values of `in`.
    public var inValues = 500
    /// The most criteria of an order.
    public var orderings = 16
    /// The most documents that one field of a query reads over all its relations.
    public var related = 50_000
    /// The most rows of one push, and the most documents that one mutation with a filter changes.
    public var rows = 1_000
    /// The most bytes of the values that one mutation, or one row, writes.
    public var document = 1 << 20
    /// The most bytes of a `lastSync`.
    public var lastSync = 64 << 10
    /// How many keys of rows are remembered; beyond, the oldest are forgotten first.
    public var keys = 1_000_000
    /// For how long a query may read, in milliseconds.
    public var execution: Int64 = 5_000
    /// The most bytes of a request.
    public var body = 1 << 20
    /// The most bytes of a response, or of an event of a subscription.
    public var response = 64 << 20
    /// How deep the JSON of a request may be nested.
    public var jsonDepth = 32
    /// The most operations at a time on one WebSocket.
    public var subscriptions = 100
    /// The most connections at a time.
    public var connections = 10_000
    /// For how long a subscriber may take nothing, in milliseconds.
    public var stall: Int64 = 30_000

    /// The defaults.
    public init() {}
  }
}
