import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct BadInput {
    @Test("A mistake in a schema is named with its place; exit code 65")
    func schemaMistake() async throws {
      let folder = try TestFolder()
      try folder.write("bad.graphql", "type Note @model {\n  id: ID!\n  title: Strin\n}\n")
      let result = try await CommandResult.run(["schema", "check", "bad.graphql"], in: folder)
      #expect(result.code == 65)
      #expect(result.output.contains("bad.graphql:3:"))
      #expect(result.output.contains("Strin"))

      try folder.write("torn.graphql", "type Note @model {\n  id: ID!\n  title String\n}\n")
      let torn = try await CommandResult.run(["schema", "check", "torn.graphql"], in: folder)
      #expect(torn.code == 65)
      #expect(torn.output.contains("torn.graphql:3:9"))

      try folder.write("good.graphql", TestNode.schema)
      let good = try await CommandResult.run(["schema", "check", "good.graphql"], in: folder)
      #expect(good.code == 0)
      let printed = try await CommandResult.run(["schema", "print", "good.graphql"], in: folder)
      #expect(printed.code == 0)
      #expect(printed.output.contains("syncComments(lastSync: String!"))
    }

    @Test("A node does not start with a schema that has a mistake; exit code 65")
    func servedSchemaMistake() async throws {
      let node = try TestNode(name: "node", schema: "type Note @model { id: ID! title: Strin }")
      try node.configure(peers: [])
      let result = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml"], in: node.folder)
      #expect(result.code == 65)
      #expect(result.output.contains("schema.graphql:1:"))
    }

    @Test("An unknown key of the configuration is named with its line; exit code 78")
    func unknownSetting() async throws {
      let node = try TestNode(name: "node")
      try node.configure(peers: [], extra: "durabilty: full")
      let result = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml"], in: node.folder)
      #expect(result.code == 78)
      #expect(result.output.contains("deltamesh.yaml:6: there is no setting durabilty"))
      #expect(result.output.contains("did you mean durability?"))

      try node.configure(peers: [], extra: "durability: perhaps")
      let value = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml"], in: node.folder)
      #expect(value.code == 78)
      #expect(value.output.contains("deltamesh.yaml:6: durability must be one of"))

      try node.configure(peers: [])
      let variable = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml"], in: node.folder,
        environment: ["DELTAMESH_HTTP_PORT": "many"])
      #expect(variable.code == 78)
      #expect(variable.output.contains("DELTAMESH_HTTP_PORT must be a whole number"))
    }

    @Test("An unprotected API beyond loopback is refused; exit code 78")
    func beyondLoopback() async throws {
      let node = try TestNode(name: "node")
      try node.configure(peers: [])
      let result = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml", "--http", "0.0.0.0:0"],
        in: node.folder)
      #expect(result.code == 78)
      #expect(result.output.contains("insecure: true"))
    }

    @Test("A port in use is named; exit code 69", arguments: [true, false])
    func portInUse(isHTTP: Bool) async throws {
      let (socket, port) = try Sockets.listen()
      defer { close(socket) }
      let node = try TestNode(name: "node")
      try node.configure(peers: [])
      let result = try await CommandResult.run(
        [
          "serve", "--config", "\(node.folder.path)/deltamesh.yaml",
          isHTTP ? "--http" : "--listen", "127.0.0.1:\(port)",
        ], in: node.folder)
      #expect(result.code == 69)
      #expect(result.output.contains("127.0.0.1:\(port)"))
    }

    @Test("A data folder of another version is left alone; exit code 74")
    func anotherVersion() async throws {
      let node = try TestNode(name: "node")
      try node.configure(peers: [])
      try await node.start()
      _ = try await node.client.data(
        #"mutation { createComment(input: { id: "a", text: "kept" }) { id } }"#)
      try await node.stop()
      // SQLite keeps the version of the format in bytes 60 to 63 of the file.
      let file = "\(node.folder.path)/data/deltamesh.sqlite"
      let format = try Self.byte(63, of: file)
      try Self.setByte(63, of: file, to: 99)
      let result = try await CommandResult.run(
        ["serve", "--config", "\(node.folder.path)/deltamesh.yaml"], in: node.folder)
      #expect(result.code == 74)
      #expect(result.output.contains("has format 99"))

      // Nothing was lost by the attempt.
      try Self.setByte(63, of: file, to: format)
      try await node.start()
      #expect(
        try await node.client.data(#"{ getComment(id: "a") { text } }"#)
          == ["getComment": ["text": "kept"]])
      try await node.stop()
    }

    private static func byte(_ offset: UInt64, of file: String) throws -> UInt8 {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
      defer { try? handle.close() }
      try handle.seek(toOffset: offset)
      return try #require(try handle.read(upToCount: 1)?.first)
    }

    private static func setByte(_ offset: UInt64, of file: String, to value: UInt8) throws {
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
      try handle.seek(toOffset: offset)
      try handle.write(contentsOf: Data([value]))
      try handle.close()
    }

    @Test("A data folder that another process has is refused; exit code 74")
    func folderInUse() async throws {
      let node = try TestNode(name: "node")
      try node.configure(peers: [])
      try await node.start()
      let result = try await CommandResult.run(
        [
          "serve", "--config", "\(node.folder.path)/deltamesh.yaml", "--http", "127.0.0.1:0",
          "--listen", "127.0.0.1:\(try Sockets.freePort())",
        ], in: node.folder)
      #expect(result.code == 74)
      #expect(result.output.contains("in use"))
      try await node.stop()
    }

    @Test("Malformed queries and filters of a wrong type get errors with code and place")
    func badQueries() async throws {
      let mesh = try await TestMesh(1)
      let client = mesh.nodes[0].client
      let torn = try await client.exchange(["query": "{ findComments("])
      #expect(torn.status == 400)
      #expect(torn.body.at("errors.0.extensions.code") == "GRAPHQL_PARSE_FAILED")
      #expect(torn.body.at("errors.0.locations.0") == ["line": 1, "column": 16])

      let unknown = try await client.error("{\n  findComments { items { colour } }\n}")
      #expect(unknown.at("extensions.code") == "GRAPHQL_VALIDATION_FAILED")
      #expect(unknown.at("locations.0.line") == 2)

      let literal = try await client.error(
        #"{ findComments(filter: { likes: { gt: "many" } }) { count } }"#)
      #expect(literal.at("extensions.code") == "GRAPHQL_VALIDATION_FAILED")
      #expect(literal.at("locations.0.line") == 1)

      let variable = try await client.response(
        "query ($filter: CommentFilter) { findComments(filter: $filter) { count } }",
        variables: ["filter": ["likes": ["gt": "many"]]])
      #expect(variable.at("errors.0.extensions.code") == "BAD_USER_INPUT")

      let limit = try await client.error("{ findComments(page: { limit: 0 }) { count } }")
      #expect(limit.at("extensions.code") == "BAD_USER_INPUT")
      let wide = try await client.error("{ findComments(page: { limit: 100000 }) { count } }")
      #expect(wide.at("extensions.code") == "LIMIT_EXCEEDED")

      let absent = try await client.error(
        #"mutation { updateComment(input: { id: "none", text: "x", updatedAt: "1" }) { id } }"#)
      #expect(absent.at("extensions.code") == "NOT_FOUND")

      let notJSON = try await client.exchange(.string("query"))
      #expect(notJSON.status == 400)
      try await mesh.stop()
    }

    @Test("An import with a broken line names it; exit code 65, and nothing before it is lost")
    func brokenImport() async throws {
      let mesh = try await TestMesh(1)
      let node = mesh.nodes[0]
      let address = "http://127.0.0.1:\(node.httpPort)"
      try node.folder.write(
        "torn.jsonl", #"{"id": "a", "text": "x"}"# + "\n" + #"{"id": "b", "text: "y"}"# + "\n")
      let torn = try await CommandResult.run(
        ["import", "--type", "Comment", "--node", address, "torn.jsonl"], in: node.folder)
      #expect(torn.code == 65)
      #expect(torn.output.contains("torn.jsonl:2:"))
      #expect(
        try await node.client.data("{ findComments { count } }").at("findComments.count") == 0)

      try node.folder.write(
        "wrong.jsonl",
        #"{"id": "a", "text": "x"}"# + "\n\n" + #"{"id": "b", "likes": "many"}"# + "\n")
      let wrong = try await CommandResult.run(
        ["import", "--type", "Comment", "--node", address, "wrong.jsonl"], in: node.folder)
      #expect(wrong.code == 65)
      #expect(wrong.output.contains("wrong.jsonl:3:"))
      #expect(wrong.output.contains("likes"))

      try node.folder.write(
        "good.jsonl", #"{"id": "a", "text": "x"}"# + "\n" + #"{"id": "b", "likes": 3}"# + "\n")
      for _ in 1...2 {
        let good = try await CommandResult.run(
          ["import", "--type", "Comment", "--node", address, "good.jsonl"], in: node.folder)
        #expect(good.code == 0)
        #expect(good.output.contains("imported 2 documents"))
      }
      #expect(
        try await node.client.data("{ findComments { count } }").at("findComments.count") == 2)

      let unknown = try await CommandResult.run(
        ["import", "--type", "Colour", "--node", address, "good.jsonl"], in: node.folder)
      #expect(unknown.code == 65)
      #expect(unknown.output.contains("Colour"))
      try await mesh.stop()
    }

    @Test("Commands that need a node say that none answers; exit code 69")
    func noNode() async throws {
      let folder = try TestFolder()
      try folder.write("good.jsonl", #"{"id": "a"}"#)
      let address = "http://127.0.0.1:\(try Sockets.freePort())"
      for arguments in [["status"], ["import", "--type", "Comment", "good.jsonl"]] {
        let result = try await CommandResult.run(arguments + ["--node", address], in: folder)
        #expect(result.code == 69)
        #expect(result.output.contains("no node answers at \(address)"))
      }
    }

    @Test("init makes a node that starts, and overwrites nothing")
    func initMakesANode() async throws {
      let folder = try TestFolder()
      let ports = (try Sockets.freePort(), try Sockets.freePort())
      let arguments = [
        "init", "node", "--http", "127.0.0.1:\(ports.0)", "--listen", "127.0.0.1:\(ports.1)",
      ]
      let made = try await CommandResult.run(arguments, in: folder)
      #expect(made.code == 0)
      let secret = "\(folder.path)/node/mesh.secret"
      let mode = try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let again = try await CommandResult.run(arguments, in: folder)
      #expect(again.code == 78)
      #expect(again.output.contains("is there already"))

      let path = try #require(Programs.deltamesh)
      let node = try RunningProgram(
        path, ["serve", "--config", "node/deltamesh.yaml"], output: "\(folder.path)/log",
        folder: folder.path)
      let client = GraphQLClient(port: ports.0)
      try await eventually(within: 60, "it serves: \(node.output)") {
        try await client.data("{ findNotes { count } }").at("findNotes.count") == 0
      }
      let status = try await CommandResult.run(
        ["status", "--node", "http://127.0.0.1:\(ports.0)"], in: folder)
      #expect(status.code == 0)
      #expect(status.output.contains("node"))
      node.signal(SIGTERM)
      #expect(try await node.ended() == 0)
    }
  }
}
