import Documents
import Replication
import Testing

/// Replicas that hold the documents that match a filter: what comes and goes, what they take for known, and what they drop.
struct FilteredReplicaTests {
  /// Notes with at least three stars.
  private static let good = ScopeFilter(.compare(.field(2), .ge, .int(3)), of: Lab.note)
  /// Notes with at least three stars and the title "x".
  private static let goodX = ScopeFilter(
    .all([.compare(.field(2), .ge, .int(3)), .compare(.field(0), .eq, .string("x"))]),
    of: Lab.note)

  /// Nodes of which the last holds notes by a filter. What left is dropped after ten seconds.
  private static func lab(
    _ count: Int, filter: ScopeFilter? = good,
    adjust: @escaping (Int, inout ReplicaSettings) -> Void = { _, _ in }
  ) throws -> Lab {
    try Lab(count) { index, settings in
      settings.departedRetention = 10_000
      settings.maintenanceInterval = 1_000
      if index == count - 1 {
        settings.scope = .init([ScopedType(name: "Note", filter: filter)])
      }
      adjust(index, &settings)
    }
  }

  private static func connect(_ lab: Lab, _ pairs: [(Int, Int)]) {
    for (one, other) in pairs {
      lab.connect(one, other)
      lab.settle()
    }
  }

  private static func note(_ lab: Lab, _ node: Int, _ id: String, stars: Int64) {
    lab.create(node, id)
    lab.update(node, id, [(2, .int(stars))])
  }

  private static func ids(_ lab: Lab, _ node: Int) throws -> [String] {
    try lab.documents(node).map(\.id.text)
  }

  @Test func `it holds what matches, and knows all`() throws {
    let lab = try Self.lab(2)
    Self.note(lab, 0, "a", stars: 5)
    Self.note(lab, 0, "b", stars: 1)
    Self.connect(lab, [(0, 1)])
    Self.note(lab, 0, "c", stars: 4)
    Self.note(lab, 0, "d", stars: 2)
    lab.settle()
    #expect(try Self.ids(lab, 1) == ["a", "c"])
    #expect(lab.nodes[1].replica.knowledge == lab.nodes[0].replica.knowledge)
  }

  @Test func `a document that nobody gave the field has its default`() throws {
    let lab = try Self.lab(
      2, filter: ScopeFilter(.compare(.field(2), .eq, .int(0)), of: Lab.note))
    Self.connect(lab, [(0, 1)])
    lab.create(0, "a")
    lab.settle()
    #expect(try Self.ids(lab, 1) == ["a"])
  }

  @Test func `what moves in comes whole, what moves out is merged and then dropped`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    Self.note(lab, 0, "a", stars: 1)
    lab.settle()
    #expect(lab.document(1, "a") == nil)
    lab.update(0, "a", [(2, .int(3))])
    lab.settle()
    #expect(lab.document(1, "a") == lab.document(0, "a"))
    lab.update(0, "a", [(2, .int(0)), (0, .string("gone"))])
    lab.settle()
    // Clients hear of it before it goes.
    #expect(lab.document(1, "a") == lab.document(0, "a"))
    lab.pass(15_000)
    #expect(lab.document(1, "a") == nil)
    #expect(lab.document(0, "a") != nil)
    lab.update(0, "a", [(2, .int(9))])
    lab.settle()
    #expect(lab.document(1, "a") == lab.document(0, "a"))
  }

  @Test func `what it creates outside of its filter reaches the others, and goes`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    lab.create(1, "a", "mine")
    lab.settle()
    #expect(lab.document(0, "a") == lab.document(1, "a"))
    lab.pass(15_000)
    #expect(lab.document(1, "a") == nil)
    #expect(lab.document(0, "a") != nil)
  }

  @Test func `what it creates over a document that it does not hold comes back merged`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    lab.create(0, "a", "theirs")
    lab.settle()
    #expect(lab.document(1, "a") == nil)
    lab.cut(0, 1)
    Self.note(lab, 1, "a", stars: 5)
    lab.update(0, "a", [(1, .string("body"))])
    lab.delete(0, "a")
    Self.connect(lab, [(0, 1)])
    #expect(lab.document(0, "a") == lab.document(1, "a"))
    #expect(lab.document(1, "a")?[FieldNumber(rawValue: 1)] == .string("body"))
  }

  @Test
  func `what it wrote does not count as known of a document when others look for what it lacks`()
    throws
  {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    Self.note(lab, 1, "a", stars: 5)
    lab.settle()
    let (full, filtered) = (lab.nodes[0], lab.nodes[1].replica)
    func rows(uncounted: ReplicaID?) throws -> [String] {
      let token = SyncToken(
        mesh: Lab.mesh, scope: 0, kind: .delta, knowledge: filtered.knowledge, phase: .start)
      let request = PageRequest(
        since: .token(token), audience: .peer(announced: Knowledge(), withheld: []), scope: nil,
        mesh: Lab.mesh, rows: 100, bytes: 10_000, replicated: filtered.scope, uncounted: uncounted)
      let page = try RoundReader.page(request, from: full.store.snapshot()).get()
      let type = try #require(lab.number(of: "Note", at: 0))
      return page.rows.rows.filter { $0.type == type }.map { page.rows.id(of: $0).text }
    }
    #expect(try rows(uncounted: filtered.id) == ["a"])
    #expect(try rows(uncounted: nil).isEmpty)
  }

  @Test func `of two writes that leave a document outside alone, both together bring it in`() throws
  {
    let lab = try Self.lab(3, filter: Self.goodX)
    Self.connect(lab, [(0, 1), (0, 2), (1, 2)])
    lab.create(0, "a")
    lab.settle()
    lab.cut(0, 1)
    lab.update(0, "a", [(2, .int(5))])
    lab.settle()
    lab.update(1, "a", [(0, .string("x"))])
    lab.settle()
    #expect(lab.document(2, "a") == nil)
    // One of the two is known: both would say that the document is.
    let writers = [0, 1].map { lab.nodes[$0].replica }
    let known = lab.nodes[2].replica.knowledge
    #expect(writers.filter { known[$0.id] == $0.knowledge[$0.id] }.map(\.id) == [writers[0].id])
    Self.connect(lab, [(0, 1)])
    #expect(lab.document(2, "a") == lab.document(0, "a"))
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[0].replica.knowledge)
  }

  @Test func `who is behind does not bring a document in that what is known keeps out`() throws {
    let lab = try Self.lab(3)
    Self.connect(lab, [(0, 1), (0, 2)])
    lab.cut(0, 1)
    // An older write brings it in, a later one that replaces all of it keeps it out; they don't know of each other.
    Self.note(lab, 1, "a", stars: 5)
    lab.now += 1_000
    lab.create(0, "a", "later")
    lab.settle()
    #expect(lab.document(2, "a") == nil)
    Self.connect(lab, [(1, 2)])
    #expect(lab.document(2, "a") == nil)
    Self.connect(lab, [(0, 1)])
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[0].replica.knowledge)
    let stars = FieldNumber(rawValue: 2)
    #expect(lab.document(0, "a")?[stars] == .int(0))
    #expect(lab.document(2, "a").map { $0 == lab.document(0, "a") } ?? true)
    lab.pass(15_000)
    #expect(lab.document(2, "a") == nil)
  }

  @Test func `nothing that another partial replica claims is joined`() throws {
    let lab = try Self.lab(3) { index, settings in
      if index == 1 { settings.scope = .init(types: ["Note"]) }
    }
    Self.connect(lab, [(0, 1), (0, 2)])
    lab.cut(0, 2)
    Self.note(lab, 1, "a", stars: 5)
    lab.settle()
    Self.connect(lab, [(1, 2)])
    #expect(lab.document(2, "a") == lab.document(1, "a"))
    let partial = lab.nodes[1].replica
    #expect(lab.nodes[2].replica.knowledge[partial.id] < partial.knowledge[partial.id])
    Self.connect(lab, [(0, 2)])
    #expect(lab.nodes[2].replica.knowledge == lab.nodes[0].replica.knowledge)
  }

  @Test func `a document is not dropped before all members know it, and a full one is linked`()
    throws
  {
    let lab = try Self.lab(3)
    Self.connect(lab, [(0, 1), (0, 2), (1, 2)])
    Self.note(lab, 0, "a", stars: 5)
    lab.settle()
    lab.cut(0, 1)
    lab.cut(1, 2)
    lab.update(0, "a", [(2, .int(1))])
    lab.pass(30_000)
    #expect(lab.document(2, "a") == lab.document(0, "a"))
    lab.cut(0, 2)
    Self.connect(lab, [(0, 1)])
    lab.pass(30_000)
    #expect(lab.document(2, "a") != nil)
    Self.connect(lab, [(0, 2)])
    lab.create(0, "b")
    lab.pass(30_000)
    #expect(lab.document(2, "a") == nil)
  }

  @Test func `once it has dropped own writes, it claims them to none who may lack them`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    lab.create(1, "a")
    lab.settle()
    lab.pass(15_000)
    #expect(lab.document(1, "a") == nil)
    lab.cut(0, 1)
    lab.adjust = { _, settings in settings.maintenanceInterval = 1_000 }
    let newcomer = try lab.addNode()
    Self.connect(lab, [(1, newcomer)])
    #expect(lab.nodes[newcomer].replica.knowledge[lab.nodes[1].replica.id] == .zero)
    Self.connect(lab, [(0, newcomer)])
    #expect(lab.document(newcomer, "a") == lab.document(0, "a"))
    lab.create(1, "b")
    lab.settle()
    let id = lab.nodes[1].replica.id
    #expect(
      lab.nodes[newcomer].replica.knowledge[id] == lab.nodes[1].replica.knowledge[id])
  }

  @Test func `own writes that were superseded in what it dropped are not claimed either`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    lab.create(1, "a", "mine")
    lab.settle()
    let own = lab.nodes[1].replica.knowledge[lab.nodes[1].replica.id]
    lab.update(0, "a", [(0, .string("theirs")), (1, .string("body")), (2, .int(1))])
    lab.delete(0, "a")
    lab.create(0, "a", "again")
    lab.settle()
    lab.pass(15_000)
    #expect(lab.document(1, "a") == nil)
    #expect(lab.nodes[1].replica.relinquished[lab.nodes[1].replica.id] == own)
  }

  @Test func `a client that has not heard of what was dropped begins anew`() throws {
    let lab = try Self.lab(2)
    Self.connect(lab, [(0, 1)])
    Self.note(lab, 0, "a", stars: 5)
    lab.settle()
    func refusal(of token: SyncToken) throws -> SyncRefusal? {
      let request = PageRequest(
        since: .token(token), audience: .client, scope: nil, mesh: Lab.mesh, rows: 10, bytes: 1_000)
      switch try RoundReader.page(request, from: lab.nodes[1].store.snapshot()) {
      case .success: return nil
      case .failure(let refusal): return refusal
      }
    }
    let token = SyncToken(
      mesh: Lab.mesh, scope: 0, kind: .delta, knowledge: lab.nodes[1].replica.knowledge,
      phase: .start)
    lab.update(0, "a", [(2, .int(1))])
    lab.settle()
    #expect(try refusal(of: token) == nil)
    lab.pass(15_000)
    #expect(
      try refusal(of: token)
        == .resyncRequired("documents that changed since the token have been dropped here"))
  }

  @Test func `tokens are bound to the filter of the node`() {
    let all = ReplicationScope.init(types: ["Note"])
    let some = ReplicationScope([ScopedType(name: "Note", filter: Self.good)])
    let prints = [ReplicationScope.everything, all, some].map {
      SyncScope.fingerprint(of: nil, type: Lab.note, in: $0)
    }
    #expect(prints[0] == prints[1])
    #expect(prints[1] != prints[2])
  }

  @Test func `sums of a type that is held by a filter are not compared`() throws {
    let lab = try Self.lab(2) { _, settings in settings.auditInterval = 1_000 }
    Self.note(lab, 0, "a", stars: 1)
    Self.connect(lab, [(0, 1)])
    lab.pass(10_000)
    let asked = lab.sent.compactMap { sent -> String? in
      if case .ask(_, .sums(let type)) = sent.message { type } else { nil }
    }
    #expect(!asked.isEmpty)
    #expect(!asked.contains { $0.hasPrefix("Note") })
  }
}
