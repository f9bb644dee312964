import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct RestoredFolder {
    @Test(
      "A node on an old copy of its data folder loses nothing that its peers had, and nothing that it writes then"
    )
    func oldCopy() async throws {
      let (peer, node) = (try TestNode(name: "peer"), try TestNode(name: "node"))
      try peer.configure(peers: [])
      try node.configure(peers: [peer.peerPort])
      try await peer.start()
      try await node.start()
      try await create("before", at: node)
      try await agree([peer, node], ["before"])
      try await node.stop()
      let copy = "\(node.folder.path)/copy"
      try FileManager.default.copyItem(atPath: node.data, toPath: copy)

      try await node.start()
      for index in 1...20 { try await create("lost-\(index)", at: node) }
      try await create("at-peer", at: peer)
      let all = ["before", "at-peer"] + (1...20).map { "lost-\($0)" }
      try await agree([peer, node], all)
      try await node.kill()
      try FileManager.default.removeItem(atPath: node.data)
      try FileManager.default.moveItem(atPath: copy, toPath: node.data)

      // It writes before it can hear that anything is missing: under the ReplicaID of the writes that it has lost.
      try await peer.stop()
      try await node.start()
      try await create("alone", at: node)
      try await peer.start()
      try await create("later", at: node)
      try await agree([peer, node], all + ["alone", "later"])
      try await eventually("the log says so") {
        !node.log(containing: "its database was put back to an older state").isEmpty
      }
      for node in [peer, node] { try await node.stop() }
    }

    @Test(
      "Two processes on copies of one folder are told apart, serve on, and all that both write is everywhere",
      arguments: [true, false])
    func copies(meetEachOther: Bool) async throws {
      let nodes = try ["peer", "original", "copy"].map { try TestNode(name: $0) }
      let (peer, original, copy) = (nodes[0], nodes[1], nodes[2])
      try peer.configure(peers: [])
      try original.configure(peers: [peer.peerPort])
      try copy.configure(
        peers: meetEachOther ? [peer.peerPort, original.peerPort] : [peer.peerPort])
      try await peer.start()
      try await original.start()
      try await create("before", at: original)
      try await agree([peer, original], ["before"])
      try await original.stop()
      try FileManager.default.copyItem(atPath: original.data, toPath: copy.data)

      try await original.start()
      try await copy.start()
      try await create("by-original", at: original)
      try await create("by-copy", at: copy)
      try await eventually(within: 60, "the two are told apart") {
        [original, copy].contains { !$0.log(containing: "code=NEW_IDENTITY").isEmpty }
      }
      try await create("later-by-original", at: original)
      try await create("later-by-copy", at: copy)
      try await agree(
        nodes, ["before", "by-original", "by-copy", "later-by-original", "later-by-copy"],
        within: 120)
      let replicas = try await [
        original.admin("{ node { replica } }"), copy.admin("{ node { replica } }"),
      ]
      #expect(replicas[0] != replicas[1])
      for node in nodes { try await node.stop() }

      // What the log advises: a key of its own.
      try FileManager.default.removeItem(atPath: "\(copy.data)/node.key")
      for node in nodes { try await node.start() }
      try await eventually(within: 60, "the copy is a member of its own, with a key of its own") {
        let members = try await peer.admin("{ members { node key state linked } }")
        let linked = (members["members"]?.arrayValue ?? []).filter { $0["linked"] == true }
        return Set(linked.compactMap { $0["node"]?.stringValue }) == ["original", "copy"]
          && Set(linked.compactMap { $0["key"]?.stringValue }).count == 2
      }
      #expect(!copy.log(containing: "node.key is another than the mesh knows").isEmpty)
      for node in nodes { try await node.stop() }
    }

    private func create(_ id: String, at node: TestNode) async throws {
      _ = try await node.client.data(
        "mutation { createComment(input: { id: \"\(id)\", text: \"\(id)\" }) { id } }")
    }

    /// Waits until all nodes have just these documents, with what was written.
    private func agree(
      _ nodes: [TestNode], _ ids: [String], within seconds: Double = 60
    ) async throws {
      for node in nodes {
        try await eventually(within: seconds, "\(node.name) has \(ids)") {
          let found = try await node.client.data("{ findComments { items { id text } } }")
          let items = found.at("findComments.items")?.arrayValue ?? []
          return items.allSatisfy { $0["id"] == $0["text"] }
            && items.compactMap { $0["id"]?.stringValue }.sorted() == ids.sorted()
        }
      }
    }
  }
}
