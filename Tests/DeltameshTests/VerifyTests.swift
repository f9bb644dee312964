import Foundation
import GRDB
import GraphQL
import Testing

extension EndToEnd {
  @Suite("deltamesh verify") struct Verifying {
    /// Runs `deltamesh verify`, and returns what it printed.
    private func verify(_ arguments: String..., code: Int32) async throws -> String {
      let path = try #require(Programs.deltamesh)
      let folder = try TestFolder()
      let program = try RunningProgram(
        path, ["verify"] + arguments, output: "\(folder.path)/output")
      #expect(try await program.ended(within: 90) == code, "\(program.output)")
      return program.output
    }

    private func change(_ node: TestNode, _ sql: String) throws {
      let queue = try DatabaseQueue(path: "\(node.folder.path)/data/deltamesh.sqlite")
      try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
      try queue.close()
    }

    @Test("Rows that somebody changed in the database are found, named, and repaired from a peer")
    func flippedRows() async throws {
      let mesh = try await TestMesh(2)
      let fields = (1...30).map {
        #"c\#($0): createComment(input: { id: "c\#($0)", text: "text \#($0)" }) { id }"#
      }
      _ = try await mesh.nodes[0].client.data("mutation { \(fields.joined(separator: " ")) }")
      _ = try await mesh.nodes[1].client.data(
        #"mutation { createComment(input: { id: "other", text: "x" }) { id } }"#)
      let all = "{ findComments(orderBy: [{ field: \"id\" }]) { count items { id text } } }"
      let right = try await mesh.agree(on: all) { $0.at("findComments.count") == 31 }
      let node = mesh.nodes[0]
      let address = "http://127.0.0.1:\(node.httpPort)"
      #expect(try await verify("--node", address, code: 0).contains("Comment: 31 documents"))

      // While it runs, with a second connection.
      try change(
        node,
        "UPDATE Comment SET text = 'flipped' WHERE id = 'c7'; DELETE FROM Comment WHERE id = 'c9'")
      #expect(try await node.client.data(all) != right)
      let found = try await verify("--node", address, "--local", code: 1)
      #expect(found.contains("rows are not what was written in 2 of 1024 buckets"))
      let repaired = try await verify("--node", address, code: 1)
      #expect(repaired.contains("Comment c7") && repaired.contains("Comment c9"))
      #expect(try await node.client.data(all) == right)
      #expect(try await verify("--node", address, code: 0).contains("holds the same"))
      #expect(!node.log(containing: "ROWS_DAMAGED").isEmpty)
      #expect(!node.log(containing: "AUDIT_REPAIRED").isEmpty)

      // While it is stopped.
      #expect(try await node.stop() == 0)
      let config = "\(node.folder.path)/deltamesh.yaml"
      #expect(
        try await verify("--stopped", "--config", config, code: 0).contains("Comment: 31 documents")
      )
      try change(node, "UPDATE Comment SET likes = 4 WHERE id = 'other'")
      #expect(
        try await verify("--stopped", "--config", config, code: 1).contains("in 1 of 1024 buckets"))
      try await node.start()
      #expect(try await verify("--node", address, code: 1).contains("Comment other"))
      #expect(try await verify("--node", address, code: 0).contains("all is well"))
      #expect(try await node.client.data(all) == right)
      #expect(try await mesh.nodes[1].client.data(all) == right)
      try await mesh.stop()
    }
  }
}
