import Foundation
import GraphQL

@testable import HTTPAPI

/// What comes over HTTP and WebSockets, and the files that say who may come.
enum HTTPTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget("http-request", dictionary: "http", texts: httpRequests, run: httpRequest),
    FuzzTarget("http-headers", dictionary: "http", texts: headers, run: headers),
    FuzzTarget("socket", maximumLength: 2_048, dictionary: "http", texts: sockets, run: socket),
    FuzzTarget(
      "access-tokens", maximumLength: 512,
      texts: [
        "# about\n\nread 0123456789abcdef\nwrite\tABCDEFGHIJ-._~+/=\r\nadmin 0123456789abcdefX"
      ]
    ) { text in
      guard let tokens = try? AccessToken.tokens(in: text) else { return false }
      try hold(tokens.allSatisfy { $0.digest.count == 32 }, "a token is kept as its hash")
      return !tokens.isEmpty
    },
    FuzzTarget(
      "web-token-claims", maximumLength: 512, dictionary: "json", texts: claims, run: claims),
  ]

  private static let limits = JSONLimits(bytes: 4_096, depth: 32)

  // MARK: Requests

  /// A line: POST and a content type, or GET; then the body, or what stands behind the question mark.
  private static let httpRequests = [
    "POST application/json; charset=\"utf-8\"\n{\"query\": \"{ a }\", \"operationName\": null, \"variables\": {\"a\": [1]}, \"extensions\": {}}",
    "GET\nquery=%7B+a%20%7D&operationName=Q&variables={\"a\":1}&extensions=%7B%7D",
  ]

  private static func httpRequest(_ text: String) throws -> Bool {
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let request: GraphQLRequest
    do throws(GraphQLRequest.Problem) {
      request =
        if parts[0].hasPrefix("POST ") {
          try GraphQLRequest(
            body: Array(parts[1].utf8), contentType: String(parts[0].dropFirst(5)), limits: limits)
        } else {
          try GraphQLRequest(urlQuery: String(parts[1]), limits: limits)
        }
    } catch {
      try hold(
        ["BAD_USER_INPUT", "LIMIT_EXCEEDED"].contains(error.code),
        "a request is refused in order: \(error.message)")
      return false
    }
    let again: JSON = .object([
      "query": .string(request.query),
      "operationName": request.operationName.map { .string($0) } ?? .null,
      "variables": .object(request.variables),
    ])
    try hold(try GraphQLRequest(again) == request, "a request in an object is the same")
    return true
  }

  /// Lines of headers, whichever they are.
  private static let headers = [
    "application/graphql-response+json;q=0.9, application/json;q=0.5, text/event-stream, */*;q=0.1",
    "localhost:4000\nhttp://LOCALHOST:4000", "[::1]:4000\nhttps://example.com\ncross-site",
    "inline-everything, NoDeduplication",
  ]

  private static let policies = [
    SitePolicy(servesLoopback: true, hosts: ["node.example"], origins: ["https://example.com"]),
    SitePolicy(servesLoopback: false, origins: ["*"]),
  ]

  private static func headers(_ text: String) throws -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var isTaken = false
    for offered in [MediaType.allCases, [.eventStream, .json]] {
      if let chosen = MediaType.negotiate(accept: lines[0], offered: offered) {
        try hold(offered.contains(chosen), "only what is offered is chosen")
        isTaken = true
      }
    }
    for policy in policies {
      let origin = lines.count > 1 ? lines[1] : nil
      let verdict = policy.verdict(
        authority: lines[0], origin: origin, site: lines.count > 2 ? lines[2] : nil)
      switch verdict {
      case .own: isTaken = true
      case .allowed(let allowed):
        try hold(
          policy.origins.contains(allowed) || policy.origins.contains("*"),
          "only origins that are listed are allowed")
        isTaken = true
      case .refused(let reason): try hold(!reason.isEmpty, "a refusal has a reason")
      }
    }
    _ = Loopback.contains(text)
    _ = Loopback.contains(Loopback.host(of: lines[0]))
    return isTaken
  }

  // MARK: WebSockets

  /// What happens on a socket, a line each: a message of the client, or a word for what else may happen.
  private static let sockets = [
    "{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer x\"}}\nauthorized\n{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"{ a }\"}}\nnext\n{\"type\":\"ping\",\"payload\":{}}\n{\"id\":\"2\",\"type\":\"subscribe\",\"payload\":{\"query\":\"{ a }\"}}\ncompleted\n{\"id\":\"2\",\"type\":\"complete\"}\nended\nalive\n{\"type\":\"pong\"}\nstop",
    "{\"type\":\"connection_init\"}\nauthorized\nalive\n{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"{ a }\"}}\nfailed\nalive\nalive\nalive\nalive\ngone\ntimeout\nrefused",
  ]

  private static func socket(_ text: String) throws -> Bool {
    var socket = SocketProtocol(maximumOperations: 3, limits: limits)
    var running: [SocketProtocol.Operation] = []
    var isClosed = false
    var isTaken = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let actions: [SocketProtocol.Action]
      switch line {
      case "authorized": actions = socket.authorized()
      case "refused": actions = socket.refused(.unauthorized("no"))
      case "timeout": actions = socket.initializationTimedOut()
      case "alive": actions = socket.keepAlive()
      case "stop": actions = socket.stop()
      case "gone": actions = socket.disconnected()
      case "next": actions = running.last.map { socket.next($0, Array("{}".utf8)) } ?? []
      case "completed": actions = running.popLast().map { socket.completed($0) } ?? []
      case "failed":
        actions =
          running.popLast().map { socket.failed($0, [GraphQLError("no", .badUserInput)]) } ?? []
      case "ended":
        running.popLast().map { socket.ended($0) }
        actions = []
      default: actions = socket.receive(Array(line.utf8))
      }
      for action in actions {
        try hold(!isClosed, "nothing is done behind a close")
        switch action {
        case .send(let message):
          let json = try hold("what is sent is JSON") {
            try JSON(parsing: message, limits: JSONLimits(bytes: 1 << 20, depth: 40))
          }
          try hold(json["type"]?.stringValue != nil, "what is sent has a type")
          isTaken = true
        case .authorize: isTaken = true
        case .start(let operation, _):
          try hold(
            running.allSatisfy { $0.number != operation.number && $0.id != operation.id },
            "an operation has an id and a number of its own")
          running.append(operation)
          try hold(running.count <= 3, "operations are limited")
        case .stop(let operation): running.removeAll { $0 == operation }
        case .close(let reason):
          try hold(reason.text.utf8.count <= 123, "a reason fits a frame")
          isClosed = true
        }
      }
    }
    return isTaken
  }

  // MARK: Web tokens

  private static let claims = [
    #"{"exp": 2000000000, "nbf": 1.5, "iss": "i", "aud": ["a", "b"], "scope": "read write"}"#,
    #"{"exp": 2000000000, "iss": "i", "aud": "a", "scope": ["admin"], "x": null}"#,
  ]

  private static func claims(_ text: String) throws -> Bool {
    guard let claims = try? JSONDecoder().decode(WebTokenClaims.self, from: Data(text.utf8)) else {
      return false
    }
    let expected = WebTokenVerifier.Expected(audience: "a", issuer: "i")
    switch expected.grant(claims, now: 1_800_000_000) {
    case .refused(let reason):
      try hold(!reason.isEmpty, "a refusal has a reason")
      return false
    case .granted(let access):
      try hold((access.expires ?? 0) > 1_800_000_000, "access ends, and has not ended")
      try hold((access.secondsLeft ?? -1) >= 0, "and some time is left")
      return true
    }
  }
}
