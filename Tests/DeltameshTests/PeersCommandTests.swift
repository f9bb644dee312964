import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct PeersCommand {
    @Test("invite and join: a node is made from a text, and ends with what the mesh has")
    func invitation() async throws {
      let one = try TestNode(name: "one")
      try one.configure(peers: [], isAdvertised: true)
      try await one.start()
      _ = try await one.client.data(
        #"mutation { createComment(input: { id: "c", text: "for all" }) { id } }"#)
      let invited = try await CommandResult.run(
        ["invite", "--config", "\(one.folder.path)/deltamesh.yaml"], in: one.folder)
      #expect(invited.code == 0)
      let token = invited.output.trimmingCharacters(in: .whitespacesAndNewlines)

      let two = try TestNode(name: "two", secret: "another secret, never used")
      func join(_ token: String) async throws -> CommandResult {
        try await CommandResult.run(
          [
            "join", token, two.folder.path, "--schema", "\(one.folder.path)/schema.graphql",
            "--http", "127.0.0.1:\(two.httpPort)", "--listen", "127.0.0.1:\(two.peerPort)",
          ], in: two.folder)
      }
      let refused = try await join(String(token.dropLast()))
      #expect(refused.code == 78)
      #expect(refused.output.contains("the invitation is damaged"))
      let kept = try await join(token)
      #expect(kept.code == 78)
      #expect(kept.output.contains("schema.graphql is there already"))
      try FileManager.default.removeItem(atPath: "\(two.folder.path)/schema.graphql")
      let joined = try await join(token)
      #expect(joined.code == 0)
      #expect(joined.output.contains("start the node with: deltamesh serve --config"))
      try await two.start()
      try await eventually("the new node has the documents") {
        try await two.client.data(#"{ getComment(id: "c") { text } }"#)
          == ["getComment": ["text": "for all"]]
      }
      for node in [one, two] { try await node.stop() }
    }

    @Test(
      "peers: adds an address, shows who waits, lets it in, shows the members, and gives one up")
    func life() async throws {
      let nodes = try ["one", "two", "three"].map { try TestNode(name: $0) }
      let (one, two, three) = (nodes[0], nodes[1], nodes[2])
      for node in nodes { try node.configure(peers: [], peer: ", admission: approve") }
      for node in nodes { try await node.start() }
      _ = try await one.client.data(
        #"mutation { createComment(input: { id: "c", text: "for members" }) { id } }"#)
      try await eventually("the first node is a member") {
        try await one.admin("{ members { node self state } }")["members"]
          == [["node": "one", "self": true, "state": "ACTIVE"]]
      }

      let added = try await one.command("peers", "add", "127.0.0.1:\(two.peerPort)")
      #expect(added.code == 0)
      #expect(added.output.contains("put it into peer.peers"))
      let again = try await one.command("peers", "add", "127.0.0.1:\(two.peerPort)")
      #expect(again.code == 0)
      #expect(again.output.contains("is dialled already"))
      #expect(try await one.command("peers", "add", "nowhere").code == 65)
      _ = try await one.command("peers", "add", "127.0.0.1:\(three.peerPort)")

      try await eventually("two nodes wait") {
        try await one.admin("{ waiting { node } }")["waiting"]?.arrayValue?.count == 2
      }
      let get = #"{ getComment(id: "c") { text } }"#
      #expect(try await two.client.data(get) == ["getComment": nil])
      let listed = try await one.command("peers", "list")
      #expect(listed.code == 0)
      #expect(listed.output.contains("members   1"))
      #expect(listed.output.contains("waiting   2"))
      #expect(!one.log(containing: "code=AWAITS_APPROVAL").isEmpty)

      let unknown = try await one.command("peers", "approve", "four")
      #expect(unknown.code == 65)
      #expect(unknown.output.contains("there is no node that waits for approval \"four\""))
      let waiting = try await one.admin("{ waiting { node key address } }")["waiting"]?.arrayValue
      let key = waiting?.first { $0["node"] == "two" }?["key"]?.stringValue ?? ""
      #expect(key.count == 64)
      let approved = try await one.command("peers", "approve", String(key.prefix(12)))
      #expect(approved.code == 0)
      #expect(approved.output.contains("two is a member now"))
      try await eventually("the new member has the documents") {
        try await two.client.data(get) == ["getComment": ["text": "for members"]]
      }
      #expect(try await three.client.data(get) == ["getComment": nil])

      try await eventually("the list shows it as linked") {
        let list = try await one.command("peers").output
        return list.contains("members   2") && list.contains("linked, up to date")
          && list.contains("waiting   1") && list.contains("this node")
      }
      let metrics = try await one.client.text("/metrics")
      #expect(metrics.contains("deltamesh_members{state=\"active\"} 2"))
      #expect(metrics.contains("deltamesh_members_waiting 1"))
      #expect(metrics.contains("deltamesh_member_silence_seconds{member=\"two\","))
      #expect(try await one.command("peers", "evict", "one").output.contains("can't evict itself"))
      try await two.stop()
      let evicted = try await one.command("peers", "evict", "two")
      #expect(evicted.code == 0)
      #expect(evicted.output.contains("is evicted; it starts over when it comes back"))
      let twice = try await one.command("peers", "evict", "two")
      #expect(twice.code == 65)
      #expect(twice.output.contains("there is no active member \"two\""))
      for node in nodes { try await node.stop() }
    }
  }
}
