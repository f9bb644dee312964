import DocumentAPI
import Documents
import Foundation
import Logging
import Storage
import Testing

@testable import Daemon

@Suite("A node that replicates some types", .timeLimit(.minutes(2)))
struct PartialNodeTests {
  private static let schema = """
    type Note @model { id: ID!  title: String }
    type Label @model { id: ID!  name: String }
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(Self.schema, to: "schema.graphql")
  }

  private func node(
    _ name: String, types: String? = nil, filter: String? = nil, listen: String? = nil,
    peers: [String] = []
  ) async throws -> Node {
    var variables: [String: String] = [:]
    variables["DELTAMESH_REPLICATE_TYPES"] = types
    variables["DELTAMESH_REPLICATE_FILTER"] = filter
    var configuration = try NodeConfiguration(file: nil, environment: variables)
    configuration.name = name
    configuration.data = "\(folder.path)/\(name)"
    configuration.schema = "\(folder.path)/schema.graphql"
    configuration.http = nil
    configuration.durability = .normal
    configuration.peer = .init(listen: listen, secret: "a secret of the test mesh", peers: peers)
    return try await Node(
      configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func create(_ type: String, _ id: String) -> Mutation {
    Mutation(
      kind: .create, type: type, id: DocumentID(id),
      fields: [FieldAssignment(field: 0, value: .string("text"))], base: nil, strategy: .merge)
  }

  private func count(_ type: String, on node: Node) async throws -> Int {
    try await node.documents.find(DocumentQuery(type: type, limit: 10, fields: [])).rows.count
  }

  @Test("holds them, passes its writes on, and says of others that it does not hold them")
  func holding() async throws {
    let full = try await node("full", listen: "127.0.0.1:0")
    let address = try #require(full.peerAddress)
    _ = try await full.documents.apply(create("Label", "l"))
    _ = try await full.documents.apply(create("Note", "a"))
    let partial = try await node("partial", types: "Note", peers: [address])
    try await waitUntil { try await count("Note", on: partial) == 1 }
    _ = try await partial.documents.apply(create("Note", "b"))
    try await waitUntil { try await count("Note", on: full) == 2 }
    let wanted = ServiceError(
      .notReplicated, "this node does not replicate the type Label: ask one that does")
    await #expect(throws: wanted) { try await count("Label", on: partial) }
    await #expect(throws: wanted) { try await partial.documents.apply(create("Label", "m")) }
    await #expect(throws: wanted) {
      try await partial.documents.sync(
        SyncRequest(
          type: "Label", lastSync: "0", filter: nil, limit: 10, marksLeft: false, fields: []))
    }
    // Nor does it judge by them, or follow relations to them.
    let query = DocumentQuery(
      type: "Note", filter: .related(FilterRelation(target: "Label", key: .own(0)), .all([])),
      limit: 10, fields: [])
    await #expect(throws: wanted) { try await partial.documents.find(query) }
    await #expect(throws: wanted) {
      try await partial.documents.read { reader throws(ServiceError) in
        try reader.related(
          RelatedQuery(
            DocumentQuery(type: "Label", limit: 1, fields: []), by: .id, keys: ["l"], total: 1))
      }
    }
    let crossing = SyncRequest(
      type: "Note", lastSync: "0", filter: query.filter, limit: 10, marksLeft: false, fields: [])
    let refusal = await #expect(throws: ServiceError.self) {
      try await partial.documents.sync(crossing)
    }
    #expect(refusal?.code == .badUserInput)
    await partial.stop()
    await full.stop()
  }

  @Test(
    "starts with types of its schema alone; with others than before it copies what it is to hold")
  func starting() async throws {
    let unknown = await #expect(throws: NodeError.self) {
      try await node("one", types: "Note, Lable")
    }
    #expect(unknown?.message.contains("Lable") == true)
    let full = try await node("full", listen: "127.0.0.1:0")
    let address = try #require(full.peerAddress)
    _ = try await full.documents.apply(create("Label", "l"))
    let partial = try await node("one", types: "Note", peers: [address])
    _ = try await partial.documents.apply(create("Note", "a"))
    try await waitUntil { try await count("Note", on: full) == 1 }
    await partial.stop()
    let changed = try await node("one", types: "Label", peers: [address])
    try await waitUntil { try await count("Label", on: changed) == 1 }
    await changed.stop()
    await full.stop()
  }

  @Test("holds the documents that match a filter, and refuses one that its schema has no sense for")
  func filtering() async throws {
    let full = try await node("full", listen: "127.0.0.1:0")
    let address = try #require(full.peerAddress)
    for id in ["a", "b"] { _ = try await full.documents.apply(create("Note", id)) }
    let filter = #"{"Note": {"id": {"in": ["b", "c"]}}}"#
    let partial = try await node("partial", types: "Note", filter: filter, peers: [address])
    try await waitUntil { try await count("Note", on: partial) == 1 }
    await partial.stop()
    await full.stop()
    let mistakes = [
      (#"{"Lable": {}}"#, "replicate.filter.Lable: the schema has no type Lable"),
      (#"{"Label": {}}"#, "replicate.filter.Label: replicate.types does not name the type"),
      (#"{"Note": {"titel": {"eq": "x"}}}"#, "replicate.filter.Note: Field \"titel\""),
      (#"{"Note": {"title": {"eqq": "x"}}}"#, "replicate.filter.Note: title: Field \"eqq\""),
    ]
    for (filter, message) in mistakes {
      let error = await #expect(throws: NodeError.self) {
        try await node("wrong", types: "Note", filter: filter)
      }
      #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
  }
}
