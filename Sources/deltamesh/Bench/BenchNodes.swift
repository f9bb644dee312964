import Daemon
import DocumentAPI
import Documents
import Foundation
import Storage

/// Embedded nodes of one mesh, and what measurements do with them again and again.
struct BenchNodes: Sendable {
  private let folder: String
  private let durability: Durability
  private let port: Int

  /// Prepares two nodes, `a`, which listens, and `b`, which dials it, in a new folder below the temporary one.
  init(_ name: String, _ settings: BenchSettings, durability: Durability? = nil) throws {
    folder = "\(settings.folder)/\(name)"
    self.durability = durability ?? settings.durability
    port = try Sockets.freePort()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(BenchDocuments.schema.utf8).write(to: URL(fileURLWithPath: schema))
  }

  private var schema: String { "\(folder)/schema.graphql" }

  /// The port at which the first node listens.
  var peerPort: Int { port }

  /// Starts the node that listens.
  func startA() async throws -> Node {
    try await start("a", listen: "127.0.0.1:\(port)", peers: [])
  }

  /// Starts the node that dials.
  func startB() async throws -> Node {
    try await start("b", listen: nil, peers: ["127.0.0.1:\(port)"])
  }

  private func start(_ name: String, listen: String?, peers: [String]) async throws -> Node {
    var configuration = NodeConfiguration()
    configuration.name = name
    configuration.data = "\(folder)/\(name)"
    configuration.schema = schema
    configuration.http = nil
    configuration.peer = .init(
      listen: listen, secret: "the secret of a mesh that lives for a moment", peers: peers)
    configuration.durability = durability
    configuration.log.level = .error
    return try await Node(configuration)
  }

  /// Runs `body` with both nodes linked; they are stopped in any case.
  func run<Result: Sendable>(
    _ body: (_ a: Node, _ b: Node) async throws -> Result
  ) async throws -> Result {
    try await Self.using(try await startA()) { a in
      try await Self.using(try await startB()) { b in
        // The first document says that the link stands; no measurement uses its id.
        try await a.write(BenchDocuments.create(999_999_999_999))
        try await b.waitFor(999_999_999_999)
        return try await body(a, b)
      }
    }
  }

  /// Runs `body` with a node, which is stopped in any case.
  static func using<Result: Sendable>(
    _ node: Node, _ body: (Node) async throws -> Result
  ) async throws -> Result {
    let result: Result
    do { result = try await body(node) } catch {
      await node.stop()
      throw error
    }
    await node.stop()
    return result
  }
}

extension Node {
  /// Makes a write.
  /// - Throws: ``BenchError`` unless it was applied.
  @discardableResult
  func write(_ mutation: Mutation) async throws -> DocumentView {
    guard case .applied(let view) = try await documents.apply(mutation) else {
      throw BenchError("a write was not applied: \(mutation)")
    }
    return view
  }

  /// Creates documents, `width` at a time all along.
  func fill(_ range: Range<Int>, width: Int = 256) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<width {
        group.addTask {
          for index in stride(from: range.lowerBound + worker, to: range.upperBound, by: width) {
            try await self.write(BenchDocuments.create(index))
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// What the node has of a document, with `likes` as its only value.
  func document(_ index: Int) async throws -> ChangeBatch {
    try await documents.get(
      GetRequest(
        type: BenchDocuments.type, id: DocumentID(BenchDocuments.id(index)), fields: [2],
        wantsVersion: false))
  }

  /// Returns when a document is here, looking for it every half millisecond.
  func waitFor(
    _ index: Int, seconds: Double = 120, where isWanted: (ChangeBatch) -> Bool = { !$0.isEmpty }
  ) async throws {
    let watch = Stopwatch()
    while !isWanted(try await document(index)) {
      guard watch.seconds < seconds else {
        throw BenchError("document \(index) did not arrive within \(Int(seconds)) s")
      }
      try await Task.sleep(for: .microseconds(500))
    }
  }

  /// How many documents the node has.
  func count() async throws -> Int {
    try await documents.find(
      DocumentQuery(type: BenchDocuments.type, limit: 1, fields: [], wantsCount: true)
    ).count ?? 0
  }

  /// Makes sure that the node has so many documents.
  func check(count expected: Int) async throws {
    let count = try await count()
    guard count == expected else {
      throw BenchError("the node has \(count) documents, but should have \(expected)")
    }
  }
}
