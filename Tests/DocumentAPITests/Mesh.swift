import DocumentAPI
import Documents
import GraphQL
import Testing

/// A schema, a node in memory, and the engine: runs operations as a server does.
struct Mesh {
  let documents: DocumentSchema
  let service: FakeService
  let endpoint: DocumentEndpoint

  init(_ sdl: String, limits: DocumentLimits = DocumentLimits()) throws {
    documents = try DocumentSchema(sdl: sdl)
    service = FakeService(documents.model)
    endpoint = DocumentEndpoint(documents, service: service, limits: limits)
  }

  func bind(_ text: String, _ variables: JSONObject = JSONObject()) throws -> BoundOperation {
    try documents.schema.prepare(text, limits: .trusted).bind(variables)
  }

  /// The whole response.
  func run(_ text: String, _ variables: JSONObject = JSONObject()) async throws -> JSON {
    let operation = try bind(text, variables)
    let (outcomes, extensions) = await endpoint.run(operation)
    return try JSON(parsing: operation.jsonResponse(outcomes, extensions: extensions))
  }

  /// The data of a response that must have no errors.
  func data(_ text: String, _ variables: JSONObject = JSONObject()) async throws -> JSON {
    let response = try await run(text, variables)
    #expect(response["errors"] == nil)
    return try #require(response["data"])
  }

  /// The first error of a response.
  func error(_ text: String, _ variables: JSONObject = JSONObject()) async throws -> JSON {
    let response = try await run(text, variables)
    return try #require(response["errors"]?[0], "no error in \(response)")
  }
}

extension JSON {
  /// `extensions.code`.
  var code: String? { self["extensions"]?["code"]?.stringValue }
}

/// The example of the specification.
let commentSchema = """
  type Comment @model @datasync { id: ID!  text: String  description: String  note: Note @manyToOne(field: "comments") }
  type Note @model { id: ID!  title: String!  comments: [Comment]! @oneToMany(field: "note") }
  """
