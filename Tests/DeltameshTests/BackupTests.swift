import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct Backups {
    private func replica(_ node: TestNode) async throws -> String? {
      try await node.client.response("{ node { replica } }", path: "/admin/graphql")
        .at("data.node.replica")?.stringValue
    }

    private func create(_ ids: [String], at node: TestNode) async throws {
      for id in ids {
        _ = try await node.client.data(
          #"mutation { createComment(input: { id: "\#(id)", text: "\#(id)" }) { id } }"#)
      }
    }

    private func ids(_ node: TestNode) async throws -> Set<String> {
      Set(try await Deltas.round(node.client, since: "0", limit: 1_000).ids)
    }

    @Test(
      "A backup is made while clients write; restored, the node gets back from its peer what it had written since"
    )
    func backupAndRestore() async throws {
      let mesh = try await TestMesh(2)
      let node = mesh.nodes[0]
      let file = "\(node.folder.path)/node.backup"
      try await create((0..<40).map { "before-\($0)" }, at: node)
      let writer = Task {
        var answered: [String] = []
        for number in 0..<100_000 where !Task.isCancelled {
          let id = "while-\(number)"
          guard (try? await create([id], at: node)) != nil else { break }
          answered.append(id)
        }
        return answered
      }
      let made = try await CommandResult.run(
        ["backup", "--node", node.url, "--out", file], in: node.folder)
      #expect(made.code == 0, "\(made.output)")
      #expect(made.output.contains("node.backup"))
      #expect(made.output.contains("checked"))
      // The node's own file is never overwritten, by anybody.
      let again = try await CommandResult.run(
        ["backup", "--node", node.url, "--out", file], in: node.folder)
      #expect(again.code == 74, "\(again.output)")
      writer.cancel()
      let written = Set(await writer.value)
      #expect(!written.isEmpty)
      try await create((0..<20).map { "after-\($0)" }, at: node)
      let all = written.union((0..<40).map { "before-\($0)" }).union((0..<20).map { "after-\($0)" })
      // A write whose answer was no longer waited for may be there as well.
      try await eventually("the peer has all") {
        try await ids(mesh.nodes[1]).isSuperset(of: all)
      }
      let former = try #require(try await replica(node))

      // A running node's folder is refused; a database that is there, too.
      let data = "\(node.folder.path)/data"
      let running = try await CommandResult.run(
        ["restore", file, "--data", data, "--force"], in: node.folder)
      #expect(running.code == 74)
      #expect(running.output.contains("in use by process"))
      #expect(try await node.stop() == 0)
      let present = try await CommandResult.run(["restore", file, "--data", data], in: node.folder)
      #expect(present.code == 65)
      #expect(present.output.contains("--force"))

      let restored = try await CommandResult.run(
        ["restore", file, "--data", data, "--force"], in: node.folder)
      #expect(restored.code == 0, "\(restored.output)")
      #expect(restored.output.contains("to be retired: replica \(former)"))
      try await node.start()
      #expect(try await replica(node) != former)
      try await eventually("nothing is lost that the peer has") {
        try await ids(node).isSuperset(of: all)
      }
      try await create(["new"], at: node)
      try await eventually("what it writes arrives") {
        try await ids(mesh.nodes[1]).isSuperset(of: all.union(["new"]))
      }
      try await mesh.stop()
    }

    @Test(
      "A backup that is put in place by hand, and a database without its run file, go on under a new ReplicaID"
    )
    func copiesByHand() async throws {
      let mesh = try await TestMesh(2)
      let node = mesh.nodes[0]
      try await create(["a", "b"], at: node)
      try await eventually("the peer has them") { try await ids(mesh.nodes[1]) == ["a", "b"] }
      let first = try #require(try await replica(node))
      #expect(try await node.stop() == 0)

      // A clean stop keeps the name.
      try await node.start()
      #expect(try await replica(node) == first)
      #expect(!node.log(containing: "the node goes on under its ReplicaID").isEmpty)
      // So does a kill: every commit was durable.
      try await node.kill()
      try await node.start()
      #expect(try await replica(node) == first)
      #expect(try await node.stop() == 0)

      let data = "\(node.folder.path)/data"
      let file = "\(node.folder.path)/by-hand"
      let made = try await CommandResult.run(
        ["backup", "--data", data, "--out", file], in: node.folder)
      #expect(made.code == 0, "\(made.output)")
      let database = "\(data)/deltamesh.sqlite"
      try FileManager.default.removeItem(atPath: database)
      try FileManager.default.moveItem(atPath: file, toPath: database)
      try await node.start()
      let second = try #require(try await replica(node))
      #expect(second != first)
      #expect(!node.log(containing: "the database is a backup").isEmpty)
      #expect(try await node.stop() == 0)

      try FileManager.default.removeItem(atPath: "\(data)/run")
      try await node.start()
      let third = try #require(try await replica(node))
      #expect(![first, second].contains(third))
      #expect(!node.log(containing: "NEW_IDENTITY").isEmpty)
      try await create(["c"], at: node)
      try await eventually("what it writes arrives") {
        try await ids(mesh.nodes[1]) == ["a", "b", "c"]
      }
      try await mesh.stop()
    }

    @Test(
      "A copy of a database that its node has run on since is told by its marker, and loses nothing"
    )
    func oldDatabase() async throws {
      let mesh = try await TestMesh(2)
      let node = mesh.nodes[0]
      try await create(["a"], at: node)
      let first = try #require(try await replica(node))
      #expect(try await node.stop() == 0)
      let database = "\(node.folder.path)/data/deltamesh.sqlite"
      let old = "\(node.folder.path)/old"
      try FileManager.default.copyItem(atPath: database, toPath: old)
      try await node.start()
      try await create(["b"], at: node)
      try await eventually("the peer has both") { try await ids(mesh.nodes[1]) == ["a", "b"] }
      #expect(try await node.stop() == 0)
      try FileManager.default.removeItem(atPath: database)
      try FileManager.default.moveItem(atPath: old, toPath: database)
      try await node.start()
      #expect(try await replica(node) != first)
      #expect(!node.log(containing: "not the one that the last run was on").isEmpty)
      try await eventually("it gets back its own write") { try await ids(node) == ["a", "b"] }
      try await create(["c"], at: node)
      try await eventually("all have all") { try await ids(mesh.nodes[1]) == ["a", "b", "c"] }
      try await mesh.stop()
    }

    @Test("As a new node, a backup joins beside the node that it was made of")
    func asNewNode() async throws {
      let mesh = try await TestMesh(1)
      let node = mesh.nodes[0]
      try await create(["a"], at: node)
      let file = "\(node.folder.path)/node.backup"
      #expect(
        try await CommandResult.run(
          ["backup", "--node", node.url, "--out", file], in: node.folder
        ).code == 0)
      let other = try TestNode(name: "other")
      try other.configure(peers: [node.peerPort])
      let data = "\(other.folder.path)/data"
      let restored = try await CommandResult.run(
        ["restore", file, "--data", data, "--as-new-node"], in: other.folder)
      #expect(restored.code == 0, "\(restored.output)")
      #expect(!restored.output.contains("to be retired"))
      try await other.start()
      #expect(try await ids(other) == ["a"])
      try await create(["b"], at: other)
      try await create(["c"], at: node)
      for one in [node, other] {
        try await eventually("all is at \(one.name)") { try await ids(one) == ["a", "b", "c"] }
      }
      try await other.stop()
      try await mesh.stop()
    }

    @Test(
      "The figures at /metrics tell of node, links, documents and clocks, as Prometheus reads them")
    func metrics() async throws {
      let mesh = try await TestMesh(2)
      try await create(["a", "b"], at: mesh.nodes[0])
      let lines = try await eventually("the figures show documents and a link") {
        let text = try await mesh.nodes[1].client.text("/metrics")
        let lines = Set(text.split(separator: "\n").map(String.init))
        return lines.contains(#"deltamesh_documents{type="Comment",state="live"} 2"#)
          && lines.contains("deltamesh_links 1") ? lines : nil
      }
      for line in [
        #"deltamesh_documents{type="Comment",state="deleted"} 0"#, "deltamesh_clock_suspect 0",
        "deltamesh_clock_needs_repair 0", #"deltamesh_incidents_total{code="CLOCK_AHEAD"} 0"#,
        "deltamesh_needs_full_copy 0",
      ] {
        #expect(lines.contains(line), "\(line)")
      }
      #expect(
        lines.contains {
          $0.hasPrefix("deltamesh_link_clock_difference_seconds{peer=\"node-1\"")
        })
      #expect(lines.contains { $0.hasPrefix("deltamesh_inbox_items ") })
      try await mesh.stop()
    }

    @Test(
      "What a schema's change means is told, with an exit code of its own where it is incompatible")
    func schemaDiff() async throws {
      let folder = try TestFolder()
      try folder.write("old.graphql", "type Note @model { id: ID!  text: String }")
      try folder.write("safe.graphql", "type Note @model { id: ID!  text: String  more: Int }")
      try folder.write("bad.graphql", "type Note @model { id: ID!  text: Int }")
      func diff(_ new: String) async throws -> CommandResult {
        try await CommandResult.run(["schema", "diff", "old.graphql", new], in: folder)
      }
      let same = try await diff("old.graphql")
      #expect(same.code == 0)
      #expect(same.output.contains("nothing changes"))
      let safe = try await diff("safe.graphql")
      #expect(safe.code == 0)
      #expect(safe.output.hasPrefix("safe: Note.more: the field is new\n"))
      let bad = try await diff("bad.graphql")
      #expect(bad.code == 1)
      #expect(bad.output.hasPrefix("incompatible: Note.text: the type is Int in place of String\n"))
      #expect(try await diff("missing.graphql").code == 65)
    }
  }
}
