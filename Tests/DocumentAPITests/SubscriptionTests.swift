import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Subscriptions")
struct SubscriptionTests {
  private func next(
    _ iterator: inout DocumentSubscription.Iterator, _ operation: BoundOperation
  ) async throws -> JSON {
    let (outcomes, extensions) = try #require(await iterator.next())
    return try JSON(parsing: operation.jsonResponse(outcomes, extensions: extensions))
  }

  @Test("tell of new, updated and deleted documents that match, one by one")
  func events() async throws {
    let mesh = try Mesh(commentSchema)
    _ = try await mesh.data(#"mutation { createComment(input: { id: "before" }) { id } }"#)
    var iterators: [(String, BoundOperation, DocumentSubscription.Iterator)] = []
    for kind in ["new", "updated", "deleted"] {
      let operation = try mesh.bind(
        "subscription { \(kind)Comment(filter: { id: { ne: \"other\" } }) { id text _version } }")
      iterators.append(
        (kind, operation, try await mesh.endpoint.subscribe(operation).makeAsyncIterator()))
    }
    _ = try await mesh.data(
      """
      mutation {
        a: createComment(input: { id: "a", text: "1" }) { id }
        b: createComment(input: { id: "b", text: "2" }) { id }
        c: createComment(input: { id: "other", text: "2" }) { id }
        d: updateComment(input: { id: "before", text: "3", updatedAt: "1592634898094" }) { id }
      }
      """)
    #expect(
      try await next(&iterators[0].2, iterators[0].1) == [
        "data": ["newComment": ["id": "a", "text": "1", "_version": version(2)]]
      ])
    #expect(
      try await next(&iterators[0].2, iterators[0].1) == [
        "data": ["newComment": ["id": "b", "text": "2", "_version": version(3)]]
      ])
    #expect(
      try await next(&iterators[1].2, iterators[1].1) == [
        "data": ["updatedComment": ["id": "before", "text": "3", "_version": version(5)]]
      ])
    _ = try await mesh.data(
      #"mutation { deleteComment(input: { id: "a", updatedAt: "1592634898095" }) { id } }"#)
    #expect(
      try await next(&iterators[2].2, iterators[2].1) == [
        "data": ["deletedComment": ["id": "a", "text": "1", "_version": version(6)]]
      ])
  }

  private func version(_ later: Int64) -> JSON {
    .string(KnowledgeCoding.text(of: FakeService.version(1_592_634_898_093 + later)))
  }

  @Test("sync gives the pages of a round, then waits for what comes")
  func sync() async throws {
    let mesh = try Mesh(commentSchema)
    _ = try await mesh.data(
      #"mutation { a: createComment(input: { id: "a" }) { id } b: createComment(input: { id: "b" }) { id } }"#
    )
    let operation = try mesh.bind(
      #"subscription { syncComments(lastSync: "0", limit: 1) { items { id _deleted } lastSync hasMore } }"#
    )
    var iterator = try await mesh.endpoint.subscribe(operation).makeAsyncIterator()
    #expect(
      try await next(&iterator, operation) == [
        "data": [
          "syncComments": [
            "items": [["id": "a", "_deleted": false]], "lastSync": "1592634898094", "hasMore": true,
          ]
        ]
      ])
    #expect(
      try await next(&iterator, operation)["data"]?["syncComments"]?["items"] == [
        ["id": "b", "_deleted": false]
      ])
    async let deletion = mesh.data(
      #"mutation { deleteComment(input: { id: "a", updatedAt: "1592634898094" }) { id } }"#)
    #expect(
      try await next(&iterator, operation)["data"]?["syncComments"]?["items"] == [
        ["id": "a", "_deleted": true]
      ])
    _ = try await deletion
  }

  @Test("that can't start say why, with path and place")
  func refusals() async throws {
    let mesh = try Mesh(commentSchema)
    for (text, code) in [
      (#"syncComments(lastSync: "garbage")"#, "BAD_LAST_SYNC"),
      (#"syncComments(lastSync: "0", limit: 0)"#, "BAD_USER_INPUT"),
    ] {
      let operation = try mesh.bind("subscription { x: \(text) { lastSync } }")
      do throws(GraphQLErrors) {
        _ = try await mesh.endpoint.subscribe(operation)
        Issue.record("no error")
      } catch {
        #expect(error.errors.map(\.code) == [code])
        #expect(error.errors.map(\.path) == [[.key("x")]])
        #expect(error.errors.map(\.locations) == [[Location(line: 1, column: 16)]])
      }
    }
  }

  @Test("end behind an error")
  func failure() async throws {
    let mesh = try Mesh(commentSchema)
    let operation = try mesh.bind("subscription { syncComments(lastSync: \"0\") { lastSync } }")
    var iterator = try await mesh.endpoint.subscribe(operation).makeAsyncIterator()
    mesh.service.state.withLock { $0.failure = ServiceError(.unavailable, "The disk is full.") }
    let response = try await next(&iterator, operation)
    #expect(response["data"] == .null)
    #expect(response["errors"]?[0]?.code == "UNAVAILABLE")
    #expect(await iterator.next() == nil)
  }
}
