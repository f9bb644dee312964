import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite(.enabled(if: FakeClock.isThere, FakeClock.absence)) struct WrongClock {
    private static let status =
      "{ node { replica clock { suspect needsRepair } } peers { name state ahead { node milliseconds } } }"

    private func status(of node: TestNode) async throws -> JSON {
      try await node.client.response(Self.status, path: "/admin/graphql")["data"] ?? .null
    }

    /// How a node sees another.
    private func peer(_ name: String, at node: TestNode) async throws -> JSON? {
      try await status(of: node)["peers"]?.arrayValue?.first { $0["name"] == .string(name) }
    }

    @Test(
      "A node an hour ahead is held off and named; after its clock is right and repaired, its writes arrive"
    )
    func anHourAhead() async throws {
      let nodes = try (1...4).map { try TestNode(name: "node-\($0)") }
      for node in nodes {
        try node.configure(peers: nodes.filter { $0.name != node.name }.map(\.peerPort))
      }
      let clock = try FakeClock(ahead: 3_600, in: nodes[0].folder)
      try await nodes[0].start(environment: clock.environment)
      for node in nodes.dropFirst() { try await node.start() }
      let former = try await status(of: nodes[0]).at("node.replica")?.stringValue

      _ = try await nodes[0].client.data(
        #"mutation { createComment(input: { id: "early", text: "from the future" }) { id } }"#)
      _ = try await nodes[1].client.data(
        #"mutation { createComment(input: { id: "now", text: "from now" }) { id } }"#)
      let get = #"{ early: getComment(id: "early") { text } now: getComment(id: "now") { text } }"#
      for node in nodes.dropFirst() {
        try await eventually(within: 40, "\(node.name) names the node that is ahead") {
          guard let ahead = try await peer("node-1", at: node)?["ahead"],
            let milliseconds = ahead["milliseconds"]?.stringValue.flatMap({ Int($0) })
          else { return false }
          return ahead["node"] == "node-1" && milliseconds > 3_500_000
        }
        #expect(!node.log(containing: "CLOCK_AHEAD").isEmpty)
        try await eventually("what is from now flows to \(node.name)") {
          try await node.client.data(get) == ["early": nil, "now": ["text": "from now"]]
        }
        #expect(try await status(of: node).at("node.clock.suspect") == false)
      }
      try await eventually("the node that is ahead suspects itself") {
        try await status(of: nodes[0]).at("node.clock.suspect") == true
      }
      try await eventually("it logs so") { !nodes[0].log(containing: "CLOCK_SUSPECT").isEmpty }
      let shown = try await command(["status", "--node", nodes[1].url], nodes[1])
      #expect(shown.output.contains("CLOCK_AHEAD: held off, as writes of node-1"))

      // The repair waits for the clock.
      let early = try await command(["repair", "clock", "--node", nodes[0].url], nodes[0])
      #expect(early.code == 65)
      #expect(early.output.contains("set it right first"))

      try clock.set(ahead: 0)
      try await eventually("the clock is right") {
        let clock = try await status(of: nodes[0]).at("node.clock")
        return clock == ["suspect": false, "needsRepair": true]
      }
      let repaired = try await command(["repair", "clock", "--node", nodes[0].url], nodes[0])
      #expect(repaired.code == 0)
      #expect(
        repaired.output.contains("stamped 1 documents anew")
          || repaired.output.contains("documents anew"))
      for node in nodes {
        try await eventually(within: 40, "all is at \(node.name)") {
          try await node.client.data(get) == [
            "early": ["text": "from the future"], "now": ["text": "from now"],
          ]
        }
      }
      let now = try await status(of: nodes[0])
      #expect(now.at("node.clock") == ["suspect": false, "needsRepair": false])
      #expect(now.at("node.replica")?.stringValue != former)
      for node in nodes { try await node.stop() }
    }

    private func command(_ arguments: [String], _ node: TestNode) async throws -> CommandResult {
      try await CommandResult.run(arguments, in: node.folder)
    }
  }
}
