import AdminAPI
import DocumentAPI
import Documents
import Foundation
import GraphQL
import Logging
import Storage
import Testing

@testable import Daemon

@Suite("An embedded node", .timeLimit(.minutes(2)))
struct NodeTests {
  private static let secret = "a secret of the test mesh"
  private static let schema = """
    type Note @model { id: ID!  title: String!  text: String }
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(Self.schema, to: "schema.graphql")
  }

  private func configuration(
    _ name: String, secret: String? = nil, listen: String? = nil, peers: [String] = []
  ) -> NodeConfiguration {
    var configuration = NodeConfiguration()
    configuration.name = name
    configuration.data = "\(folder.path)/\(name)"
    configuration.schema = "\(folder.path)/schema.graphql"
    configuration.http = nil
    configuration.durability = .normal
    configuration.peer = .init(listen: listen, secret: secret, peers: peers)
    return configuration
  }

  private func node(_ configuration: NodeConfiguration) async throws -> Node {
    try await Node(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func create(_ id: String, title: String = "a title") -> Mutation {
    Mutation(
      kind: .create, type: "Note", id: DocumentID(id),
      fields: [FieldAssignment(field: 0, value: .string(title))], base: nil, strategy: .merge)
  }

  private func ids(on node: Node) async throws -> [String] {
    let found = try await node.documents.find(
      DocumentQuery(type: "Note", limit: 1_000, fields: []))
    let bytes = found.rows.bytes
    return found.rows.rows.map { String(decoding: bytes[$0.id], as: UTF8.self) }
  }

  @Test("what is created on one node is found on the other")
  func replication() async throws {
    let one = try await node(configuration("one", secret: Self.secret, listen: "127.0.0.1:0"))
    let address = try #require(one.peerAddress)
    let two = try await node(configuration("two", secret: Self.secret, peers: [address]))
    guard case .applied = try await one.documents.apply(create("a")) else {
      Issue.record("not applied")
      return
    }
    try await waitUntil { try await ids(on: two) == ["a"] }
    _ = try await two.documents.apply(create("b"))
    try await waitUntil { try await ids(on: one) == ["a", "b"] }
    await two.stop()
    await one.stop()
  }

  @Test("a node with another secret is never linked")
  func wrongSecret() async throws {
    let one = try await node(configuration("one", secret: Self.secret, listen: "127.0.0.1:0"))
    let address = try #require(one.peerAddress)
    let stranger = try await node(
      configuration("stranger", secret: Self.secret + "!", peers: [address]))
    let two = try await node(configuration("two", secret: Self.secret, peers: [address]))
    _ = try await stranger.documents.apply(create("x"))
    _ = try await one.documents.apply(create("a"))
    // The stranger dialled before the second node, which by now has everything.
    try await waitUntil { try await ids(on: two) == ["a"] }
    #expect(one.linkCount == 1)
    #expect(stranger.linkCount == 0)
    #expect(try await ids(on: stranger) == ["x"])
    for node in [stranger, two, one] { await node.stop() }
    #expect(one.linkCount == 0)
  }

  @Test("data and key stay over a restart")
  func restart() async throws {
    let first = try await node(configuration("one"))
    _ = try await first.documents.apply(create("a"))
    let key = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/one/node.key"))
    await first.stop()
    let second = try await node(configuration("one"))
    #expect(try await ids(on: second) == ["a"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/one/node.key")) == key)
    await second.stop()
  }

  @Test("the key of a node is for its owner only")
  func keyMode() async throws {
    let node = try await node(configuration("one"))
    let mode = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/one/node.key")[
      .posixPermissions]
    #expect(mode as? Int == 0o600)
    await node.stop()
    _ = try folder.write("nonsense", to: "one/node.key")
    let error = await #expect(throws: NodeError.self) { try await self.node(configuration("one")) }
    #expect(error?.kind == .store)
    #expect(error?.message.contains("one/node.key is not a node key") == true)
  }

  @Test("a node with another key than before goes on under a new ReplicaID, which its peers let in")
  func newKey() async throws {
    var one = configuration("one", secret: Self.secret, listen: "127.0.0.1:0")
    let first = try await node(one)
    _ = try await first.documents.apply(create("a"))
    try await waitUntil { try await first.admin.members().members.count == 1 }
    let former = try #require(try await first.admin.members().members.first)
    #expect(former.isSelf && former.entry.key.count == 64)
    await first.stop()
    try FileManager.default.removeItem(atPath: "\(folder.path)/one/node.key")
    one.peer.advertise = "127.0.0.1:4100"
    let second = try await node(one)
    let address = try #require(second.peerAddress)
    let two = try await node(configuration("two", secret: Self.secret, peers: [address]))
    try await waitUntil { try await ids(on: two) == ["a"] }
    _ = try await second.documents.apply(create("b"))
    try await waitUntil { try await ids(on: two) == ["a", "b"] }
    try await waitUntil { try await second.admin.members().members.count == 3 }
    let members = try await second.admin.members().members
    let now = try #require(members.first { $0.isSelf })
    #expect(now.entry.replica != former.entry.replica && now.entry.key != former.entry.key)
    #expect(now.entry.addresses == ["127.0.0.1:4100"])
    // The one with the former key may live on somewhere: nobody but an operator can tell.
    #expect(members.first { $0.entry == former.entry }?.lastHeard == nil)
    let evicted = try await second.admin.evictMember(replica: "\(former.entry.replica)")
    #expect(evicted.entry.state == .evicted)
    let error = await #expect(throws: AdminServiceError.self) {
      try await second.admin.evictMember(replica: "\(now.entry.replica)")
    }
    #expect(error?.isBadInput == true)
    await two.stop()
    await second.stop()
  }

  @Test("a folder that a node has is refused to another, naming its owner")
  func locked() async throws {
    let first = try await node(configuration("one"))
    let error = await #expect(throws: NodeError.self) { try await self.node(configuration("one")) }
    #expect(error?.kind == .store)
    #expect(
      error?.message.contains("in use by process \(ProcessInfo.processInfo.processIdentifier)")
        == true)
    _ = try await first.documents.apply(create("a"))
    #expect(try await ids(on: first) == ["a"])
    await first.stop()
  }

  @Test("all mistakes of a schema are told, each with its place")
  func schemaMistakes() async throws {
    let path = try folder.write(
      "type Note @model {\n  id: ID!\n  a: Nothing\n  b: Nowhere\n}\n", to: "schema.graphql")
    let error = await #expect(throws: NodeError.self) { try await self.node(configuration("one")) }
    #expect(error?.kind == .schema)
    let lines = error?.message.split(separator: "\n") ?? []
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("\(path):3:") == true)
    #expect(lines.last?.hasPrefix("\(path):4:") == true)
  }

  @Test("an address that is taken is refused, and nothing is left running")
  func addressInUse() async throws {
    let one = try await node(configuration("one", secret: Self.secret, listen: "127.0.0.1:0"))
    let address = try #require(one.peerAddress)
    let error = await #expect(throws: NodeError.self) {
      try await self.node(configuration("two", secret: Self.secret, listen: address))
    }
    #expect(error?.kind == .address)
    #expect(error?.message.contains(address) == true)
    let two = try await node(configuration("two", secret: Self.secret))
    await two.stop()
    await one.stop()
  }

  @Test("many tasks write at once, and every write is answered and there")
  func concurrentWrites() async throws {
    let node = try await node(configuration("one"))
    let applied = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<50 {
        group.addTask {
          for index in 0..<10 {
            guard
              case .applied? = try? await node.documents.apply(create("\(task)-\(index)"))
            else { return false }
          }
          return true
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(applied)
    #expect(try await ids(on: node).count == 500)
    await node.stop()
  }

  @Test("a stop answers every write, and later ones too; it can be called again")
  func stopAnswers() async throws {
    let node = try await node(configuration("one"))
    let outcomes = await withTaskGroup(of: MutationOutcome?.self) { group in
      for task in 0..<200 {
        group.addTask { try? await node.documents.apply(create("\(task)")) }
      }
      group.addTask {
        await node.stop()
        return nil
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let applied = outcomes.count {
      if case .applied = $0 { true } else { false }
    }
    let refused = outcomes.count { $0 == .unavailable("the node is stopping") }
    #expect(applied + refused == 200)
    await node.stop()
    await node.stop()
    #expect(
      try await node.documents.apply(create("late")) == .unavailable("the node is stopping"))
    let again = try await self.node(configuration("one"))
    #expect(try await ids(on: again).count == applied)
    await again.stop()
  }

  @Test("subscribers get what happens as new, updated and deleted")
  func events() async throws {
    let node = try await node(configuration("one"))
    guard case .applied(let old) = try await node.documents.apply(create("old")) else {
      Issue.record("not applied")
      return
    }
    func feed(_ kind: EventRequest.Kind) async throws -> any Feed<ChangeBatch> {
      try await node.documents.events(
        EventRequest(type: "Note", kind: kind, filter: nil, fields: [0]))
    }
    let new = try await feed(.new)
    let updated = try await feed(.updated)
    let deleted = try await feed(.deleted)
    _ = try await node.documents.apply(create("a"))
    #expect(try await Self.id(of: new) == "a")
    let update = Mutation(
      kind: .update, type: "Note", id: DocumentID("old"),
      fields: [FieldAssignment(field: 0, value: .string("other"))],
      base: MutationBase(updatedAt: try #require(old.updatedAt)), strategy: .merge)
    guard case .applied(let changed) = try await node.documents.apply(update) else {
      Issue.record("not applied")
      return
    }
    #expect(try await Self.id(of: updated) == "old")
    let delete = Mutation(
      kind: .delete, type: "Note", id: DocumentID("old"), fields: [],
      base: MutationBase(updatedAt: try #require(changed.updatedAt)), strategy: .merge)
    _ = try await node.documents.apply(delete)
    #expect(try await Self.id(of: deleted) == "old")
    await node.stop()
    #expect(try await new.next() == nil)
  }

  private static func id(of feed: any Feed<ChangeBatch>) async throws -> String? {
    guard let batch = try await feed.next(), batch.rows.count == 1 else { return nil }
    return String(decoding: batch.bytes[batch.rows[0].id], as: UTF8.self)
  }

  @Test("a delta subscription gives the first page at once, each change once, and survives many")
  func deltas() async throws {
    let node = try await node(configuration("one"))
    let feed = try await node.documents.follow(
      SyncRequest(
        type: "Note", lastSync: "0", filter: nil, limit: 100, marksLeft: false, fields: [0]))
    #expect(try await feed.next()?.rows.rows.isEmpty == true)
    // The reader races with the telling of each commit: none may end it.
    let writer = Task {
      for index in 0..<300 { _ = try await node.documents.apply(create("\(index)")) }
    }
    var seen: [String] = []
    while seen.count < 300 {
      let page = try #require(try await feed.next())
      let bytes = page.rows.bytes
      seen += page.rows.rows.map { String(decoding: bytes[$0.id], as: UTF8.self) }
    }
    try await writer.value
    #expect(seen == (0..<300).map(String.init))
    await node.stop()
    #expect(try await feed.next() == nil)
  }

  @Test("an import of a thousand rows takes the good ones and names the bad ones")
  func importing() async throws {
    let node = try await node(configuration("one"))
    var rows = (0..<1_000).map { index -> JSON in
      ["id": .string("row \(index)"), "title": .string("title \(index)")]
    }
    rows[3] = "no object"
    rows[10] = ["id": "row 10"]
    rows[500] = ["id": "row 500", "title": 5]
    rows[998] = ["id": "row 998", "title": "t", "unknown": true]
    rows[999] = ["id": "row 1", "title": "another"]
    let result = try await node.admin.importDocuments(type: "Note", rows: rows)
    #expect(result.imported == 995)
    #expect(result.problems.map(\.row) == [3, 10, 500, 998, 999])
    #expect(result.problems.allSatisfy { !$0.message.isEmpty })
    let again = try await node.admin.importDocuments(type: "Note", rows: Array(rows[..<3]))
    #expect(again.imported == 3)
    #expect(try await ids(on: node).count == 995)
    await #expect(throws: (any Error).self) {
      try await node.admin.importDocuments(type: "Nothing", rows: [])
    }
    await #expect(throws: (any Error).self) {
      try await node.admin.importDocuments(type: "Note", rows: rows + rows)
    }
    await node.stop()
  }
}
