/// Who may do what: by bearer tokens, JSON Web Tokens, or both.
public struct AccessControl: Sendable {
  private let scopes: [[UInt8]: AccessScope]
  private let webTokens: WebTokenVerifier?

  /// Access by these tokens; where a token is given twice its strongest scope holds.
  public init(tokens: [AccessToken], webTokens: WebTokenVerifier? = nil) {
    scopes = Dictionary(tokens.map { ($0.digest, $0.scope) }, uniquingKeysWith: max)
    self.webTokens = webTokens
  }

  /// What the value of an `Authorization` header allows.
  func grant(authorization: String?) async -> AccessGrant {
    guard let authorization else {
      return .refused("the node wants a token: send the header Authorization: Bearer TOKEN")
    }
    let scheme = "bearer "
    guard authorization.utf8.count > scheme.utf8.count,
      authorization.prefix(scheme.count).lowercased() == scheme
    else { return .refused("the header Authorization must be: Bearer TOKEN") }
    let token = authorization.dropFirst(scheme.count).drop { $0 == " " }
    if let scope = scopes[AccessToken.digest(of: token.utf8)] {
      return .granted(Access(scope: scope, expires: nil))
    }
    guard let webTokens, token.utf8.count <= WebTokenVerifier.maximumSize else {
      return .refused("the token is not one that the node knows")
    }
    return await webTokens.grant(String(token))
  }
}

/// What somebody may do, and until when.
struct Access: Sendable, Hashable {
  /// What is allowed.
  let scope: AccessScope
  /// When that ends, in seconds since the epoch; nil for never.
  let expires: Double?

  /// Everything, for ever: where access is not controlled.
  static let unlimited = Access(scope: .admin, expires: nil)

  /// The seconds that are left, from none to some thirty years; nil where there is no end.
  var secondsLeft: Double? {
    expires.map { min(max($0 - WebTokenVerifier.now(), 0), 1e9) }
  }
}

/// What came of a look at somebody's token.
enum AccessGrant: Sendable, Hashable {
  case granted(Access)
  /// For what reason there is no access.
  case refused(String)
}
