import GraphQL
import JWTKit
import Testing

@testable import HTTPAPI

/// Access by JSON Web Tokens.
@Suite("JSON Web Tokens", .timeLimit(.minutes(5)))
struct WebTokenTests {
  private static let secret = "a secret of 32 bytes or even more"

  /// A signed token with claims; `exp` is a minute ahead unless it is given.
  private static func token(
    _ keys: JWTKeyCollection, _ claims: [String: [String]] = ["scope": ["read"]],
    _ numbers: [String: Double] = [:], kid: JWKIdentifier? = nil
  ) async throws -> String {
    let numbers = ["exp": WebTokenVerifier.now() + 60].merging(numbers) { $1 }
    return try await keys.sign(WebTokenClaims(numbers: numbers, texts: claims), kid: kid)
  }

  private static func scope(_ grant: AccessGrant) -> AccessScope? {
    switch grant {
    case .granted(let access): access.scope
    case .refused: nil
    }
  }

  @Test("a token signed with the secret is good, one signed with another is not")
  func secret() async throws {
    let verifier = try await WebTokenVerifier(.secret(Self.secret), expected: .init())
    let keys = await JWTKeyCollection().add(
      hmac: HMACKey(from: Self.secret), digestAlgorithm: .sha256)
    #expect(Self.scope(await verifier.grant(try await Self.token(keys))) == .read)
    let others = await JWTKeyCollection().add(
      hmac: HMACKey(from: Self.secret + "!"), digestAlgorithm: .sha256)
    #expect(Self.scope(await verifier.grant(try await Self.token(others))) == nil)
    let token = try await Self.token(keys)
    #expect(Self.scope(await verifier.grant(String(token.dropLast(4)) + "AAAA")) == nil)
  }

  @Test("a token without a signature is not taken, nor what is no token")
  func unsigned() async throws {
    let verifier = try await WebTokenVerifier(.secret(Self.secret), expected: .init())
    // {"alg":"none"} and {"scope":"admin","exp":9999999999}
    for token in [
      "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImFkbWluIiwiZXhwIjo5OTk5OTk5OTk5fQ.",
      "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImFkbWluIiwiZXhwIjo5OTk5OTk5OTk5fQ", "", "..", "a.b.c",
      "\u{0}", String(repeating: ".", count: 100),
    ] {
      #expect(Self.scope(await verifier.grant(token)) == nil)
    }
  }

  @Test("public keys are taken in PEM, and a token signed with the text of the key is not")
  func pem() async throws {
    let ecdsa = ES256PrivateKey()
    let verifier = try await WebTokenVerifier(
      .pem(ecdsa.publicKey.pemRepresentation), expected: .init())
    let keys = await JWTKeyCollection().add(ecdsa: ecdsa)
    #expect(
      Self.scope(await verifier.grant(try await Self.token(keys, ["scope": ["write"]]))) == .write)
    let confused = await JWTKeyCollection().add(
      hmac: HMACKey(from: ecdsa.publicKey.pemRepresentation), digestAlgorithm: .sha256)
    #expect(Self.scope(await verifier.grant(try await Self.token(confused))) == nil)
    for wrong in ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"] {
      await #expect(throws: AccessError.self) {
        try await WebTokenVerifier(.pem(wrong), expected: .init())
      }
    }
  }

  @Test("the keys of a set are chosen by kid")
  func keySet() async throws {
    let first = ES256PrivateKey()
    let second = ES256PrivateKey()
    let set = [first, second].enumerated().compactMap { index, key in
      key.parameters.map {
        #"{"kty":"EC","crv":"P-256","alg":"ES256","kid":"k\#(index)","x":"\#($0.x)","y":"\#($0.y)"}"#
      }
    }
    #expect(set.count == 2)
    let verifier = try await WebTokenVerifier(
      .jwks("{\"keys\":[\(set.joined(separator: ","))]}"), expected: .init())
    let keys = JWTKeyCollection()
    await keys.add(ecdsa: first, kid: "k0").add(ecdsa: second, kid: "k1")
    for kid in ["k0", "k1"] as [JWKIdentifier] {
      #expect(Self.scope(await verifier.grant(try await Self.token(keys, kid: kid))) == .read)
    }
    let swapped = JWTKeyCollection()
    await swapped.add(ecdsa: first, kid: "k1")
    #expect(Self.scope(await verifier.grant(try await Self.token(swapped, kid: "k1"))) == nil)
    await #expect(throws: AccessError.self) {
      try await WebTokenVerifier(.jwks("{}"), expected: .init())
    }
  }

  @Test("a secret for tokens has 32 bytes at least")
  func shortSecret() async throws {
    await #expect(throws: AccessError.self) {
      try await WebTokenVerifier(.secret(String(repeating: "a", count: 31)), expected: .init())
    }
    _ = try await WebTokenVerifier(
      .secret(String(repeating: "a", count: 32)), expected: .init())
  }

  @Test("claims are held to the time and to what is expected, with the bounds of the leeway")
  func claims() throws {
    let expected = WebTokenVerifier.Expected(audience: "mesh", issuer: "id", scopeClaim: "scp")
    let now = 1_000_000.0
    let good = ["aud": ["other", "mesh"], "iss": ["id"], "scp": ["openid write profile"]]
    func scope(_ numbers: [String: Double], _ changes: [String: [String]?] = [:]) -> AccessScope? {
      var texts = good
      for (name, value) in changes { texts[name] = value }
      return Self.scope(
        expected.grant(WebTokenClaims(numbers: numbers, texts: texts), now: now))
    }
    #expect(scope(["exp": now + 1]) == .write)
    #expect(scope(["exp": now - 9]) == .write)
    #expect(scope(["exp": now - 10]) == nil)
    #expect(scope([:]) == nil)
    #expect(scope(["exp": now + 1, "nbf": now + 10]) == .write)
    #expect(scope(["exp": now + 1, "nbf": now + 11]) == nil)
    #expect(scope(["exp": now + 1], ["aud": ["other"]]) == nil)
    #expect(scope(["exp": now + 1], ["aud": nil]) == nil)
    #expect(scope(["exp": now + 1], ["iss": ["someone"]]) == nil)
    #expect(scope(["exp": now + 1], ["iss": nil]) == nil)
    #expect(scope(["exp": now + 1], ["scp": ["openid", "admin", "read"]]) == .admin)
    #expect(scope(["exp": now + 1], ["scp": ["reader Write"]]) == nil)
    #expect(scope(["exp": now + 1], ["scp": nil, "scope": ["admin"]]) == nil)
  }

  @Test(
    "when a token expires its subscriptions end: over a WebSocket by 4403, as a stream by an error")
  func expiry() async throws {
    // Who lets in looks at a clock that is behind, so the time is over at once.
    let verifier = try await WebTokenVerifier(
      .secret(Self.secret), expected: .init(), now: { 1_000_000 })
    let keys = await JWTKeyCollection().add(
      hmac: HMACKey(from: Self.secret), digestAlgorithm: .sha256)
    let token = try await Self.token(keys, ["scope": ["read"]], ["exp": 1_000_060])
    try await withServer({ $0.access = AccessControl(tokens: [], webTokens: verifier) }) { server in
      let stream = Task {
        try await server.client.send(
          "GET", "/graphql?query=subscription{forever}",
          headers: ["Accept: text/event-stream", "Authorization: Bearer \(token)"])
      }
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect(["Authorization": .string("Bearer \(token)")])
        switch try await client.next() {
        case .close(let code, let reason):
          #expect(code == 4403)
          #expect(reason.contains("expired"))
        case let other: Issue.record("\(other)")
        }
      }
      let response = try await stream.value
      #expect(response.status == 200)
      #expect(response.body.contains("\"code\":\"UNAUTHENTICATED\""))
      #expect(response.body.hasSuffix("event: complete\ndata:\n\n"))
    }
  }
}
