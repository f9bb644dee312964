import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct ConflictLog {
    private static let list =
      "{ conflicts { count items { id type document field value present state } } }"

    /// The conflicts that a node lists.
    private func conflicts(_ node: TestNode) async throws -> JSON? {
      try await node.client.response(Self.list, path: "/admin/graphql").at("data.conflicts")
    }

    @Test("A value that loses while two nodes are apart is listed on both, and can be brought back")
    func lostValue() async throws {
      let mesh = try await TestMesh(2)
      let (left, right) = (mesh.nodes[0], mesh.nodes[1])
      _ = try await left.client.data(
        #"mutation { createComment(input: { id: "a", text: "first" }) { id } }"#)
      let base = try await mesh.agree(on: #"{ getComment(id: "a") { updatedAt } }"#) {
        $0.at("getComment.updatedAt") != nil
      }
      let updatedAt = try #require(base.at("getComment.updatedAt")?.stringValue)
      mesh.isolate(1)
      for (node, text) in [(left, "mine"), (right, "theirs")] {
        // The second is later by the clocks of one machine.
        _ = try await node.client.data(
          #"mutation { updateComment(input: { id: "a", text: "\#(text)", updatedAt: "\#(updatedAt)" }) { id } }"#
        )
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await conflicts(left)?["count"] == 0)
      mesh.heal()

      let listed = try await eventually(within: 60, "both list the loss") { () -> JSON? in
        let (one, other) = (try await conflicts(left), try await conflicts(right))
        return one == other && one?["count"] == 1 ? one : nil
      }
      var item = try #require(listed["items"]?[0]?.objectValue)
      let id = try #require(item["id"]?.stringValue)
      #expect(id.hasPrefix("Comment/text/") && id.hasSuffix("/a"), "\(id)")
      item["id"] = .null
      #expect(
        JSON.object(item) == [
          "id": nil, "type": "Comment", "document": "a", "field": "text", "value": "mine",
          "present": "theirs", "state": "LIVE",
        ])
      let status = try await left.client.response("{ node { conflicts } }", path: "/admin/graphql")
      #expect(status.at("data.node.conflicts") == 1)

      let now = try await right.client.data(#"{ getComment(id: "a") { updatedAt _version } }"#)
      let current = try #require(now.at("getComment.updatedAt")?.stringValue)
      let version = try #require(now.at("getComment._version")?.stringValue)
      _ = try await right.client.data(
        #"mutation { updateComment(input: { id: "a", text: "mine", updatedAt: "\#(current)", _version: "\#(version)" }) { id } }"#
      )
      try await mesh.agree(on: #"{ getComment(id: "a") { text } }"#) {
        $0.at("getComment.text") == "mine"
      }
      #expect(try await conflicts(left)?["count"] == 1)
      #expect(try await conflicts(left)?.at("items.0.present") == "mine")
      #expect(mesh.nodes.contains { !$0.log(containing: "conflict log").isEmpty })
      try await mesh.stop()
    }

    @Test("A deleted document is restored, with the conflict rules of an update")
    func restore() async throws {
      let mesh = try await TestMesh(1)
      let client = mesh.nodes[0].client
      let created = try await client.data(
        #"mutation { createComment(input: { id: "a", text: "x", likes: 3 }) { updatedAt } }"#)
      let before = try #require(created.at("createComment.updatedAt")?.stringValue)
      let deleted = try await client.data(
        #"mutation { deleteComment(input: { id: "a", updatedAt: "\#(before)" }) { updatedAt } }"#)
      let at = try #require(deleted.at("deleteComment.updatedAt")?.stringValue)
      let refused = try await client.error(
        #"mutation { updateComment(input: { id: "a", text: "y", updatedAt: "\#(at)" }) { id } }"#)
      #expect(refused.at("extensions.code") == "CONFLICT")
      let restored = try await client.data(
        #"mutation { restoreComment(input: { id: "a", text: "y", updatedAt: "\#(at)" }) { text likes } }"#
      )
      #expect(restored == ["restoreComment": ["text": "y", "likes": 3]])
      #expect(
        try await client.data(#"{ getComment(id: "a") { text } }"#)
          == ["getComment": ["text": "y"]])
      let missing = try await client.error(
        #"mutation { restoreComment(input: { id: "b", updatedAt: "1" }) { id } }"#)
      #expect(missing.at("extensions.code") == "NOT_FOUND")
      #expect(missing.at("message")?.stringValue?.contains("create it anew") == true)
      try await mesh.stop()
    }
  }
}
