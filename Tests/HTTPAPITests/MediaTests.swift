import Argo
import GraphQL
import Testing

@testable import HTTPAPI

/// Forms of responses beside JSON.
@Suite("Forms of responses", .timeLimit(.minutes(5)))
struct MediaTests {
  @Test("a client that prefers Argo gets it, and reads the same as in JSON")
  func argo() async throws {
    try await withServer { server in
      let query = "query { hello fail repeat(text: \"ab\", count: 3) }"
      let json = try await server.client.post(query)
      for _ in 0..<2 {  // the second time the codec is known already
        let (head, body) = try await server.client.postForBytes(
          query, headers: ["Accept: application/argo, application/json;q=0.5"])
        #expect(head.status == 200)
        #expect(head.contentType == "application/argo")
        let typer = try WireTyper(schema: server.documents.schema, fallback: .desc)
        let codec = try ArgoCodec(
          typer.responseType(of: DocumentNode(parsing: query), hasExtensions: true))
        #expect(try codec.decode(body).json == json.json)
      }
    }
  }

  @Test("a self-describing message needs no schema; errors before the run are one, with 400")
  func selfDescribingArgo() async throws {
    try await withServer { server in
      let accept = ["Accept: application/argo"]
      let (head, body) = try await server.client.postForBytes(
        "{ hello }", headers: accept + ["Argo-Mode: SelfDescribing"])
      #expect(head.status == 200)
      #expect(try ArgoValue(selfDescribingMessage: body).json == ["data": ["hello": "hello world"]])
      let (failed, errors) = try await server.client.postForBytes("{ nothing }", headers: accept)
      #expect(failed.status == 400)
      #expect(failed.contentType == "application/argo")
      let code = try ArgoValue(selfDescribingMessage: errors).json["errors"]?[0]?["extensions"]?[
        "code"]
      #expect(code == "GRAPHQL_VALIDATION_FAILED")
    }
  }

  @Test("what is nested too deeply for Argo comes in JSON, or is refused before it runs")
  func tooDeepForArgo() async throws {
    try await withServer { server in
      let depth = 150
      let fragments = (0..<depth).map { "fragment f\($0) on Mutation { ...f\($0 + 1) }" }
      let query =
        "mutation { ...f0 } " + fragments.joined(separator: " ")
        + " fragment f\(depth) on Mutation { touch }"
      let (refused, _) = try await server.client.postForBytes(
        query, headers: ["Accept: application/argo"])
      #expect(refused.status == 406)
      let (head, body) = try await server.client.postForBytes(
        query, headers: ["Accept: application/argo, application/json;q=0.5"])
      #expect(head.status == 200)
      #expect(head.contentType?.hasPrefix("application/json") ?? false)
      // The refused one has touched nothing.
      #expect(String(decoding: body, as: UTF8.self) == "{\"data\":{\"touch\":1}}")
    }
  }

  @Test("without a wish for Argo nobody gets it")
  func argoOnRequest() async throws {
    try await withServer { server in
      for accept in ["*/*", "application/*", "application/json, application/argo;q=0.9"] {
        let (head, _) = try await server.client.postForBytes(
          "{ hello }", headers: ["Accept: \(accept)"])
        #expect(head.contentType != "application/argo")
      }
    }
  }

  @Test(
    "large responses and streams are compressed where the client accepts it, small ones are not")
  func compression() async throws {
    try await withServer { server in
      let large = "{ repeat(text: \"abc\", count: 2000) }"
      let gzip = ["Accept-Encoding: gzip"]
      let (head, body) = try await server.client.postForBytes(large, headers: gzip)
      #expect(head.headers["content-encoding"] == "gzip")
      #expect(body.count < 2_000)
      let (plain, text) = try await server.client.postForBytes(large)
      #expect(plain.headers["content-encoding"] == nil)
      #expect(text.count > 6_000)
      let (small, _) = try await server.client.postForBytes("{ hello }", headers: gzip)
      #expect(small.headers["content-encoding"] == nil)
      let (refused, _) = try await server.client.postForBytes(
        large, headers: ["Accept-Encoding: gzip;q=0, identity"])
      #expect(refused.headers["content-encoding"] == nil)
    }
  }

  @Test("why a stream can't begin comes as its event, as a browser shows nothing else")
  func eventStreamErrors() async throws {
    try await withServer { server in
      let response = try await server.client.post(
        "subscription { nothing }", accept: "text/event-stream")
      #expect(response.status == 200)
      #expect(response.contentType == "text/event-stream")
      #expect(response.body.hasPrefix("event: next\ndata: {\"errors\":[{"))
      #expect(response.body.contains("GRAPHQL_VALIDATION_FAILED"))
      #expect(response.body.hasSuffix("event: complete\ndata:\n\n"))
    }
  }

  @Test("a body in another charset is refused")
  func charset() async throws {
    try await withServer { server in
      for (type, status) in [
        ("application/json; charset=utf-8", 200), ("application/json; charset=\"UTF-8\"", 200),
        ("application/json; charset=iso-8859-1", 415), ("application/json;charset=utf-16", 415),
      ] {
        let response = try await server.client.post(body: "{\"query\":\"{ hello }\"}", type: type)
        #expect(response.status == status, "\(type)")
      }
    }
  }

  @Test("a stream that its reader does not take in time ends with where to go on")
  func slowReader() async throws {
    let clock = SteppedClock()
    try await withServer({
      $0.now = clock.now
      $0.keepAliveSeconds = 600
    }) { server in
      let query = "{\"query\":\"subscription { flood { text token } }\"}"
      try await server.client.talk { connection in
        try await connection.write(
          "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: \(query.utf8.count)\r\n\r\n\(query)"
        )
        try await clock.stepDuringAWrite(behind: 0, by: .seconds(900))
        let text = try await connection.readToEnd()
        #expect(text.contains("\"code\":\"SLOW_SUBSCRIBER\",\"lastSync\":\"token-"))
        #expect(text.contains("event: complete"))
      }
    }
  }
}
