import Documents
import Replication
import StoreConformance
import Testing

/// What happens when the store fails (section 10: group commit; disk full).
@Suite struct StoreFailureTests {
  private var random = SeededGenerator(seed: 5)
  private var store = FailingStore(base: MemoryStore(model: Lab.model))
  private var replica: Replica
  private let now = Moment(wall: Timestamp(milliseconds: Lab.epoch), uptime: 0)

  init() throws {
    replica = try Replica(
      settings: ReplicaSettings(mesh: Lab.mesh, process: 1, name: "n", version: "test"),
      model: Lab.model, store: &store, at: now, random: &random)
  }

  private func create(_ id: String, _ request: UInt64) -> Event {
    .mutate(
      RequestID(rawValue: request),
      Mutation(
        kind: .create, type: "Note", id: DocumentID(id), fields: [], base: nil, strategy: .merge))
  }

  private func replies(_ actions: [Action]) -> [String] {
    actions.compactMap {
      guard case .reply(let request, let outcome) = $0 else { return nil }
      switch outcome {
      case .applied: return "\(request.rawValue) applied"
      case .unavailable(let why): return "\(request.rawValue) unavailable: \(why)"
      default: return "\(request.rawValue) \(outcome)"
      }
    }
  }

  @Test mutating func `only the failing write of a batch fails`() throws {
    store.refused = ["b"]
    let actions = replica.process(
      [create("a", 1), create("b", 2), create("c", 3)], at: now, random: &random, store: &store)
    #expect(
      replies(actions) == ["1 applied", "2 unavailable: b can't be stored", "3 applied"])
    let type = TypeNumber(rawValue: 0)
    #expect(store.base.count(of: type) == 2)
    // What failed left no trace in the replica: its knowledge ends at the last write that is held.
    let last = try #require(try store.document(DocumentID("c"), type: type))
    // (The entry in the roster is a write, too.)
    #expect(replica.knowledge[replica.id] >= last.state.stamps.greatestVersion.timestamp)
    #expect(try store.record()?.knowledge == replica.knowledge)
    #expect(last.sequence.rawValue <= 3)
  }

  @Test mutating func `a full disk refuses writes, and the node recovers`() {
    store.isFull = true
    let refused = replica.process([create("a", 1)], at: now, random: &random, store: &store)
    #expect(replies(refused) == ["1 unavailable: no space is left"])
    #expect(replica.knowledge.isEmpty)
    store.isFull = false
    let taken = replica.process([create("a", 2)], at: now, random: &random, store: &store)
    #expect(replies(taken) == ["2 applied"])
  }

  @Test mutating func `maintenance that can't be done takes no event with it, and is done later`()
    throws
  {
    let delete = Mutation(
      kind: .delete, type: "Note", id: DocumentID("a"), fields: [],
      base: MutationBase(updatedAt: Lab.epoch, version: nil), strategy: .clientWins)
    _ = replica.process(
      [create("a", 1), .mutate(RequestID(rawValue: 2), delete)], at: now, random: &random,
      store: &store)
    let type = try #require(replica.model.type(named: "Note")).number
    #expect(try store.document(DocumentID("a"), type: type)?.state.isDeleted == true)
    func moment(_ milliseconds: Int64) -> Moment {
      Moment(wall: Timestamp(milliseconds: Lab.epoch + milliseconds), uptime: milliseconds)
    }
    // The tombstone is to be forgotten by the batch in which a link opens.
    let later = 8 * 86_400_000 as Int64
    store.isFull = true
    let actions = replica.process(
      [.linkOpened(LinkID(rawValue: 1))], at: moment(later), random: &random, store: &store)
    #expect(actions.contains { if case .send(_, .hello) = $0 { true } else { false } })
    #expect(try store.document(DocumentID("a"), type: type) != nil)
    store.isFull = false
    _ = replica.process([.wake], at: moment(later + 60_000), random: &random, store: &store)
    #expect(try store.document(DocumentID("a"), type: type) == nil)
  }

  @Test mutating func `a page that can't be stored closes its link, and other events go on`() throws
  {
    let source = try Lab(1)
    source.create(0, "x")
    let link = LinkID(rawValue: 1)
    let other = source.nodes[0].replica
    _ = replica.process([.linkOpened(link)], at: now, random: &random, store: &store)
    let hello = Hello(
      mesh: Lab.mesh, replica: other.id, process: 9, name: "other", version: "test",
      clock: Lab.epoch, catalog: other.catalog, knowledge: other.knowledge, floor: Knowledge())
    _ = replica.process(
      [.received(link, .hello(hello))], at: now, random: &random, store: &store)
    let request = PageRequest(
      since: .token(.beginning(mesh: Lab.mesh, scope: 0)),
      audience: .peer(announced: Knowledge(), withheld: []), scope: nil, mesh: Lab.mesh, rows: 10,
      bytes: 1 << 20)
    let page = try RoundReader.page(request, from: source.nodes[0].store.snapshot()).get()
    let message = PeerMessage.page(
      SubscriptionNumber(rawValue: 1),
      ChangePage(
        changes: page.rows, token: page.token.bytes, knowledge: page.knowledge,
        claim: page.knowledge, floor: page.floor, hasMore: false))
    store.refused = ["x"]
    let actions = replica.process(
      [create("a", 1), .received(link, message), create("b", 2)], at: now, random: &random,
      store: &store)
    #expect(replies(actions) == ["1 applied", "2 applied"])
    #expect(actions.contains(.disconnect(link, .unavailable("x can't be stored"))))
    #expect(!replica.knowledge.covers(page.knowledge))
    #expect(replica.status.peers.isEmpty)
    #expect(replica.status.needsFullCopy)
  }
}
