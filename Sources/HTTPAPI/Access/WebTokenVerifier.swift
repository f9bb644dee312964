import JWTKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Checks JSON Web Tokens (RFC 7519): the signature, `exp`, which they must have, `nbf`, and `aud` and `iss` as configured. What they allow
/// stands in a claim: a text of words, or a list of them, of which `read`, `write` and `admin` count.
public struct WebTokenVerifier: Sendable {
  /// The most bytes of a token.
  static let maximumSize = 16 << 10
  /// By how many seconds clocks may differ.
  static let leewaySeconds: Double = 10

  private let keys: JWTKeyCollection
  private let expected: Expected
  private let now: @Sendable () -> Double

  /// What claims must say.
  public struct Expected: Sendable, Hashable {
    /// Who the token must be for; nil for anyone.
    public var audience: String?
    /// Who must have issued it; nil for anyone.
    public var issuer: String?
    /// The claim that has the scopes.
    public var scopeClaim: String

    /// These expectations.
    public init(audience: String? = nil, issuer: String? = nil, scopeClaim: String = "scope") {
      self.audience = audience
      self.issuer = issuer
      self.scopeClaim = scopeClaim
    }
  }

  /// What signatures are checked by.
  public enum Key: Sendable, Hashable {
    /// A secret that issuer and node share, of 32 bytes or more; for HS256.
    case secret(String)
    /// A public key in PEM: RSA (for RS256), an elliptic curve P-256, P-384 or P-521 (ES256, ES384, ES512), or Ed25519.
    case pem(String)
    /// A JSON Web Key Set, whose keys tokens name by `kid`.
    case jwks(String)
  }

  /// A verifier by one key, or a set of them.
  /// - Throws: What is wrong with the key.
  public init(_ key: Key, expected: Expected) async throws(AccessError) {
    try await self.init(key, expected: expected, now: { Self.now() })
  }

  /// A verifier that is told the time, in seconds since the epoch.
  init(
    _ key: Key, expected: Expected, now: @escaping @Sendable () -> Double
  ) async throws(AccessError) {
    keys = JWTKeyCollection()
    self.now = now
    self.expected = expected
    switch key {
    case .secret(let secret):
      guard secret.utf8.count >= 32 else {
        throw AccessError("has \(secret.utf8.count) bytes; a secret for tokens needs 32 or more")
      }
      await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
    case .pem(let pem): try await Self.add(pem: pem, to: keys)
    case .jwks(let json):
      do { try await keys.add(jwksJSON: json) } catch {
        throw AccessError("is no JSON Web Key Set that can be used: \(error)")
      }
    }
  }

  private static func add(pem: String, to keys: JWTKeyCollection) async throws(AccessError) {
    if let key = try? Insecure.RSA.PublicKey(pem: pem) {
      await keys.add(rsa: key, digestAlgorithm: .sha256)
    } else if let key = try? ES256PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? ES384PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? ES512PublicKey(pem: pem) {
      await keys.add(ecdsa: key)
    } else if let key = try? EdDSA.PublicKey(pem: pem) {
      await keys.add(eddsa: key)
    } else {
      throw AccessError(
        "has no public key that can be used: PEM of RSA, P-256, P-384, P-521 or Ed25519")
    }
  }

  /// What a token allows.
  func grant(_ token: String) async -> AccessGrant {
    let claims: WebTokenClaims
    do { claims = try await keys.verify(token, as: WebTokenClaims.self) } catch {
      return .refused("the token is not valid: it is no JSON Web Token with a right signature")
    }
    return expected.grant(claims, now: now())
  }

  /// The wall clock, in seconds since the epoch.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension WebTokenVerifier.Expected {
  /// What claims allow at a time, in seconds since the epoch.
  func grant(_ claims: WebTokenClaims, now: Double) -> AccessGrant {
    guard let expires = claims.numbers["exp"] else {
      return .refused("the token is not valid: it has no exp")
    }
    let end = expires + WebTokenVerifier.leewaySeconds
    if now >= end { return .refused("the token has expired; get a new one") }
    if let begin = claims.numbers["nbf"], now < begin - WebTokenVerifier.leewaySeconds {
      return .refused("the token is not valid yet (nbf)")
    }
    if let issuer, claims.texts["iss"] != [issuer] {
      return .refused("the token is not of the issuer that the node trusts (iss)")
    }
    if let audience, claims.texts["aud"]?.contains(audience) != true {
      return .refused("the token is for someone else (aud)")
    }
    let words = (claims.texts[scopeClaim] ?? []).flatMap { $0.split(separator: " ") }
    guard let scope = words.compactMap({ AccessScope(rawValue: String($0)) }).max() else {
      return .refused(
        "the token allows nothing here: its claim \(scopeClaim) has none of read, write, admin"
      )
    }
    return .granted(Access(scope: scope, expires: end))
  }
}

/// The claims of a token that are numbers, texts, or lists of texts.
struct WebTokenClaims: JWTPayload {
  let numbers: [String: Double]
  let texts: [String: [String]]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(numbers: [String: Double], texts: [String: [String]]) {
    self.numbers = numbers
    self.texts = texts
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var numbers: [String: Double] = [:]
    var texts: [String: [String]] = [:]
    for name in container.allKeys {
      if let number = try? container.decode(Double.self, forKey: name) {
        numbers[name.stringValue] = number
      } else if let text = try? container.decode(String.self, forKey: name) {
        texts[name.stringValue] = [text]
      } else if let list = try? container.decode([String].self, forKey: name) {
        texts[name.stringValue] = list
      }
    }
    self.init(numbers: numbers, texts: texts)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, number) in numbers {
      try container.encode(number, forKey: Name(stringValue: name))
    }
    for (name, list) in texts { try container.encode(list, forKey: Name(stringValue: name)) }
  }

  /// Nothing: what claims must say is for the verifier to check, which knows what is expected.
  func verify(using algorithm: some JWTAlgorithm) {}
}
