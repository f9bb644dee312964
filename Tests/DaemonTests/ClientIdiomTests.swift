import DocumentAPI
import Documents
import Foundation
import GraphQL
import Logging
import Storage
import Testing

@testable import Daemon

/// What clients of GraphQLCRUD rely on, on the real node, without HTTP.
@Suite("A client of a node", .timeLimit(.minutes(1)))
struct ClientIdiomTests {
  private static let schema = """
    type Task @model { id: ID!  title: String  done: Boolean  rank: Int }
    """

  private let folder: TemporaryFolder
  private let documents: DocumentSchema

  init() throws {
    folder = try TemporaryFolder()
    documents = try DocumentSchema(sdl: Self.schema)
  }

  private func node() async throws -> (Node, DocumentEndpoint) {
    var configuration = NodeConfiguration()
    configuration.name = "one"
    configuration.data = "\(folder.path)/data"
    configuration.schema = try folder.write(Self.schema, to: "schema.graphql")
    configuration.http = nil
    configuration.durability = .normal
    let node = try await Node(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return (node, DocumentEndpoint(documents, service: node.documents))
  }

  private func run(_ endpoint: DocumentEndpoint, _ text: String) async throws -> JSON {
    let operation = try documents.schema.prepare(text, limits: .trusted).bind()
    let (outcomes, extensions) = await endpoint.run(operation)
    return try JSON(parsing: operation.jsonResponse(outcomes, extensions: extensions))
  }

  @Test("gets the whole document with new updatedAt and _version from every mutation")
  func rawResults() async throws {
    let (node, endpoint) = try await node()
    let fields = "id title done rank createdAt updatedAt _version"
    var last: JSON = .null
    var times: [Int64] = []
    var versions: Set<String> = []
    for mutation in [
      #"createTask(input: { id: "a", title: "x" })"#,
      #"updateTask(input: { id: "a", rank: 1, updatedAt: "TIME", _version: "VERSION" })"#,
      #"updateTask(input: { id: "a", done: false, updatedAt: "TIME" })"#,
      #"deleteTask(input: { id: "a", updatedAt: "TIME", _version: "VERSION" })"#,
      #"restoreTask(input: { id: "a", rank: null, updatedAt: "TIME", _version: "VERSION" })"#,
    ] {
      let text =
        mutation
        .replacingOccurrences(of: "TIME", with: last["updatedAt"]?.stringValue ?? "")
        .replacingOccurrences(of: "VERSION", with: last["_version"]?.stringValue ?? "")
      let response = try await run(endpoint, "mutation { x: \(text) { \(fields) } }")
      #expect(response["errors"] == nil, "\(response)")
      #expect(response["extensions"] == nil)
      last = try #require(response["data"]?["x"])
      times.append(try #require(last["updatedAt"]?.stringValue.flatMap { Int64($0) }))
      versions.insert(try #require(last["_version"]?.stringValue))
    }
    #expect(times == times.sorted() && Set(times).count == 5)
    #expect(versions.count == 5)
    #expect(last["title"] == "x" && last["done"] == false && last["rank"] == .null)
    await node.stop()
  }

  @Test("may send a create, an update and a delete again as they are")
  func retries() async throws {
    let (node, endpoint) = try await node()
    let create =
      #"mutation { x: createTask(input: { id: "a", title: "x" }) { updatedAt _version } }"#
    let created = try await run(endpoint, create)
    let time = try #require(created["data"]?["x"]?["updatedAt"]?.stringValue)
    let update =
      #"mutation { x: updateTask(input: { id: "a", title: "y", updatedAt: "\#(time)" }) { title updatedAt _version } }"#
    let delete = #"mutation { x: deleteTask(input: { id: "a", updatedAt: "TIME" }) { updatedAt } }"#
    #expect(try await run(endpoint, create) == created)
    let updated = try await run(endpoint, update)
    let again = try await run(endpoint, update)
    #expect(again["data"] == updated["data"] && again["errors"] == nil)
    let text = delete.replacingOccurrences(
      of: "TIME", with: try #require(updated["data"]?["x"]?["updatedAt"]?.stringValue))
    let deleted = try await run(endpoint, text)
    #expect(deleted["errors"] == nil)
    #expect(try await run(endpoint, text) == deleted)
    await node.stop()
  }

  @Test("hears of a merge in extensions.conflicts, with both sides and the decision")
  func conflicts() async throws {
    let (node, endpoint) = try await node()
    let created = try await run(
      endpoint, #"mutation { x: createTask(input: { id: "a", title: "x" }) { updatedAt } }"#)
    let time = try #require(created["data"]?["x"]?["updatedAt"]?.stringValue)
    _ = try await run(
      endpoint,
      #"mutation { x: updateTask(input: { id: "a", rank: 1, updatedAt: "\#(time)" }) { id } }"#)
    let response = try await run(
      endpoint,
      #"mutation { mine: updateTask(input: { id: "a", done: true, updatedAt: "\#(time)" }) { rank done } }"#
    )
    #expect(response["data"] == ["mine": ["rank": 1, "done": true]])
    let conflict = response["extensions"]?["conflicts"]?[0]
    #expect(conflict?["path"] == ["mine"])
    #expect(conflict?["decision"] == "MERGED")
    #expect(conflict?["conflictInfo"]?["serverState"]?["rank"] == 1)
    #expect(
      conflict?["conflictInfo"]?["clientState"]
        == ["id": "a", "done": true, "updatedAt": .string(time)])
    await node.stop()
  }

  @Test("that changes all that match takes each document once, whoever does so at the same time")
  func concurrentBatches() async throws {
    let (node, endpoint) = try await node()
    let rows: JSON = .array((0..<100).map { ["id": .string("t\($0)"), "done": false] })
    let push = try documents.schema.prepare(
      "mutation ($rows: [PushTaskRow!]!) { pushTasks(rows: $rows) { outcome } }"
    ).bind(["rows": rows])
    let pushed = push.treeResponse(await endpoint.run(push).outcomes).data["pushTasks"]
    #expect(pushed?.arrayValue?.allSatisfy { $0["outcome"] == "APPLIED" } == true)
    let counts = try await withThrowingTaskGroup(of: Int64.self) { group in
      for number in 0..<8 {
        group.addTask {
          let response = try await run(
            endpoint,
            "mutation { x: updateTasks(filter: { done: { eq: false } }, input: { done: true, rank: \(number) }) { count } }"
          )
          return try #require(response["data"]?["x"]?["count"]?.intValue, "\(response)")
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.reduce(0, +) == 100)
    let left = try await run(endpoint, "{ findTasks(filter: { done: { ne: true } }) { count } }")
    #expect(left["data"]?["findTasks"]?["count"] == 0)
    await node.stop()
  }

  @Test("goes on with a subscription from the token of its last event, without a gap")
  func resumes() async throws {
    let (node, endpoint) = try await node()
    var token = "0"
    var heard: [String] = []

    /// Subscribes, does something, and listens until an event ends with a document; then goes away.
    func listen(until id: String, _ action: () async throws -> Void) async throws {
      let operation = try documents.schema.prepare(
        "subscription ($since: String!) { syncTasks(lastSync: $since, limit: 2) { items { id _deleted } lastSync hasMore } }"
      ).bind(["since": .string(token)])
      let subscription: DocumentSubscription = try await endpoint.subscribe(operation)
      var events = subscription.makeAsyncIterator()
      try await action()
      while let event = await events.next() {
        let (data, errors) = operation.treeResponse(event.outcomes)
        #expect(errors.isEmpty)
        let list = try #require(data["syncTasks"])
        let ids = list["items"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
        heard += ids
        token = try #require(list["lastSync"]?.stringValue)
        if ids.contains(id) { return }
      }
      Issue.record("the subscription ended")
    }
    func create(_ ids: ClosedRange<Int>) async throws {
      let fields = ids.map { #"t\#($0): createTask(input: { id: "t\#($0)" }) { id }"# }
      let response = try await run(endpoint, "mutation { \(fields.joined(separator: " ")) }")
      #expect(response["errors"] == nil)
    }
    try await create(1...5)
    // In the middle of the first round, while nobody listens, and while somebody does.
    try await listen(until: "t4") {}
    try await create(6...8)
    try await listen(until: "t8") {}
    try await listen(until: "t11") { try await create(9...11) }
    #expect(Set(heard) == Set((1...11).map { "t\($0)" }))
    try await create(12...12)
    try await listen(until: "t12") {}
    #expect(heard.suffix(1) == ["t12"], "what was heard before the token is not sent again")
    await node.stop()
  }
}
