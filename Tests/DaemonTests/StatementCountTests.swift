import DocumentAPI
import Documents
import Foundation
import GraphQL
import Logging
import Storage
import Synchronization
import Testing

@testable import Daemon

@Suite("The statements of a query", .timeLimit(.minutes(1)))
struct StatementCountTests {
  private static let schema = """
    type Note @model { id: ID!  title: String!  comments: [Comment]! @oneToMany(field: "note")  author: User @manyToOne(field: "notes") }
    type Comment @model { id: ID!  text: String  author: User @manyToOne(field: "comments") }
    type User @model { id: ID!  name: String }
    """

  /// A node whose statements are counted.
  private struct CountingService: DocumentService {
    let base: any DocumentService
    let count = Counter()

    final class Counter: Sendable {
      let statements = Mutex(0)
    }

    func read<Value: Sendable>(
      _ body: (any DocumentReader) throws(ServiceError) -> Value
    ) async throws(ServiceError) -> Value {
      try await base.read { reader throws(ServiceError) in
        let value = try body(reader)
        guard let reader = reader as? NodeDocumentReader else {
          throw ServiceError(.internalServerError, "not the reader of a node")
        }
        count.statements.withLock { $0 += reader.snapshot.statementCount }
        return value
      }
    }

    func sync(_ request: SyncRequest) async throws(ServiceError) -> SyncResult {
      try await base.sync(request)
    }

    func apply(_ mutation: Mutation) async throws(ServiceError) -> MutationOutcome {
      try await base.apply(mutation)
    }

    func push(_ rows: [PushRow]) async throws(ServiceError) -> [PushAnswer] {
      try await base.push(rows)
    }

    func follow(_ request: SyncRequest) async throws(ServiceError) -> any Feed<SyncResult> {
      try await base.follow(request)
    }

    func events(_ request: EventRequest) async throws(ServiceError) -> any Feed<ChangeBatch> {
      try await base.events(request)
    }
  }

  @Test("are one a level, however many documents there are, and one more for a count")
  func oneALevel() async throws {
    let folder = try TemporaryFolder()
    var configuration = NodeConfiguration()
    configuration.name = "one"
    configuration.data = "\(folder.path)/data"
    configuration.schema = try folder.write(Self.schema, to: "schema.graphql")
    configuration.http = nil
    configuration.durability = .normal
    let node = try await Node(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let documents = try DocumentSchema(sdl: Self.schema)
    let service = CountingService(base: node.documents)
    let endpoint = DocumentEndpoint(documents, service: service)

    func run(_ text: String) async throws -> JSON {
      let operation = try documents.schema.prepare(text, limits: .trusted).bind()
      let (outcomes, _) = await endpoint.run(operation)
      let (data, errors) = operation.treeResponse(outcomes)
      #expect(errors.isEmpty, "\(errors)")
      return data
    }
    func statements(_ text: String) async throws -> Int {
      service.count.statements.withLock { $0 = 0 }
      _ = try await run(text)
      return service.count.statements.withLock { $0 }
    }

    var writes = ""
    for user in 0..<3 { writes += #"u\#(user): createUser(input: { id: "u\#(user)" }) { id } "# }
    for note in 0..<30 {
      writes +=
        #"n\#(note): createNote(input: { id: "n\#(note)", title: "t", authorId: "u\#(note % 3)" }) { id } "#
    }
    for comment in 0..<90 {
      writes +=
        #"c\#(comment): createComment(input: { id: "c\#(comment)", noteId: "n\#(comment % 30)", authorId: "u\#(comment % 2)" }) { id } "#
    }
    _ = try await run("mutation { \(writes) }")

    #expect(try await statements("{ findNotes { items { id } } }") == 1)
    #expect(try await statements("{ findNotes { count } }") == 2)
    #expect(try await statements(#"{ getNote(id: "n1") { title } }"#) == 1)
    let levels = """
      {
        findNotes(filter: { comments: { author: { id: { eq: "u1" } } } }) {
          items { author { name } comments(page: { limit: 2 }, orderBy: { field: "text" }) { author { notes { title } } } }
        }
      }
      """
    #expect(try await statements(levels) == 5)
    let data = try await run(levels)
    let notes = try #require(data["findNotes"]?["items"]?.arrayValue)
    #expect(notes.count == 15)
    #expect(notes.allSatisfy { $0["comments"]?.arrayValue?.count == 2 })
    #expect(
      notes.allSatisfy { $0["comments"]?[0]?["author"]?["notes"]?.arrayValue?.count == 10 })
    await node.stop()
  }
}
