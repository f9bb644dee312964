import GraphQL
import HTTPAPI
import Testing

/// The rules of the GraphQL-over-HTTP specification, over a socket.
@Suite("GraphQL over HTTP", .timeLimit(.minutes(1)))
struct GraphQLOverHTTPTests {
  @Test("POST runs queries and mutations, GET runs queries")
  func runs() async throws {
    try await withServer { server in
      let posted = try await server.client.post(
        "query Q($n: String) { hello(name: $n) }", variables: ["n": "Ada"])
      #expect(posted.status == 200)
      #expect(posted.contentType == "application/graphql-response+json; charset=utf-8")
      #expect(posted.json == ["data": ["hello": "hello Ada"]])

      let mutation = try await server.client.post("mutation { touch }")
      #expect(mutation.json == ["data": ["touch": 1]])

      let got = try await server.client.send(
        "GET",
        "/graphql?query=query+A%28%24n%3AString%29%7Bhello(name:$n)%7D+query+B{fail}&operationName=A&variables=%7B%22n%22%3A%22a%2Bb+c%22%7D"
      )
      #expect(got.status == 200)
      #expect(got.json == ["data": ["hello": "hello a+b c"]])

      let admin = try await server.client.post("{ hello }", path: "/admin/graphql")
      #expect(admin.json == ["data": ["hello": "hello world"]])
    }
  }

  @Test("a GET never runs a mutation")
  func getMutation() async throws {
    try await withServer { server in
      let response = try await server.client.send("GET", "/graphql?query=mutation%7Btouch%7D")
      #expect(response.status == 405)
      #expect(response.headers["allow"] == "POST")
      #expect(response.code == "BAD_USER_INPUT")
      let named = try await server.client.send(
        "GET", "/graphql?query=query+A{hello}mutation+B{touch}&operationName=B")
      #expect(named.status == 405)
      #expect(server.documents.mutationCount == 0)
    }
  }

  @Test(
    "the media type is negotiated",
    arguments: [
      (nil, "application/graphql-response+json; charset=utf-8"),
      ("", "application/graphql-response+json; charset=utf-8"),
      ("*/*", "application/graphql-response+json; charset=utf-8"),
      ("application/*", "application/graphql-response+json; charset=utf-8"),
      ("application/json", "application/json; charset=utf-8"),
      ("APPLICATION/JSON; charset=utf-8", "application/json; charset=utf-8"),
      (
        "application/graphql-response+json;q=0.1, application/json;q=0.9",
        "application/json; charset=utf-8"
      ),
      ("application/graphql-response+json;q=0, */*", "application/json; charset=utf-8"),
      ("text/html, application/json;q=0.5", "application/json; charset=utf-8"),
      ("text/event-stream", "text/event-stream"),
      ("image/png", nil),
      ("application/json;q=0", nil),
    ] as [(String?, String?)])
  func negotiates(accept: String?, type: String?) async throws {
    try await withServer { server in
      let response = try await server.client.post("{ hello }", accept: accept)
      if let type {
        #expect(response.status == 200)
        #expect(response.contentType == type)
      } else {
        #expect(response.status == 406)
        #expect(response.code == "BAD_USER_INPUT")
      }
    }
  }

  @Test(
    "what can't be run is 400, and 200 for clients that know only application/json",
    arguments: [
      ("{ hello", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
      ("query A { hello } query B { hello }", nil),
      ("query($n: Int!) { repeat(text: \"a\", count: $n) }", "BAD_USER_INPUT"),
    ] as [(String, String?)])
  func validation(query: String, code: String?) async throws {
    try await withServer { server in
      let modern = try await server.client.post(query)
      #expect(modern.status == 400)
      #expect(modern.contentType == "application/graphql-response+json; charset=utf-8")
      if let code { #expect(modern.code == .string(code)) }
      #expect(modern.json["data"] == nil)
      let old = try await server.client.post(query, accept: "application/json")
      #expect(old.status == 200)
      #expect(old.json == modern.json)
    }
  }

  @Test("a variable of the wrong type is 400 and says which")
  func variable() async throws {
    try await withServer { server in
      let response = try await server.client.post(
        "query($n: Int!) { repeat(text: \"a\", count: $n) }", variables: ["n": "three"])
      #expect(response.status == 400)
      #expect(response.code == "BAD_USER_INPUT")
      #expect(response.message.contains("$n"))
    }
  }

  @Test("an error of a field is 200, beside the data")
  func fieldErrors() async throws {
    try await withServer { server in
      let some = try await server.client.post("{ hello fail }")
      #expect(some.status == 200)
      #expect(some.json["data"] == ["hello": "hello world", "fail": nil])
      #expect(some.json["errors"]?[0]?["path"] == ["fail"])
      let none = try await server.client.post("{ failHard }")
      #expect(none.status == 200)
      #expect(none.json["data"] == .null)
    }
  }

  @Test(
    "a body that is no GraphQL request is refused, saying why",
    arguments: [
      ("{\"query\": \"{ hello }\"", 400, "at byte"),
      ("", 400, "at byte"),
      ("[]", 400, "must be a JSON object"),
      ("{}", 400, "query is missing"),
      ("{\"query\": 5}", 400, "query is missing"),
      ("{\"query\": \"{ hello }\", \"variables\": []}", 400, "variables must be an object"),
      ("{\"query\": \"{ hello }\", \"variables\": \"{}\"}", 400, "variables must be an object"),
      ("{\"query\": \"{ hello }\", \"operationName\": 1}", 400, "operationName must be a string"),
      ("{\"query\": \"{ hello }\", \"extensions\": 1}", 400, "extensions must be an object"),
      (
        "{\"query\": \"{ hello }\", \"variables\": {\"a\": " + String(repeating: "[", count: 40)
          + String(repeating: "]", count: 40) + "}}", 413, "at byte"
      ),
    ])
  func malformed(body: String, status: Int, message: String) async throws {
    try await withServer { server in
      let response = try await server.client.post(body: body)
      #expect(response.status == status)
      #expect(response.message.contains(message), "\(response.message)")
      #expect(response.code == (status == 413 ? "LIMIT_EXCEEDED" : "BAD_USER_INPUT"))
    }
  }

  @Test("JSON nulls and unknown members in a request are fine")
  func nulls() async throws {
    try await withServer { server in
      let response = try await server.client.post(
        body:
          "{\"query\": \"{ hello }\", \"operationName\": null, \"variables\": null, \"extensions\": {\"a\": 1}, \"id\": 7}"
      )
      #expect(response.json == ["data": ["hello": "hello world"]])
    }
  }

  @Test(
    "only application/json is taken, so that a form on another site can't post",
    arguments: [
      String?.none, "text/plain", "application/x-www-form-urlencoded", "application/graphql",
      "application/jsonp",
    ])
  func contentType(type: String?) async throws {
    try await withServer { server in
      let response = try await server.client.post(body: "{\"query\":\"{ hello }\"}", type: type)
      #expect(response.status == 415)
      #expect(response.code == "BAD_USER_INPUT")
    }
  }

  @Test("parameters of the content type don't matter")
  func contentTypeParameters() async throws {
    try await withServer { server in
      for type in ["application/json; charset=utf-8", "Application/JSON;charset=UTF-8"] {
        let response = try await server.client.post(body: "{\"query\":\"{ hello }\"}", type: type)
        #expect(response.status == 200)
      }
    }
  }

  @Test(
    "a URL that can't be decoded is 400",
    arguments: [
      "query=%7", "query=%zz", "query=%ff%fe", "", "query=", "variables={}",
      "query={hello}&variables=%7B", "query={hello}&variables=5",
    ])
  func badURL(query: String) async throws {
    try await withServer { server in
      let response = try await server.client.send("GET", "/graphql?" + query)
      #expect(response.status == 400)
      #expect(response.json["errors"] != nil)
    }
  }

  @Test("a body beyond the limit is 413, with a length and in chunks")
  func tooLarge() async throws {
    try await withServer({ $0.maximumBodySize = 1_000 }) { server in
      let body = "{\"query\":\"{ hello }\",\"a\":\"" + String(repeating: "a", count: 2_000) + "\"}"
      let response = try await server.client.post(body: body)
      #expect(response.status == 413)
      #expect(response.code == "LIMIT_EXCEEDED")
      #expect(response.message.contains("1000"))
      let chunk = String(repeating: "b", count: 600)
      let chunked = try await server.client.send(
        raw:
          "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n\(chunk)\r\n258\r\n\(chunk)\r\n0\r\n\r\n"
      )
      #expect(chunked.status == 413)
    }
  }

  @Test("a response beyond the limit is an error and no data, in JSON, in Argo and as an event")
  func tooLargeResponse() async throws {
    try await withServer({ $0.maximumResponseSize = 1_000 }) { server in
      func answer(_ count: Int, _ accept: String) async throws -> RawResponse {
        try await server.client.post(
          "query($n: Int!) { repeat(text: \"a\", count: $n) }",
          variables: ["n": .int(Int64(count))],
          accept: accept)
      }
      // Around the text are 22 bytes.
      let fits = try await answer(978, "application/json")
      #expect(fits.json["data"]?["repeat"]?.stringValue?.count == 978)
      let cut = try await answer(979, "application/json")
      #expect(cut.json["data"] == .null)
      #expect(cut.code == "LIMIT_EXCEEDED")
      for type in ["application/argo", "text/event-stream"] {
        #expect(try await answer(900, type).body.contains("aaaa"))
        let cut = try await answer(1_001, type).body
        #expect(cut.contains("LIMIT_EXCEEDED"))
        #expect(!cut.contains("aaaa"))
      }
    }
  }

  @Test("many requests share a connection, and answers come in order")
  func pipelining() async throws {
    try await withServer { server in
      let body = "{\"query\":\"{ hello }\"}"
      let one =
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      let head = "HEAD /graphql HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      let text = try await server.client.talk { connection in
        try await connection.write(one + head + one + last)
        return try await connection.readToEnd()
      }
      let statuses = text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
      #expect(statuses == ["200", "405", "200", "200"])
      #expect(text.hasSuffix("{\"status\":\"live\"}"))
    }
  }
}
