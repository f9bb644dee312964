import HTTPAPI
import ServiceLifecycle
import Testing

/// Subscriptions by Server-Sent Events.
@Suite("Subscriptions", .timeLimit(.minutes(1)))
struct EventStreamTests {
  @Test("each event is a next, and complete ends them")
  func frames() async throws {
    try await withServer { server in
      let response = try await server.client.post(
        "subscription { count(to: 2) }", accept: "text/event-stream")
      #expect(response.status == 200)
      #expect(response.contentType == "text/event-stream")
      #expect(response.headers["cache-control"] == "no-store")
      #expect(
        response.body
          == ":\n\nevent: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\nevent: complete\ndata:\n\n"
      )
      let got = try await server.client.send(
        "GET", "/graphql?query=subscription{count(to:1)}", headers: ["Accept: text/event-stream"])
      #expect(got.body.hasSuffix("event: complete\ndata:\n\n"))
    }
  }

  @Test("a query as event stream is one next")
  func query() async throws {
    try await withServer { server in
      let response = try await server.client.post("{ hello }", accept: "text/event-stream")
      #expect(
        response.body
          == "event: next\ndata: {\"data\":{\"hello\":\"hello world\"}}\n\nevent: complete\ndata:\n\n"
      )
    }
  }

  @Test("a subscription needs a client that takes event streams")
  func notAcceptable() async throws {
    try await withServer { server in
      let response = try await server.client.post("subscription { forever }")
      #expect(response.status == 406)
      #expect(server.documents.subscriptionCount == 0)
    }
  }

  @Test("why a subscription can't begin comes as its only event")
  func refused() async throws {
    try await withServer { server in
      let response = try await server.client.post(
        "subscription { refused }", accept: "text/event-stream")
      #expect(response.status == 200)
      #expect(response.body.contains("\"message\":\"not for you\""))
      #expect(response.body.hasSuffix("event: complete\ndata:\n\n"))
    }
  }

  @Test("while nothing happens comments keep the connection")
  func keepAlive() async throws {
    try await withServer({ $0.keepAliveSeconds = 1 }) { server in
      try await subscribe(server) { connection in
        try await connection.expect(":\n\n\r\n3\r\n:\n\n")
      }
    }
  }

  @Test("a client that leaves ends its subscription")
  func leaving() async throws {
    try await withServer({ $0.keepAliveSeconds = 1 }) { server in
      try await subscribe(server) { connection in
        try await connection.expect(":\n\n")
      }
      await server.documents.ended.wait()
    }
  }

  @Test("a server that stops completes subscriptions first")
  func stopping() async throws {
    try await withServer { server in
      try await subscribe(server) { connection in
        try await connection.expect(":\n\n")
        await server.group.triggerGracefulShutdown()
        try await connection.expect("event: complete\ndata:\n\n")
        let text = try await connection.readToEnd()
        #expect(text.hasSuffix("0\r\n\r\n"))
      }
    }
  }

  private func subscribe(
    _ server: RunningServer,
    _ body: @Sendable (inout RawClient.Connection) async throws -> Void
  ) async throws {
    let query = "{\"query\":\"subscription { forever }\"}"
    try await server.client.talk { connection in
      try await connection.write(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: \(query.utf8.count)\r\n\r\n\(query)"
      )
      try await body(&connection)
    }
  }
}
