import GraphQL
import HTTPAPI
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@Suite("The HTTP server", .timeLimit(.minutes(1)))
struct ServerTests {
  @Test("says that it lives")
  func health() async throws {
    try await withServer { server in
      for status in ["live", "ready"] {
        let response = try await server.client.send("GET", "/health/\(status)")
        #expect(response.status == 200)
        #expect(response.json == ["status": .string(status)])
        let head = try await server.client.send("HEAD", "/health/\(status)")
        #expect(head.status == 200)
        #expect(head.body == "")
      }
    }
  }

  @Test("an unknown path is 404 as JSON with a code", arguments: ["/", "/graphq", "/graphql/x"])
  func unknownPath(path: String) async throws {
    try await withServer { server in
      for method in ["GET", "POST", "DELETE"] {
        let response = try await server.client.send(method, path)
        #expect(response.status == 404)
        #expect(response.contentType == "application/json; charset=utf-8")
        #expect(response.code == "NOT_FOUND")
      }
    }
  }

  @Test(
    "another method is 405 and says which are taken",
    arguments: [
      "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND",
    ])
  func otherMethod(method: String) async throws {
    try await withServer { server in
      for path in ["/graphql", "/admin/graphql"] {
        let response = try await server.client.send(method, path)
        #expect(response.status == 405)
        #expect(response.headers["allow"] == "GET, POST")
        if method == "HEAD" {
          #expect(response.body == "")
        } else {
          #expect(response.code == "BAD_USER_INPUT")
        }
      }
    }
  }

  @Test("only a Host that is this machine is served on loopback")
  func host() async throws {
    try await withServer { server in
      for host in ["localhost:1", "LOCALHOST", "127.0.0.1", "127.9.8.7:80", "[::1]:4000"] {
        let response = try await server.client.send("GET", "/health/live", host: host)
        #expect(response.status == 200, "\(host)")
      }
      for host in [
        "example.com", "127.example.com", "127.0.0.1.example.com", "127.0.0", "localhost.evil.org",
        "[2001:db8::1]:4000", "10.0.0.1", "",
      ] {
        let response = try await server.client.send("GET", "/health/live", host: host)
        #expect(response.status == 403, "\(host)")
        #expect(response.code == "FORBIDDEN")
      }
    }
  }

  @Test("pages of another site are turned away")
  func origin() async throws {
    try await withServer { server in
      let host = "127.0.0.1:\(server.client.port)"
      for origin in ["http://\(host)", "https://\(host)", "HTTP://\(host)"] {
        let response = try await server.client.send(
          "GET", "/graphql?query={hello}", headers: ["Origin: \(origin)"])
        #expect(response.status == 200, "\(origin)")
      }
      for origin in ["null", "http://example.com", "http://127.0.0.1:1", "http://\(host).org"] {
        for method in ["GET", "POST", "OPTIONS"] {
          let response = try await server.client.send(
            method, "/graphql?query={hello}", headers: ["Origin: \(origin)"])
          #expect(response.status == 403, "\(origin)")
          #expect(response.code == "FORBIDDEN")
        }
      }
    }
  }

  @Test("what is not HTTP is answered with 400 and closed")
  func garbage() async throws {
    try await withServer { server in
      for text in [
        "\0\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
      ] {
        let response = try await server.client.send(raw: text)
        #expect(response.status == 400)
      }
      let response = try await server.client.post("{ hello }")
      #expect(response.status == 200)
    }
  }

  @Test("a connection that doesn't finish its request is closed, and others are served meanwhile")
  func unfinishedRequests() async throws {
    try await withServer({ $0.idleSeconds = 1 }) { server in
      try await withThrowingTaskGroup(of: String.self) { group in
        for text in [
          "", "POST /graphql HT", "POST /graphql HTTP/1.1\r\nHost: localhost\r\n",
          "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
        ] {
          for _ in 0..<10 {
            group.addTask {
              try await server.client.talk { connection in
                try await connection.write(text)
                return try await connection.readToEnd()
              }
            }
          }
        }
        let response = try await server.client.post("{ hello }")
        #expect(response.status == 200)
        for try await _ in group {}
      }
    }
  }

  @Test("a connection that sends its first request byte by byte is closed as well")
  func drippingRequest() async throws {
    try await withServer({ $0.idleSeconds = 1 }) { server in
      try await server.client.talk { connection in
        let outbound = connection.outbound
        let dripping = Task {
          while true {
            try await outbound.write(ByteBuffer(string: "G"))
            try await Task.sleep(for: .milliseconds(100))
          }
        }
        _ = try await connection.readToEnd()
        dripping.cancel()
      }
    }
  }

  @Test("a request in flight is answered before the server stops")
  func answersBeforeStopping() async throws {
    try await withServer { server in
      async let response = server.client.post("{ slow }")
      await server.documents.slowBegun.wait()
      await server.group.triggerGracefulShutdown()
      server.documents.release.fire()
      let json = try await response.json
      #expect(json == ["data": ["slow": "at last"]])
    }
  }

  @Test("a request that doesn't end holds the stop up no longer than configured")
  func stopIsBounded() async throws {
    try await withServer({ $0.shutdownSeconds = 1 }) { server in
      async let response = server.client.post("{ slow }")
      await server.documents.slowBegun.wait()
      await server.group.triggerGracefulShutdown()
      _ = try? await response
    }
  }

  @Test("a port in use is an error that names it")
  func portInUse() async throws {
    try await withServer { server in
      let port = server.client.port
      let second = HTTPServer(
        configuration: HTTPServerConfiguration(host: "127.0.0.1", port: port),
        documents: server.documents, admin: server.admin,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      await #expect(
        throws: HTTPServerError(
          "can't serve HTTP on 127.0.0.1:\(port): the port is in use; is another node running there? choose another http.port, or stop it"
        )
      ) { try await second.run() }
    }
  }

  @Test("a host that doesn't exist is an error that names it")
  func unknownHost() async throws {
    let endpoint = try FakeEndpoint()
    for host in ["nowhere.invalid", "203.0.113.7"] {
      let server = HTTPServer(
        configuration: HTTPServerConfiguration(host: host, port: 0), documents: endpoint,
        admin: endpoint, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let error = await #expect(throws: HTTPServerError.self) { try await server.run() }
      #expect(error?.message.hasPrefix("can't serve HTTP on \(host):0: ") == true)
      #expect(error?.message.hasSuffix("check http.host") == true, "\(error?.message ?? "")")
    }
  }
}
