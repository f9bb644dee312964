import HTTPAPI

extension Setting {
  /// Who may ask the API, and how: the settings below `http` but host and port.
  static let access: [Setting] = [
    http("http.tls.certificate", "the certificates to serve HTTPS by, a file in PEM") {
      (http, value) throws(SettingProblem) in
      http.tls = .init(certificate: try value.path(), key: http.tls?.key ?? "")
    },
    http("http.tls.key", "the private key of the certificate, a file in PEM") {
      (http, value) throws(SettingProblem) in
      http.tls = .init(certificate: http.tls?.certificate ?? "", key: try value.path())
    },
    http("http.tokens", "tokens by which there is access, a list of SCOPE TOKEN") {
      (http, value) throws(SettingProblem) in
      http.tokens = try value.accessTokens()
    },
    http("http.tokensFile", "a file with tokens, a line SCOPE TOKEN each, mode 0600") {
      (http, value) throws(SettingProblem) in
      http.tokensFile = try value.path()
    },
    webTokens("http.jwt.secret", "the secret of JSON Web Tokens, 32 bytes or more") {
      (jwt, value) throws(SettingProblem) in
      jwt.secret = try value.text()
    },
    webTokens("http.jwt.secretFile", "a file with the secret, in place of http.jwt.secret") {
      (jwt, value) throws(SettingProblem) in
      jwt.secret = try value.fileContent()
    },
    webTokens("http.jwt.keyFile", "the public key of JSON Web Tokens, a file in PEM") {
      (jwt, value) throws(SettingProblem) in
      jwt.keyFile = try value.path()
    },
    webTokens("http.jwt.jwksFile", "the public keys of JSON Web Tokens, a JSON Web Key Set") {
      (jwt, value) throws(SettingProblem) in
      jwt.keySetFile = try value.path()
    },
    webTokens("http.jwt.audience", "whom a token must be for (aud)") {
      (jwt, value) throws(SettingProblem) in
      jwt.expected.audience = try value.text()
    },
    webTokens("http.jwt.issuer", "who must have issued a token (iss)") {
      (jwt, value) throws(SettingProblem) in
      jwt.expected.issuer = try value.text()
    },
    webTokens("http.jwt.scopeClaim", "the claim that has the scopes") {
      (jwt, value) throws(SettingProblem) in
      jwt.expected.scopeClaim = try value.text()
    },
    http("http.cors", "the origins of other sites whose pages may ask, a list; * for all") {
      (http, value) throws(SettingProblem) in
      http.origins = try value.origins()
    },
    http("http.hosts", "names that a Host may have beside loopback, a list") {
      (http, value) throws(SettingProblem) in
      http.hosts = try value.hostNames()
    },
  ]

  private static func http(
    _ path: String, _ help: String,
    _ apply:
      @escaping @Sendable (
        inout NodeConfiguration.HTTP, SettingValue
      ) throws(SettingProblem) -> Void
  ) -> Setting {
    Setting(path: path, help: help) { (configuration, value) throws(SettingProblem) in
      try configuration.setHTTP { (http) throws(SettingProblem) in try apply(&http, value) }
    }
  }

  private static func webTokens(
    _ path: String, _ help: String,
    _ apply:
      @escaping @Sendable (
        inout NodeConfiguration.HTTP.WebTokens, SettingValue
      ) throws(SettingProblem) -> Void
  ) -> Setting {
    http(path, help) { (http, value) throws(SettingProblem) in
      var webTokens = http.webTokens ?? .init()
      try apply(&webTokens, value)
      http.webTokens = webTokens
    }
  }

  /// How much a request may ask for.
  static let limits: [Setting] = [
    limit("tokens", "the most tokens of an operation", \.tokens, 10...1_000_000),
    limit("depth", "how deep an operation may be nested", \.depth, 3...64),
    limit("aliases", "the most aliases of an operation", \.aliases, 0...10_000),
    limit("directives", "the most directives of an operation", \.directives, 0...10_000),
    limit("page", "the most documents of a page", \.page, 1...10_000),
    limit("filterNodes", "the most conditions of a filter", \.filterNodes, 1...1_000),
    limit("inValues", "the most values of in", \.inValues, 1...10_000),
    limit("orderings", "the most criteria of an order", \.orderings, 1...1_000),
    limit(
      "related", "the most documents that relations of a field have together", \.related,
      1...10_000_000),
    limit("rows", "the most rows of a push or of a mutation with a filter", \.rows, 1...20_000),
    limit("document", "the most bytes of the values of a mutation", \.document, 1_024...64 << 20),
    limit("lastSync", "the most bytes of a lastSync", \.lastSync, 1_024...1 << 20),
    limit("keys", "how many keys of rows are remembered", \.keys, 1_000...100_000_000),
    Setting(path: "limits.execution", help: "for how long a query may read, as 5s") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.limits.execution = try value.milliseconds(in: 10...3_600_000)
    },
    limit("body", "the most bytes of a request", \.body, 1_024...64 << 20),
    limit("response", "the most bytes of a response", \.response, 64 << 10...1 << 30),
    limit("jsonDepth", "how deep the JSON of a request may be nested", \.jsonDepth, 4...64),
    limit(
      "subscriptions", "the most operations at a time on one WebSocket", \.subscriptions,
      1...10_000),
    limit("connections", "the most connections at a time", \.connections, 1...1_000_000),
    Setting(path: "limits.stall", help: "for how long a subscriber may take nothing, as 30s") {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.limits.stall = try value.milliseconds(in: 100...3_600_000)
    },
  ]

  private static func limit(
    _ name: String, _ help: String,
    _ property: any WritableKeyPath<NodeConfiguration.Limits, Int> & Sendable,
    _ range: ClosedRange<Int>
  ) -> Setting {
    Setting(path: "limits.\(name)", help: help) {
      (configuration: inout NodeConfiguration, value) throws(SettingProblem) in
      configuration.limits[keyPath: property] = try value.integer(in: range)
    }
  }
}

extension NodeConfiguration {
  /// Changes what is said of HTTP; at first that is the default.
  mutating func setHTTP(
    _ body: (inout HTTP) throws(SettingProblem) -> Void
  ) throws(SettingProblem) {
    var http = http ?? HTTP(host: "127.0.0.1", port: 4000)
    try body(&http)
    self.http = http
  }
}

extension SettingValue {
  /// A list of `SCOPE TOKEN`; in the environment separated by commas.
  fileprivate func accessTokens() throws(SettingProblem) -> [AccessToken] {
    var tokens: [AccessToken] = []
    for line in texts {
      do throws(AccessError) { tokens.append(try AccessToken(line: line)) } catch {
        throw SettingProblem(
          expectation: "must be a list of tokens, each of which \(error.message)")
      }
    }
    return tokens
  }

  /// A list of origins: scheme, host and port, nothing behind; or `*`.
  fileprivate func origins() throws(SettingProblem) -> [String] {
    let texts = texts
    for text in texts where text != "*" {
      let rest = ["http://", "https://"].compactMap {
        text.hasPrefix($0) ? text.dropFirst($0.count) : nil
      }
      guard let host = rest.first, !host.isEmpty, !host.contains(where: { "/?#@ ".contains($0) })
      else {
        throw SettingProblem(
          expectation:
            "must be a list of origins such as https://app.example.com, or *; \"\(text)\" is none")
      }
    }
    return texts
  }

  /// A list of names of hosts, without ports.
  fileprivate func hostNames() throws(SettingProblem) -> [String] {
    let texts = texts
    for text in texts where text.isEmpty || text.contains(where: { "/:?#@ ".contains($0) }) {
      throw SettingProblem(
        expectation: "must be a list of names without ports; \"\(text)\" is none")
    }
    return texts
  }
}
