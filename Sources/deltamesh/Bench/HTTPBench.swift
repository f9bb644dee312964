import Foundation
import GraphQL

/// HTTP: a node in a process of its own, and a client with 32 connections in this one, on the same cores. The limit of each figure is
/// the same client with a server that answers with the same bytes at once.
struct HTTPBench {
  let settings: BenchSettings
  let report: BenchReport

  private static let itemsOfSync = 100

  func run() async throws {
    report.progress("starting a node")
    let server = try ServerProcess("http", settings)
    defer { server.stop() }
    let load = HTTPLoad(port: server.port)
    var created = 0

    // The first requests teach the caches, and say whether answers are as expected.
    report.progress("creating documents over HTTP")
    try warmUp(load) { _ in
      created += 1
      return Self.create(created)
    }
    try measure("createComment over HTTP, 32 connections", server, budget: 28_000) { load in
      try load.run(seconds: Double(settings.seconds)) { _ in
        created += 1
        return Self.create(created)
      }
    }

    report.progress("getting documents over HTTP")
    let total = created
    try warmUp(load) { Self.get($0 * 7_919 % total + 1) }
    try measure("getComment over HTTP, 32 connections", server, budget: 45_000) { load in
      try load.run(seconds: Double(settings.seconds)) { Self.get($0 * 7_919 % total + 1) }
    }

    report.progress("syncing over HTTP")
    let token = try lastSync(load)
    let more = try load.run(seconds: 60, atMost: Self.itemsOfSync) { Self.create(total + 1 + $0) }
    guard more.count == Self.itemsOfSync else { throw BenchError("creating took too long") }
    let sync = Self.sync(since: token)
    let check = try load.run(seconds: 60, atMost: 1) { _ in sync }
    let items = try Self.data(of: check.response)["syncComments"]?["items"]?.arrayValue?.count
    guard items == Self.itemsOfSync else {
      throw BenchError("syncComments gave \(items ?? 0) items in place of \(Self.itemsOfSync)")
    }
    try warmUp(load) { _ in sync }
    try measure("syncComments of 100 items, 32 connections", server, budget: 10_000) { load in
      try load.run(seconds: Double(settings.seconds)) { _ in sync }
    }
  }

  private func warmUp(_ load: HTTPLoad, _ request: (Int) -> [UInt8]) throws {
    _ = try load.run(seconds: min(1, Double(settings.seconds)), request)
  }

  private func measure(
    _ what: String, _ server: ServerProcess, budget: Double,
    _ run: (HTTPLoad) throws -> HTTPLoad.Result
  ) throws {
    let result = try run(HTTPLoad(port: server.port))
    let limit = try limit(response: result.response)
    var figure = Figure(
      what: what, count: result.count, seconds: result.seconds,
      latencies: Latencies(nanoseconds: result.latencies), peakMemory: server.peakMemory,
      wireBytes: Double(result.bytes) / Double(max(result.count, 1)),
      limit: .init(what: "loopback, same bytes", rate: limit))
    figure.budget = .rate(budget, of: figure)
    report.add(figure)
  }

  /// How many answers a second a server gives that does nothing else.
  private func limit(response: [UInt8]) throws -> Double {
    let server = try LoopbackServer(response: response)
    defer { server.stop() }
    let request = Self.get(1)
    let result = try HTTPLoad(port: server.port).run(seconds: min(2, Double(settings.seconds))) {
      _ in request
    }
    return Double(result.count) / result.seconds
  }

  /// A token behind all documents that there are now.
  private func lastSync(_ load: HTTPLoad) throws -> String {
    var token = "0"
    while true {
      let request = Self.sync(since: token)
      let result = try load.run(seconds: 60, atMost: 1) { _ in request }
      let page = try Self.data(of: result.response)["syncComments"] ?? .null
      guard let next = page["lastSync"]?.stringValue else {
        throw BenchError("syncComments gave no lastSync")
      }
      token = next
      if page["hasMore"]?.boolValue != true { return token }
    }
  }

  // MARK: Requests

  private static func create(_ index: Int) -> [UInt8] {
    request(
      "mutation ($input: CreateCommentInput!) { createComment(input: $input) { id updatedAt } }",
      """
      {"input":{"id":"\(BenchDocuments.id(index))","text":"\(BenchDocuments.text)",\
      "author":"\(BenchDocuments.author(index))","likes":\(index),"rating":4.5}}
      """)
  }

  private static func get(_ index: Int) -> [UInt8] {
    request(
      "query ($id: ID!) { getComment(id: $id) { id text author likes rating updatedAt } }",
      #"{"id":"\#(BenchDocuments.id(index))"}"#)
  }

  private static func sync(since token: String) -> [UInt8] {
    request(
      """
      query ($since: String!) { syncComments(lastSync: $since, limit: 1000) \
      { items { id text author likes rating updatedAt _deleted } lastSync hasMore } }
      """,
      #"{"since":"\#(token)"}"#)
  }

  private static func request(_ query: String, _ variables: String) -> [UInt8] {
    let body = #"{"query":"\#(query)","variables":\#(variables)}"#
    return Array(
      """
      POST /graphql HTTP/1.1\r
      Host: 127.0.0.1\r
      Content-Type: application/json\r
      Accept: application/graphql-response+json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
  }

  private static func data(of response: [UInt8]) throws -> JSON {
    let end: [UInt8] = [13, 10, 13, 10]
    guard let head = response.firstRange(of: end),
      let json = try? JSON(
        parsing: Array(response[head.upperBound...]), limits: JSONLimits(bytes: 16 << 20, depth: 32)
      ),
      let data = json["data"]
    else { throw BenchError("a response is not JSON with data") }
    return data
  }
}
