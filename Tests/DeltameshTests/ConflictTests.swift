import GraphQL
import Testing

extension EndToEnd {
  @Suite struct Conflicts {
    @Test("The example of GraphQLCRUD's chapter on data synchronization")
    func staleUpdatedAt() async throws {
      let mesh = try await TestMesh(1)
      let client = mesh.nodes[0].client
      let id = "5eedae1367d72e2192561723"
      let created = try await client.data(
        #"mutation { createComment(input: { id: "\#(id)", text: "Title" }) { createdAt updatedAt } }"#
      )
      let createdAt = try #require(created.at("createComment.createdAt"))
      let stale = try #require(created.at("createComment.updatedAt")?.stringValue)
      let updated = try await client.data(
        #"mutation { updateComment(input: { id: "\#(id)", text: "AlreadyUpdatedTitle", updatedAt: "\#(stale)" }) { updatedAt } }"#
      )
      let current = try #require(updated.at("updateComment.updatedAt"))

      let response = try await client.response(
        #"mutation { updateComment(input: { id: "\#(id)", text: "ClientSideUpdate", updatedAt: "\#(stale)" }) { id } }"#
      )
      #expect(response.at("data.updateComment") == .null)
      #expect(response.at("errors.0.path") == ["updateComment"])
      let extensions = try #require(response.at("errors.0.extensions"))
      #expect(extensions.at("code") == "CONFLICT")
      let server = try #require(extensions.at("conflictInfo.serverState"))
      #expect(server.at("id") == .string(id))
      #expect(server.at("text") == "AlreadyUpdatedTitle")
      #expect(server.at("_deleted") == false)
      #expect(server.at("createdAt") == createdAt)
      #expect(server.at("updatedAt") == current)
      let clientState = try #require(extensions.at("conflictInfo.clientState"))
      #expect(
        clientState == ["id": .string(id), "text": "ClientSideUpdate", "updatedAt": .string(stale)])

      // With what the node said, the next attempt goes through.
      let again = try await client.data(
        #"mutation { updateComment(input: { id: "\#(id)", text: "ClientSideUpdate", updatedAt: \#(current) }) { text } }"#
      )
      #expect(again == ["updateComment": ["text": "ClientSideUpdate"]])
      try await mesh.stop()
    }

    @Test("A create of an id that exists is refused, unless its content is the same")
    func repeatedCreate() async throws {
      let mesh = try await TestMesh(1)
      let client = mesh.nodes[0].client
      let create = #"mutation { createComment(input: { id: "a", text: "x" }) { id updatedAt } }"#
      let first = try await client.data(create)
      #expect(try await client.data(create) == first)
      let error = try await client.error(
        #"mutation { createComment(input: { id: "a", text: "y" }) { id } }"#)
      #expect(error.at("extensions.code") == "ALREADY_EXISTS")
      #expect(error.at("extensions.conflictInfo.serverState.text") == "x")
      try await mesh.stop()
    }
  }
}
