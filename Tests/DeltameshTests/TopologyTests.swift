import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct Topologies {
    @Test("Nodes in a line relay: both ends get what the other wrote, one of them joining late")
    func line() async throws {
      let nodes = try (1...3).map { try TestNode(name: "node-\($0)") }
      try nodes[0].configure(peers: [])
      try nodes[1].configure(peers: [nodes[0].peerPort])
      try nodes[2].configure(peers: [nodes[1].peerPort])
      try await nodes[0].start()
      try await nodes[1].start()
      let fields = (1...20).map { #"c\#($0): createComment(input: { id: "c\#($0)" }) { id }"# }
      _ = try await nodes[0].client.data("mutation { \(fields.joined(separator: " ")) }")
      try await nodes[2].start()
      _ = try await nodes[2].client.data(
        #"mutation { createComment(input: { id: "from the far end", text: "x" }) { id } }"#)
      for node in nodes {
        try await eventually(within: 60, "\(node.name) has all") {
          try await node.client.data("{ findComments { count } }").at("findComments.count") == 21
        }
      }
      for node in nodes { #expect(try await node.stop() == 0) }
    }

    @Test(
      "A newer schema on one node: the other keeps what it does not know, and shows it when upgraded"
    )
    func rollingUpgrade() async throws {
      let newSchema =
        TestNode.schema.replacingOccurrences(of: "likes: Int", with: "likes: Int\n  mood: String")
        + "\ntype Tag @model {\n  id: ID!\n  name: String\n}\n"
      let upgraded = try TestNode(name: "upgraded", schema: newSchema)
      let old = try TestNode(name: "old")
      try upgraded.configure(peers: [])
      try old.configure(peers: [upgraded.peerPort])
      try await upgraded.start()
      try await old.start()
      _ = try await upgraded.client.data(
        #"mutation { createComment(input: { id: "a", text: "x", mood: "glad" }) { id } createTag(input: { id: "t", name: "new" }) { id } }"#
      )
      let updatedAt = try await eventually("the old node has the document") {
        try await old.client.data(#"{ getComment(id: "a") { updatedAt } }"#)
          .at("getComment.updatedAt")?.stringValue
      }
      // An edit on the old node does not harm the field that it does not know.
      _ = try await old.client.data(
        #"mutation { updateComment(input: { id: "a", text: "y", updatedAt: "\#(updatedAt)" }) { id } }"#
      )
      let get = #"{ getComment(id: "a") { text mood } getTag(id: "t") { name } }"#
      let wanted: JSON = ["getComment": ["text": "y", "mood": "glad"], "getTag": ["name": "new"]]
      try await eventually("the upgraded node has the edit") {
        try await upgraded.client.data(get) == wanted
      }
      #expect(try await old.stop() == 0)
      try old.folder.write("schema.graphql", newSchema)
      // Nobody is there to copy from: what it shows, it has kept.
      #expect(try await upgraded.stop() == 0)
      try await old.start()
      #expect(try await old.client.data(get) == wanted)
      #expect(try await old.stop() == 0)
    }

    @Test(
      "Schemas that contradict each other: all else replicates, the difference is named, and an upgrade shows what was kept"
    )
    func contradictingSchemas() async throws {
      let otherSchema = TestNode.schema.replacingOccurrences(
        of: "likes: Int", with: "likes: String")
      let one = try TestNode(name: "one")
      let other = try TestNode(name: "other", schema: otherSchema)
      try one.configure(peers: [])
      try other.configure(peers: [one.peerPort])
      try await one.start()
      try await other.start()
      _ = try await other.client.data(
        #"mutation { createComment(input: { id: "a", text: "x", likes: "many" }) { id } }"#)
      let get = #"{ getComment(id: "a") { text likes } }"#
      try await eventually("all else is there") {
        try await one.client.data(get) == ["getComment": ["text": "x", "likes": nil]]
      }
      let status = try await one.client.response(
        "{ node { incompatibilities } }", path: "/admin/graphql")
      #expect(
        status.at("data.node.incompatibilities") == ["Comment.likes is String elsewhere, Int here"])
      #expect(one.log(containing: "INCOMPATIBLE_MODEL").count == 1)
      // The database has a column for the number; it gives it to the text.
      #expect(try await one.stop() == 0)
      #expect(try await other.stop() == 0)
      try one.folder.write("schema.graphql", otherSchema)
      try await one.start()
      #expect(try await one.client.data(get) == ["getComment": ["text": "x", "likes": "many"]])
      #expect(try await one.stop() == 0)
    }
  }
}
