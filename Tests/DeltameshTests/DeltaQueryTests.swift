import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct DeltaQueries {
    @Test("Pages of 7 on node 1, then the last token on node 2: exactly what changed, once")
    func roamingClient() async throws {
      let mesh = try await TestMesh(3)
      let fields = (1...30).map {
        #"c\#($0): createComment(input: { id: "c\#($0)", text: "number \#($0)" }) { id }"#
      }
      _ = try await mesh.nodes[0].client.data("mutation { \(fields.joined(separator: " ")) }")
      try await mesh.agree(on: "{ findComments { count } }") {
        $0.at("findComments.count") == 30
      }

      let first = try await Deltas.round(mesh.nodes[0].client, since: "0", limit: 7)
      #expect(first.ids == (1...30).map { "c\($0)" }.sorted())
      #expect(first.pages >= 5)
      let milliseconds = try #require(first.lastSync.split(separator: ".").first)
      #expect(Int64(milliseconds) != nil)

      let times = try await mesh.nodes[0].client.data(
        #"{ a: getComment(id: "c1") { updatedAt } b: getComment(id: "c2") { updatedAt } }"#)
      let first1 = try #require(times.at("a.updatedAt")?.stringValue)
      let first2 = try #require(times.at("b.updatedAt")?.stringValue)
      _ = try await mesh.nodes[0].client.data(
        #"mutation { updateComment(input: { id: "c1", likes: 1, updatedAt: "\#(first1)" }) { id } }"#
      )
      _ = try await mesh.nodes[1].client.data(
        #"mutation { createComment(input: { id: "new", text: "on 2" }) { id } }"#)
      _ = try await mesh.nodes[2].client.data(
        #"mutation { deleteComment(input: { id: "c2", updatedAt: "\#(first2)" }) { id } }"#)
      try await mesh.agree(
        on:
          #"{ a: getComment(id: "c1") { likes } b: getComment(id: "new") { id } c: getComment(id: "c2") { id } }"#
      ) { $0 == ["a": ["likes": 1], "b": ["id": "new"], "c": .null] }

      let second = try await Deltas.round(mesh.nodes[1].client, since: first.lastSync, limit: 7)
      #expect(second.ids == ["c1", "c2", "new"])
      let deleted = try #require(second.items.first { $0.at("id") == "c2" })
      #expect(deleted.at("_deleted") == true)
      #expect(
        (deleted.at("updatedAt")?.stringValue.flatMap { Int64($0) } ?? 0) > (Int64(first2) ?? 0))
      #expect(second.items.filter { $0.at("_deleted") == false }.count == 2)

      // Nothing is left to fetch, on any node.
      for node in mesh.nodes {
        try await eventually("\(node.name) has nothing more") {
          try await Deltas.round(node.client, since: second.lastSync).items.isEmpty
        }
      }
      try await mesh.stop()
    }

    @Test("Plain milliseconds give what the node applied since then")
    func plainMilliseconds() async throws {
      let mesh = try await TestMesh(2)
      _ = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "old", text: "x" }) { id } }"#)
      try await mesh.agree(on: #"{ getComment(id: "old") { text } }"#) {
        $0.at("getComment.text") == "x"
      }
      let everything = try await Deltas.round(mesh.nodes[1].client, since: "1")
      #expect(everything.ids == ["old"])
      let since = Int64(Date().timeIntervalSince1970 * 1_000)
      let created = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "gone", text: "x" }) { updatedAt } }"#)
      let updatedAt = try #require(created.at("createComment.updatedAt")?.stringValue)
      _ = try await mesh.nodes[0].client.data(
        #"mutation { deleteComment(input: { id: "gone", updatedAt: "\#(updatedAt)" }) { id } }"#)
      _ = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "new", text: "x" }) { id } }"#)
      try await eventually("node 2 has both") {
        let changes = try await Deltas.round(mesh.nodes[1].client, since: String(since))
        let deleted = changes.items.filter { $0.at("_deleted") == true }
        return Set(changes.ids).isSuperset(of: ["gone", "new"])
          && deleted.map { $0.at("id") } == ["gone"]
      }
      try await mesh.stop()
    }

    @Test(
      "A node to which nothing happens forgets old deletions, too; tokens from before are told to start over"
    )
    func idleNodeForgets() async throws {
      let node = try TestNode(name: "idle")
      try node.configure(peers: [], extra: "retention: { tombstones: 1s }")
      try await node.start()
      _ = try await node.client.data(#"mutation { createComment(input: { id: "gone" }) { id } }"#)
      let token = try await Deltas.round(node.client, since: "0").lastSync
      _ = try await node.client.data("mutation { deleteComments(filter: {}) { count } }")
      try await node.stop()
      try await node.start()
      try await eventually(within: 60, "the deletion is forgotten") {
        let answer = try await node.client.exchange(
          ["query": .string(#"{ syncComments(lastSync: "\#(token)") { lastSync } }"#)])
        return answer.body.at("errors.0.extensions.code") == "RESYNC_REQUIRED"
      }
      try await node.stop()
    }

    @Test("A lastSync that is none, and one of another query, are told apart")
    func badTokens() async throws {
      let mesh = try await TestMesh(1)
      let client = mesh.nodes[0].client
      let garbage = try await client.error(#"{ syncComments(lastSync: "yesterday") { lastSync } }"#)
      #expect(garbage.at("extensions.code") == "BAD_LAST_SYNC")
      let token = try await Deltas.round(client, since: "0").lastSync
      let other = try await client.error(
        #"{ syncComments(lastSync: "\#(token)", filter: { likes: { gt: 1 } }) { lastSync } }"#)
      #expect(other.at("extensions.code") == "RESYNC_REQUIRED")
      try await mesh.stop()
    }
  }
}
