import GraphQL

/// Nodes in processes of their own, each dialling all others through a tap of its own.
final class TestMesh: Sendable {
  let nodes: [TestNode]
  private let taps: [[WireTap?]]

  /// Starts nodes that dial each other; `extra` are further lines of their configurations.
  init(_ count: Int, schema: String = TestNode.schema, extra: String = "") async throws {
    let nodes = try (1...count).map { try TestNode(name: "node-\($0)", schema: schema) }
    let taps = try nodes.indices.map { dialler in
      try nodes.indices.map { listener in
        dialler == listener ? nil : try WireTap(to: nodes[listener].peerPort)
      }
    }
    for (index, node) in nodes.enumerated() {
      try node.configure(peers: taps[index].compactMap { $0?.port }, extra: extra)
    }
    self.nodes = nodes
    self.taps = taps
    for node in nodes { try await node.start() }
  }

  /// The taps between two nodes, counted from 0.
  func taps(between left: Int, _ right: Int) -> [WireTap] {
    [taps[left][right], taps[right][left]].compactMap { $0 }
  }

  /// All taps.
  var allTaps: [WireTap] { taps.flatMap { $0 }.compactMap { $0 } }

  /// Cuts a node off from all others.
  func isolate(_ node: Int) {
    for other in nodes.indices where other != node {
      for tap in taps(between: node, other) { tap.cut() }
    }
  }

  /// Ends all cuts.
  func heal() {
    for tap in allTaps { tap.heal() }
  }

  /// Waits until an operation has the same answer, one that is wanted, on all nodes.
  @discardableResult
  func agree(
    on query: String, within seconds: Double = 60, _ isWanted: (JSON) -> Bool = { _ in true }
  ) async throws -> JSON {
    var answers: [JSON] = []
    do {
      return try await eventually(within: seconds, "all nodes agree on \(query)") {
        answers = []
        for node in nodes { answers.append(try await node.client.data(query)) }
        guard let first = answers.first, answers.allSatisfy({ $0 == first }), isWanted(first)
        else { return nil }
        return first
      }
    } catch {
      throw TestFailure("\(error); answers: \(answers.map { "\($0)".prefix(600) })")
    }
  }

  /// Stops all nodes cleanly.
  func stop() async throws {
    for node in nodes { try await node.stop() }
  }
}
