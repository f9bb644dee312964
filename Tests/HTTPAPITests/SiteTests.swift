import GraphQL
import HTTPAPI
import Testing

/// What pages of other sites may make browsers send.
@Suite("Other sites", .timeLimit(.minutes(5)))
struct SiteTests {
  @Test("a page of an allowed site may ask, after a preflight, and read the answer")
  func allowed() async throws {
    try await withServer({ $0.origins = ["https://App.example", "http://localhost:3000"] }) {
      server in
      for origin in ["https://app.example", "http://localhost:3000"] {
        let preflight = try await server.client.send(
          "OPTIONS", "/graphql",
          headers: [
            "Origin: \(origin)", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization,content-type",
          ])
        #expect(preflight.status == 204)
        #expect(preflight.headers["access-control-allow-origin"] == origin)
        #expect(preflight.headers["access-control-allow-methods"] == "GET, POST")
        #expect(
          preflight.headers["access-control-allow-headers"]
            == "Accept, Argo-Mode, Authorization, Content-Type")
        #expect(preflight.headers["access-control-allow-credentials"] == nil)
        let response = try await server.client.send(
          "POST", "/graphql", headers: ["Origin: \(origin)", "Content-Type: application/json"],
          body: "{\"query\":\"{ hello }\"}")
        #expect(response.status == 200)
        #expect(response.headers["access-control-allow-origin"] == origin)
        #expect(response.headers["vary"]?.contains("Origin") == true)
      }
    }
  }

  @Test("a page of a site that is not allowed gets nothing, and no preflight passes")
  func refused() async throws {
    try await withServer({ $0.origins = ["https://app.example"] }) { server in
      for origin in [
        "https://evil.example", "https://app.example.evil.example", "http://app.example",
        "https://app.example:8443", "null",
      ] {
        for (method, headers) in [
          ("OPTIONS", ["Access-Control-Request-Method: POST"]), ("GET", []),
        ] as [(String, [String])] {
          let response = try await server.client.send(
            method, "/graphql?query={hello}", headers: headers + ["Origin: \(origin)"])
          #expect(response.status == 403)
          #expect(response.headers["access-control-allow-origin"] == nil)
        }
      }
    }
  }

  @Test("what a browser sends from another site without Origin, as for an image, is refused")
  func withoutOrigin() async throws {
    try await withServer { server in
      for (site, status) in [
        ("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200),
      ] {
        let response = try await server.client.send(
          "GET", "/graphql?query={hello}", headers: ["Sec-Fetch-Site: \(site)"])
        #expect(response.status == status)
      }
    }
  }

  @Test("a Host must be loopback, or one that is allowed")
  func hosts() async throws {
    try await withServer({ $0.hosts = ["Node-1.example"] }) { server in
      for (host, status) in [
        ("node-1.example", 200), ("NODE-1.EXAMPLE:4000", 200), ("localhost", 200),
        ("node-2.example", 403), ("node-1.example.evil", 403), ("127.evil.example", 403),
      ] {
        let response = try await server.client.send("GET", "/health/live", host: host)
        #expect(response.status == status, "\(host)")
      }
    }
  }
}
