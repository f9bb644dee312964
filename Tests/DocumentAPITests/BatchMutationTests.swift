import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Mutations with a filter")
struct BatchMutationTests {
  private static let schema = """
    type List @model { id: ID!  name: String  tasks: [Task] @oneToMany(field: "list") }
    type Task @model { id: ID!  title: String!  done: Boolean  rank: Int }
    """

  private func filled(_ limits: DocumentLimits = DocumentLimits()) async throws -> Mesh {
    let mesh = try Mesh(Self.schema, limits: limits)
    _ = try await mesh.data(
      """
      mutation {
        l: createList(input: { id: "l", name: "home" }) { id }
        a: createTask(input: { id: "a", title: "x", rank: 1, listId: "l" }) { id }
        b: createTask(input: { id: "b", title: "y", rank: 2, listId: "l" }) { id }
        c: createTask(input: { id: "c", title: "z", rank: 3 }) { id }
      }
      """)
    return mesh
  }

  @Test("update all documents that match, and answer with them")
  func update() async throws {
    let mesh = try await filled()
    let data = try await mesh.data(
      """
      mutation {
        updateTasks(filter: { list: { name: { eq: "home" } } }, input: { done: true, rank: null }) {
          count items { id done rank title list { name tasks { id } } }
        }
      }
      """)
    let list: JSON = ["name": "home", "tasks": [["id": "a"], ["id": "b"]]]
    #expect(
      data == [
        "updateTasks": [
          "count": 2,
          "items": [
            ["id": "a", "done": true, "rank": nil, "title": "x", "list": list],
            ["id": "b", "done": true, "rank": nil, "title": "y", "list": list],
          ],
        ]
      ])
    let other = try await mesh.data(#"{ getTask(id: "c") { done rank } }"#)
    #expect(other == ["getTask": ["done": nil, "rank": 3]])
  }

  @Test("delete all documents that match, and nothing that refers to them")
  func delete() async throws {
    let mesh = try await filled()
    let data = try await mesh.data(
      """
      mutation {
        deleteTasks(filter: { rank: { ge: 2 } }) { count items { id } }
        deleteLists(filter: {}) { count }
      }
      """)
    #expect(
      data == [
        "deleteTasks": ["count": 2, "items": [["id": "b"], ["id": "c"]]],
        "deleteLists": ["count": 1],
      ])
    let left = try await mesh.data("{ findTasks { items { id listId list { id } } } }")
    #expect(left == ["findTasks": ["items": [["id": "a", "listId": "l", "list": nil]]]])
  }

  @Test("look again at a document that changes between reading and writing")
  func race() async throws {
    let mesh = try await filled()
    let type = try #require(mesh.documents.model.index(ofType: "Task"))
    let rank = try #require(mesh.documents.model.types[type].index(ofField: "rank"))
    func set(_ id: String, _ value: Int64) -> Mutation {
      Mutation(
        kind: .update, type: "Task", id: DocumentID(id),
        fields: [FieldAssignment(field: rank, value: .int(value))],
        base: MutationBase(updatedAt: 1_592_634_900_000), strategy: .clientWins)
    }
    // One stops matching before it is written, one goes on matching.
    mesh.service.state.withLock { $0.interlopers = [set("b", 20), set("a", 0)] }
    let data = try await mesh.data(
      #"mutation { updateTasks(filter: { rank: { gt: 0 } }, input: { title: "changed" }) { items { id rank } } }"#
    )
    #expect(
      data["updateTasks"]?["items"] == [["id": "b", "rank": 20], ["id": "c", "rank": 3]])
    #expect(
      try await mesh.data(#"{ getTask(id: "a") { title } }"#) == ["getTask": ["title": "x"]])
  }

  @Test("write nothing where more match than the limit, and refuse null where a value is required")
  func refused() async throws {
    var limits = DocumentLimits()
    limits.rows = 2
    let mesh = try await filled(limits)
    let many = try await mesh.error("mutation { deleteTasks(filter: {}) { count } }")
    #expect(many.code == "LIMIT_EXCEEDED")
    let two = try await mesh.data(
      #"mutation { updateTasks(filter: { id: { in: ["a", "b"] } }, input: { title: "t" }) { count } }"#
    )
    #expect(two == ["updateTasks": ["count": 2]])
    #expect(try await mesh.data("{ findTasks { count } }") == ["findTasks": ["count": 3]])
    let null = try await mesh.error(
      "mutation { updateTasks(filter: {}, input: { title: null }) { count } }")
    #expect(null.code == "BAD_USER_INPUT")
    #expect(throws: GraphQLErrors.self) { try mesh.bind("mutation { deleteTasks { count } }") }
  }

  @Test("have another name where a word has no plural of its own")
  func names() throws {
    let schema = try DocumentSchema(sdl: "type Sheep @model { id: ID! name: String }").schema
    let names = schema.mutationType?.fields.map(\.name) ?? []
    #expect(names.contains("updateManySheep") && names.contains("deleteManySheep"))
  }
}
