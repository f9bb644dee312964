import GraphQL
import Testing

extension EndToEnd {
  @Suite struct AbsentMember {
    @Test(
      "A member that was away for longer than deletions are remembered revives none of them, and what it wrote meanwhile arrives"
    )
    func longAway() async throws {
      let mesh = try await TestMesh(
        3, extra: "retention: { tombstones: 2s, evictAfter: 5s }")
      let (here, away) = (mesh.nodes[0], mesh.nodes[2])
      _ = try await here.client.data(
        """
        mutation { gone: createComment(input: { id: "gone", text: "to be deleted" }) { id }
          kept: createComment(input: { id: "kept", text: "before" }) { id } }
        """)
      let get =
        #"{ gone: getComment(id: "gone") { text } kept: getComment(id: "kept") { text } alone: getComment(id: "alone") { text } }"#
      try await mesh.agree(on: get) { $0.at("gone.text") == "to be deleted" }
      try await eventually(within: 60, "all are members") {
        try await states(at: here).filter { $0.value == ["ACTIVE"] }.count == 3
      }

      mesh.isolate(2)
      var updatedAt = try await time("gone", at: here)
      _ = try await here.client.data(
        #"mutation { deleteComment(input: { id: "gone", updatedAt: "\#(updatedAt)" }) { id } }"#)
      updatedAt = try await time("kept", at: away)
      _ = try await away.client.data(
        """
        mutation { alone: createComment(input: { id: "alone", text: "written alone" }) { id }
          kept: updateComment(input: { id: "kept", text: "edited alone", updatedAt: "\(updatedAt)" }) { id } }
        """)
      for node in mesh.nodes.prefix(2) {
        try await eventually(within: 90, "\(node.name) gives the absent member up") {
          let state = try await states(at: node)["node-3"]
          return state == ["EVICTED"] || state == ["CLOSED"]
        }
        try await eventually(within: 60, "\(node.name) forgets the deletion") {
          try await node.admin("{ node { types { name live deleted } } }").at("node.types.0")
            == ["name": "Comment", "live": 1, "deleted": 0]
        }
      }
      #expect(try await states(at: away)["node-1"] == ["ACTIVE"])
      #expect(
        mesh.nodes.prefix(2).contains { !$0.log(containing: "code=EVICTED").isEmpty })

      mesh.heal()
      try await mesh.agree(on: get, within: 90) {
        $0 == ["gone": nil, "kept": ["text": "edited alone"], "alone": ["text": "written alone"]]
      }
      #expect(!away.log(containing: "code=NEW_IDENTITY").isEmpty)
      try await eventually(within: 60, "it is a member again, under a new ReplicaID") {
        try await states(at: here)["node-3"]?.contains("ACTIVE") == true
      }
      // Later writes go both ways.
      updatedAt = try await time("kept", at: away)
      _ = try await away.client.data(
        #"mutation { updateComment(input: { id: "kept", text: "back", updatedAt: "\#(updatedAt)" }) { id } }"#
      )
      try await mesh.agree(on: get) { $0.at("kept.text") == "back" && $0["gone"] == .null }
      try await mesh.stop()
    }

    /// When a document was changed last, as a write has to say.
    private func time(_ id: String, at node: TestNode) async throws -> String {
      let answer = try await node.client.data(
        #"{ getComment(id: "\#(id)") { updatedAt } }"#)
      return try #require(answer.at("getComment.updatedAt")?.stringValue)
    }

    /// The states of each node's incarnations.
    private func states(at node: TestNode) async throws -> [String: [String]] {
      let members = try await node.admin("{ members { node state } }")["members"]?.arrayValue ?? []
      return Dictionary(
        grouping: members, by: { $0["node"]?.stringValue ?? "" }
      ).mapValues { $0.compactMap { $0["state"]?.stringValue }.sorted() }
    }
  }
}
