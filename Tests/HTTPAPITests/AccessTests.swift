import GraphQL
import HTTPAPI
import Testing

/// Access by bearer tokens, over sockets.
@Suite("Access", .timeLimit(.minutes(5)))
struct AccessTests {
  static let readToken = "read-0123456789abcdef"
  static let writeToken = "write-0123456789abcdef"
  static let adminToken = "admin-0123456789abcdef"

  static func protect(_ configuration: inout HTTPServerConfiguration) {
    let tokens = [
      AccessToken(readToken, scope: .read), AccessToken(writeToken, scope: .write),
      AccessToken(adminToken, scope: .admin),
    ]
    configuration.access = AccessControl(tokens: tokens.compactMap { $0 })
  }

  private static func post(
    _ server: RunningServer, _ query: String, token: String?, path: String = "/graphql",
    scheme: String = "Bearer "
  ) async throws -> RawResponse {
    try await server.client.send(
      "POST", path,
      headers: ["Content-Type: application/json"]
        + (token.map { ["Authorization: \(scheme)\($0)"] } ?? []),
      body: JSON.object(["query": .string(query)]).description)
  }

  @Test("without a token nothing is answered, introspection neither; only health is open")
  func withoutToken() async throws {
    try await withServer(Self.protect) { server in
      for (path, query) in [
        ("/graphql", "{ hello }"), ("/graphql", "{ __schema { types { name } } }"),
        ("/graphql", "{ nothing }"), ("/graphql", "mutation { touch }"),
        ("/admin/graphql", "{ hello }"),
      ] {
        let response = try await Self.post(server, query, token: nil, path: path)
        #expect(response.status == 401)
        #expect(response.code == "UNAUTHENTICATED")
        #expect(response.headers["www-authenticate"] == "Bearer realm=\"deltamesh\"")
        #expect(response.json["data"] == nil)
      }
      #expect(try await server.client.send("GET", "/graphql?query={hello}").status == 401)
      #expect(try await server.client.send("GET", "/metrics").status == 401)
      #expect(try await server.client.send("GET", "/health/live").status == 200)
      #expect(server.documents.mutationCount == 0)
    }
  }

  @Test(
    "a wrong token is none",
    arguments: [
      "", "read", "READ-0123456789ABCDEF", "read-0123456789abcde", "read-0123456789abcdef0",
      "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImFkbWluIn0.",
    ])
  func wrongToken(token: String) async throws {
    try await withServer(Self.protect) { server in
      for (scheme, token) in [("Bearer ", token), ("Basic ", Self.readToken)] {
        let response = try await Self.post(server, "{ hello }", token: token, scheme: scheme)
        #expect(response.status == 401)
      }
    }
  }

  @Test("each scope allows what it says, and what those before it allow")
  func scopes() async throws {
    try await withServer(Self.protect) { server in
      let cases: [(path: String, query: String, least: Int)] = [
        ("/graphql", "{ hello }", 0), ("/graphql", "{ __typename }", 0),
        ("/graphql", "mutation { touch }", 1), ("/admin/graphql", "{ hello }", 2),
        ("/admin/graphql", "mutation { touch }", 2),
      ]
      for (path, query, least) in cases {
        for (scope, token) in [Self.readToken, Self.writeToken, Self.adminToken].enumerated() {
          let response = try await Self.post(server, query, token: token, path: path)
          if scope >= least {
            #expect(response.status == 200)
            #expect(response.json["data"] != nil)
          } else {
            #expect(response.status == 403)
            #expect(response.code == "FORBIDDEN")
            #expect(
              response.headers["www-authenticate"]?.contains("error=\"insufficient_scope\"")
                == true)
          }
        }
      }
      #expect(server.documents.mutationCount == 2)
      #expect(server.admin.mutationCount == 1)
      let metrics = try await server.client.send(
        "GET", "/metrics", headers: ["Authorization: bearer \(Self.readToken)"])
      #expect(metrics.status == 200)
    }
  }

  @Test("a stream of events needs a token as well")
  func eventStream() async throws {
    try await withServer(Self.protect) { server in
      for (token, status) in [(nil, 401), (Self.readToken, 200)] as [(String?, Int)] {
        let response = try await server.client.send(
          "GET", "/graphql?query=subscription{count(to:1)}",
          headers: ["Accept: text/event-stream"]
            + (token.map { ["Authorization: Bearer \($0)"] } ?? []))
        #expect(response.status == status)
      }
      #expect(server.documents.subscriptionCount == 1)
    }
  }

  @Test("over a WebSocket the token comes in the header, or in connection_init")
  func sockets() async throws {
    try await withServer(Self.protect) { server in
      let port = server.client.port
      try await SocketClient.open(
        port: port, headers: [("Authorization", "Bearer \(Self.readToken)")]
      ) { try await $0.connect() }
      try await SocketClient.open(port: port) { client in
        try await client.connect(["Authorization": .string("Bearer \(Self.readToken)")])
        try await client.send(SocketClient.subscribe("1", "mutation { touch }"))
        let message = try await client.message()
        #expect(message["type"] == "error")
        #expect(message["payload"]?[0]?["extensions"]?["code"] == "FORBIDDEN")
        try await client.send(SocketClient.subscribe("1", "{ hello }"))
        #expect(try await client.message()["type"] == "next")
      }
      for (payload, path, code) in [
        (nil, "/graphql", 4401), (["Authorization": "Bearer no"], "/graphql", 4401),
        (["Authorization": .string("Bearer \(Self.writeToken)")], "/admin/graphql", 4403),
      ] as [(JSON?, String, UInt16)] {
        try await SocketClient.open(port: port, path: path) { client in
          try await client.send(SocketClient.initialization(payload))
          switch try await client.next() {
          case .close(let closed, _): #expect(closed == code)
          case let other: Issue.record("\(other) in place of \(code)")
          }
        }
      }
      #expect(server.documents.mutationCount == 0)
    }
  }

  @Test("a file of tokens has notes and empty lines, and says in which line it is wrong")
  func tokenFile() throws {
    let text = """
      # the till
      write \(Self.writeToken)

      read   \(Self.readToken)
      """
    let expected = [
      AccessToken(Self.writeToken, scope: .write), AccessToken(Self.readToken, scope: .read),
    ]
    #expect(try AccessToken.tokens(in: text) == expected.compactMap { $0 })
    let foreign = text.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    #expect(try AccessToken.tokens(in: foreign) == expected.compactMap { $0 })
    for (line, reason) in [
      ("root \(Self.readToken)", "must be a scope"), ("read", "must be a scope"),
      ("read \(Self.readToken) x", "must be a scope"), ("read sixteen-letters-", nil),
      ("read fifteen-letters", "openssl rand -hex 32"), ("read ünïcödé-ünïcödé", "openssl rand"),
      ("read " + String(repeating: "a", count: 1_025), "openssl rand"),
      ("read " + String(repeating: "a", count: 1_024), nil),
    ] as [(String, String?)] {
      do throws(AccessError) {
        let tokens = try AccessToken.tokens(in: "\n" + line)
        #expect(reason == nil && tokens.count == 1, "\(line)")
      } catch {
        #expect(error.message.hasPrefix("line 2 "))
        #expect(error.message.contains(reason ?? "nothing"), "\(error.message)")
        #expect(!error.message.contains("aaaa"))
      }
    }
  }
}
