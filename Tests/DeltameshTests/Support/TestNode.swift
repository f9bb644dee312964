import Foundation
import GraphQL

/// A node in a process of its own.
final class TestNode: Sendable {
  let name: String
  let httpPort: Int
  let peerPort: Int
  let folder: TestFolder
  let client: GraphQLClient
  private let program = Slot()

  /// A place for the running program.
  private actor Slot {
    var value: RunningProgram?
    func set(_ value: RunningProgram?) { self.value = value }
  }

  static let secret = "a secret of the tests, long enough"

  static let schema = """
    "What people say."
    type Comment @model @datasync {
      id: ID!
      text: String
      description: String
      likes: Int
    }
    """

  /// Makes the files of a node that listens on ports of its own; it is not started.
  /// `token` is what the clients of the tests send, if anything.
  init(
    name: String, secret: String = TestNode.secret, schema: String = TestNode.schema,
    token: String? = nil
  ) throws {
    self.name = name
    folder = try TestFolder()
    httpPort = try Sockets.freePort()
    peerPort = try Sockets.freePort()
    client = GraphQLClient(port: httpPort, token: token)
    try folder.write("schema.graphql", schema)
    try folder.write("secret", secret)
  }

  /// The configuration with whom to dial. Unless `isAdvertised`, other nodes are not told where to dial this one, so that there are the
  /// links that a test makes, and no others. `peer` and `http` have further keys below these, each behind a comma.
  func configure(
    peers: [Int], isAdvertised: Bool = false, peer: String = "", http: String = "",
    extra: String = ""
  ) throws {
    let addresses = peers.map { "\"127.0.0.1:\($0)\"" }.joined(separator: ", ")
    let further = (isAdvertised ? "" : ", advertise: none") + peer
    try folder.write(
      "deltamesh.yaml",
      """
      node: { name: \(name) }
      data: data
      schema: schema.graphql
      http: { host: 127.0.0.1, port: \(httpPort)\(http) }
      peer: { listen: "127.0.0.1:\(peerPort)", secretFile: secret, peers: [\(addresses)]\(further) }
      \(extra)
      """)
  }

  /// Starts the process, and waits until it serves.
  func start(environment: [String: String] = [:]) async throws {
    guard let path = Programs.deltamesh else { throw TestFailure("deltamesh is not built") }
    let program = try RunningProgram(
      path, ["serve", "--config", "\(folder.path)/deltamesh.yaml"], output: "\(folder.path)/log",
      environment: environment)
    await self.program.set(program)
    try await eventually(within: 60, "\(name) serves; its log: \(program.output)") {
      guard program.isRunning else { throw TestFailure("it ended: \(program.output)") }
      if !log(containing: "scheme=https").isEmpty { return true }
      return try await client.data("{ __typename }") == ["__typename": "Query"]
    }
  }

  /// Ends it with SIGKILL.
  func kill() async throws {
    guard let program = await program.value else { return }
    program.signal(SIGKILL)
    try await program.ended()
  }

  /// Ends it with SIGTERM, and returns its exit code.
  @discardableResult
  func stop() async throws -> Int32 {
    guard let program = await program.value else { return 0 }
    program.signal(SIGTERM)
    return try await program.ended()
  }

  /// The folder of its data.
  var data: String { "\(folder.path)/data" }

  /// What the operator's API says.
  func admin(_ query: String) async throws -> JSON {
    let response = try await client.response(query, path: "/admin/graphql")
    guard response["errors"] == nil, let data = response["data"] else {
      throw TestFailure("\(query) was answered with \(response)")
    }
    return data
  }

  /// Runs a command about it.
  func command(_ arguments: String...) async throws -> CommandResult {
    try await CommandResult.run(arguments + ["--node", url], in: folder)
  }

  /// The address of its API.
  var url: String { "http://127.0.0.1:\(httpPort)" }

  var isRunning: Bool { get async { await program.value?.isRunning ?? false } }

  /// What it has logged since it was made.
  var log: [Substring] {
    let data = FileManager.default.contents(atPath: "\(folder.path)/log") ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  /// The log lines that contain a text.
  func log(containing text: String) -> [Substring] { log.filter { $0.contains(text) } }
}
