import GraphQL
import Testing

extension EndToEnd {
  @Suite struct LearnedPeers {
    @Test("Of five nodes that are told of one peer each, every one ends with links to all others")
    func five() async throws {
      let nodes = try (1...5).map { try TestNode(name: "node-\($0)") }
      // A line: each knows the one before it.
      for (index, node) in nodes.enumerated() {
        try node.configure(
          peers: index == 0 ? [] : [nodes[index - 1].peerPort], isAdvertised: true)
      }
      for node in nodes { try await node.start() }
      for node in nodes {
        let others = Set(nodes.map(\.name)).subtracting([node.name])
        try await eventually(within: 60, "\(node.name) has links to all others") {
          try await names(at: node) == others
        }
      }
      _ = try await nodes[4].client.data(
        #"mutation { createComment(input: { id: "c", text: "from the end" }) { id } }"#)
      try await eventually("the write is everywhere") {
        for node in nodes {
          let answer = try await node.client.data(#"{ getComment(id: "c") { text } }"#)
          guard answer == ["getComment": ["text": "from the end"]] else { return false }
        }
        return true
      }

      // What was learned is kept: without its one configured peer, a node that starts again finds the others.
      try await nodes[3].stop()
      try await nodes[4].stop()
      try await nodes[4].start()
      let others: Set = ["node-1", "node-2", "node-3"]
      try await eventually(within: 60, "node-5 dials from its stored roster") {
        try await names(at: nodes[4]).isSuperset(of: others)
      }
      for node in nodes { try await node.stop() }
    }

    @Test("A node that listens on all interfaces and is not told what to advertise says what to do")
    func wildcard() async throws {
      let node = try TestNode(name: "anywhere")
      try node.configure(peers: [], isAdvertised: true)
      try await node.start(environment: ["DELTAMESH_PEER_LISTEN": "0.0.0.0:\(node.peerPort)"])
      #expect(node.log(containing: "set peer.advertise").count == 1)
      try await node.stop()
    }

    private func names(at node: TestNode) async throws -> Set<String> {
      let peers = try await node.admin("{ peers { name } }")["peers"]?.arrayValue ?? []
      return Set(peers.compactMap { $0["name"]?.stringValue })
    }
  }
}
