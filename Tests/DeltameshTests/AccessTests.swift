import Foundation
import GraphQL
import Testing

extension EndToEnd {
  /// Who may ask a node, as its operator sets it up.
  @Suite struct Access {
    private static let reader = "read-0123456789abcdef"
    private static let writer = "write-0123456789abcdef"

    private static func write(tokens: String, mode: Int, for node: TestNode) throws {
      try node.folder.write("tokens", tokens)
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: "\(node.folder.path)/tokens")
    }

    @Test("A node with tokens answers to those, and its operator has access by the data folder")
    func tokens() async throws {
      let node = try TestNode(name: "guarded", token: Self.writer)
      try Self.write(
        tokens: "# who may\nread \(Self.reader)\nwrite \(Self.writer)\n", mode: 0o600, for: node)
      try node.configure(peers: [], http: ", tokensFile: tokens")
      try await node.start()
      _ = try await node.client.data("mutation { createComment(input: { id: \"1\" }) { id } }")

      let nobody = GraphQLClient(port: node.httpPort)
      let query: JSON = ["query": "{ __schema { types { name } } }"]
      let answer = try await nobody.exchange(query)
      #expect(answer.status == 401)
      #expect(answer.body.at("errors.0.extensions.code") == "UNAUTHENTICATED")
      let reader = GraphQLClient(port: node.httpPort, token: Self.reader)
      #expect(
        try await reader.exchange(["query": "mutation { createComment(input: {}) { id } }"]).status
          == 403)
      #expect(try await node.client.exchange(query, path: "/admin/graphql").status == 403)

      // The operator is in the folder of the configuration: address and token are found by it.
      let status = try await CommandResult.run(["status"], in: node.folder)
      #expect(status.code == 0, "\(status.output)")
      #expect(status.output.contains("Comment: 1 documents"))
      #expect(try await node.command("peers", "list").code == 0)
      try node.folder.write("rows.jsonl", #"{"id": "2"}"#)
      let imported = try await node.command("import", "--type", "Comment", "rows.jsonl")
      #expect(imported.output.contains("imported 1 documents"))
      let mode = try FileManager.default.attributesOfItem(atPath: "\(node.data)/operator.token")[
        .posixPermissions]
      #expect(mode as? Int == 0o600)

      // Elsewhere the token must be named.
      let elsewhere = try TestFolder()
      let refused = try await CommandResult.run(["status", "--node", node.url], in: elsewhere)
      #expect(refused.code == 77)
      #expect(refused.output.contains("--token-file"))
      let token = "\(node.data)/operator.token"
      for arguments in [
        ["--token-file", token], ["--config", "\(node.folder.path)/deltamesh.yaml"],
      ] {
        let result = try await CommandResult.run(
          ["status", "--node", node.url] + arguments, in: elsewhere)
        #expect(result.code == 0, "\(result.output)")
      }
      let text = String(
        decoding: FileManager.default.contents(atPath: token) ?? Data(), as: UTF8.self)
      let variable = try await CommandResult.run(
        ["status", "--node", node.url], in: elsewhere,
        environment: ["DELTAMESH_TOKEN": text.trimmingCharacters(in: .whitespacesAndNewlines)])
      #expect(variable.code == 0)

      // A new start has a new one.
      #expect(try await node.stop() == 0)
      try await node.start()
      #expect(FileManager.default.contents(atPath: token) != Data(text.utf8))
      #expect(try await CommandResult.run(["status"], in: node.folder).code == 0)
      try await node.stop()
    }

    @Test("A node serves HTTPS, and its operator trusts its certificate and no other")
    func tls() async throws {
      let node = try TestNode(name: "secure", token: Self.writer)
      try await Self.makeCertificate("node", in: node.folder)
      try await Self.makeCertificate("other", in: node.folder)
      try Self.write(tokens: "write \(Self.writer)", mode: 0o600, for: node)
      try node.configure(
        peers: [],
        http: ", tokensFile: tokens, tls: { certificate: node.pem, key: node.key }")
      try await node.start()
      let url = "https://127.0.0.1:\(node.httpPort)"
      let answer = try await Self.run(
        "curl",
        [
          "-s", "--cacert", "node.pem", "\(url)/graphql", "-H", "Content-Type: application/json",
          "-H", "Authorization: Bearer \(Self.writer)", "-d", #"{"query":"{ __typename }"}"#,
        ], in: node.folder)
      #expect(answer == #"{"data":{"__typename":"Query"}}"#)

      let status = try await CommandResult.run(["status"], in: node.folder)
      #expect(status.code == 0, "\(status.output)")
      let elsewhere = try TestFolder()
      let token = ["--token-file", "\(node.data)/operator.token", "--node", url]
      let trusted = try await CommandResult.run(
        ["status"] + token + ["--certificate", "\(node.folder.path)/node.pem"], in: elsewhere)
      #expect(trusted.code == 0, "\(trusted.output)")
      for certificate in [[], ["--certificate", "\(node.folder.path)/other.pem"]] {
        let refused = try await CommandResult.run(["status"] + token + certificate, in: elsewhere)
        #expect(refused.code == 69)
        #expect(refused.output.contains("certificate"), "\(refused.output)")
      }
      try await node.stop()
    }

    private static func makeCertificate(_ name: String, in folder: TestFolder) async throws {
      _ = try await run(
        "openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
          "-keyout", "\(name).key", "-out", "\(name).pem", "-days", "1", "-subj", "/CN=\(name)",
          "-addext", "subjectAltName=IP:127.0.0.1",
        ], in: folder)
    }

    /// Runs a program of the machine to its end, and gives what it wrote.
    private static func run(
      _ program: String, _ arguments: [String], in folder: TestFolder
    ) async throws -> String {
      let program = try RunningProgram(
        "/usr/bin/env", [program] + arguments, output: "\(folder.path)/out-\(UUID().uuidString)",
        folder: folder.path)
      try await program.ended()
      return program.output
    }

    @Test("What access is checked by is looked at before anything is served; exit code 78")
    func mistakes() async throws {
      let node = try TestNode(name: "wrong")
      func refusal(http: String, host: String? = nil) async throws -> String {
        try node.configure(peers: [], http: http)
        let arguments = host.map { ["--http", "\($0):\(node.httpPort)"] } ?? []
        let result = try await CommandResult.run(["serve"] + arguments, in: node.folder)
        #expect(result.code == 78, "\(result.output)")
        return result.output
      }
      #expect(try await refusal(http: "", host: "0.0.0.0").contains("http.tokens"))
      try Self.write(tokens: "read \(Self.reader)", mode: 0o644, for: node)
      #expect(try await refusal(http: ", tokensFile: tokens").contains("chmod 600"))
      try Self.write(tokens: "read \(Self.reader)\nroot x", mode: 0o600, for: node)
      #expect(try await refusal(http: ", tokensFile: tokens").contains("line 2"))
      #expect(try await refusal(http: ", tokensFile: none").contains("can't read"))
      #expect(try await refusal(http: ", tokens: [secret]").contains("http.tokens"))
      #expect(try await refusal(http: ", cors: ['*']").contains("http.cors"))
      #expect(try await refusal(http: ", cors: [app.example]").contains("http.cors"))
      #expect(try await refusal(http: ", tls: { key: a }").contains("both"))
      #expect(
        try await refusal(http: ", tls: { certificate: schema.graphql, key: tokens }")
          .contains("http.tls.certificate"))
      #expect(try await refusal(http: ", jwt: { audience: a }").contains("has 0"))
      #expect(
        try await refusal(http: ", jwt: { secret: a, keyFile: b }").contains("has 2"))
      #expect(try await refusal(http: ", jwt: { secret: short }").contains("32 or more"))
      #expect(
        try await refusal(http: ", jwt: { jwksFile: tokens }").contains("http.jwt.jwksFile"))
    }

    @Test("An API with tokens may be served beyond loopback; without TLS the log warns")
    func beyondLoopback() async throws {
      let node = try TestNode(name: "open", token: Self.writer)
      try node.configure(peers: [], http: ", tokens: [write \(Self.writer)]")
      try await node.start(environment: ["DELTAMESH_HTTP_HOST": "0.0.0.0"])
      #expect(node.log(containing: "as plain text").count == 1)
      try await node.stop()
    }
  }
}
