import Documents
import Replication
import StoreConformance

@testable import Simulator

/// A fixed sequence of batches, local writes and pages from a peer with some of the same documents, and what a store holds after each:
/// made once on a store in memory.
struct Workload {
  private(set) var batches: [[Event]] = []
  /// What the store holds before the first batch and after each.
  private(set) var images: [StoreImage] = []
  /// The peer that the pages are from.
  let peer: DiskPeer

  static let mesh = MeshID(bits: 0xD15C)
  static let link = LinkID(rawValue: 1)

  /// The time of a batch.
  static func moment(_ step: Int) -> Moment {
    Moment(
      wall: Timestamp(milliseconds: 1_800_000_000_000 + Int64(step) * 100),
      uptime: Int64(step) * 100)
  }

  init() throws {
    peer = try DiskPeer()
    var disk = MemoryDisk(durability: .full)
    var node = try DiskNode(on: &disk)
    images.append(try node.image())
    var pages = PageSource(peer)
    for round in 0..<6 {
      let texts = (0..<4).map { Self.create("local-\(round)-\($0)", size: 40 << (2 * $0)) }
      try run(texts, on: &node, &pages)
      let update = try Self.update("local-\(round)-0", node)
      try run([Self.create("shared-\(round)"), update], on: &node, &pages)
      if round == 1 {
        try run([.linkOpened(Self.link)], on: &node, &pages)
        try run([.received(Self.link, .hello(peer.hello))], on: &node, &pages)
      }
      if let page = try pages.next() { try run([page], on: &node, &pages) }
      if let page = try pages.next() {
        try run([Self.create("beside-\(round)"), page], on: &node, &pages)
      }
      try run([try Self.delete("local-\(round)-1", node)], on: &node, &pages)
    }
    while let page = try pages.next() { try run([page], on: &node, &pages) }
  }

  private mutating func run(
    _ events: [Event], on node: inout DiskNode<MemoryDisk>, _ pages: inout PageSource
  ) throws {
    pages.take(node.process(events))
    batches.append(events)
    images.append(try node.image())
  }

  // MARK: Writes

  private static func mutation(
    _ kind: Mutation.Kind, _ id: String, _ fields: [FieldAssignment], _ base: MutationBase?
  ) -> Event {
    let number = id.utf8.reduce(UInt64(kind == .create ? 1 : kind == .update ? 2 : 3)) {
      ($0 &* 0x100_0000_01B3) ^ UInt64($1)
    }
    return .mutate(
      RequestID(rawValue: number),
      Mutation(
        kind: kind, type: "Note", id: DocumentID(id), fields: fields, base: base,
        strategy: .clientWins))
  }

  static func create(_ id: String, size: Int = 100) -> Event {
    let text = String(repeating: id + " ", count: size / (id.utf8.count + 1) + 1)
    return mutation(.create, id, [FieldAssignment(field: 0, value: .string(text))], nil)
  }

  static func update(_ id: String, _ node: DiskNode<some SimulatedDisk>) throws -> Event {
    mutation(
      .update, id, [FieldAssignment(field: 1, value: .int(Int64(node.step)))], try base(id, node))
  }

  static func delete(_ id: String, _ node: DiskNode<some SimulatedDisk>) throws -> Event {
    mutation(.delete, id, [], try base(id, node))
  }

  private static func base(
    _ id: String, _ node: DiskNode<some SimulatedDisk>
  ) throws(StoreError) -> MutationBase {
    let type = TypeNumber(rawValue: 0)
    let state = try node.disk.store.document(DocumentID(id), type: type)?.state
    return MutationBase(updatedAt: state?.updatedAt ?? 0, version: state?.stamps.versionVector)
  }
}

/// A replica in memory with documents for a ``DiskNode``.
struct DiskPeer {
  let store: MemoryStore
  let hello: Hello

  init() throws {
    var store = MemoryStore(model: SampleModel.model)
    var random = SeededGenerator(seed: 3)
    let moment = Workload.moment(-100)
    var replica = try Replica(
      settings: ReplicaSettings(mesh: Workload.mesh, process: 2, name: "p", version: "test"),
      model: SampleModel.model, store: &store, at: moment, random: &random)
    for index in 0..<30 {
      let id = index % 5 == 0 ? "shared-\(index / 5)" : "remote-\(index)"
      _ = replica.process(
        [Workload.create(id, size: 300)], at: moment, random: &random, store: &store)
    }
    self.store = store
    hello = Hello(
      mesh: Workload.mesh, replica: replica.id, process: 2, name: "p", version: "test",
      clock: moment.wall.milliseconds, catalog: replica.catalog, knowledge: replica.knowledge,
      floor: Knowledge())
  }

  /// The ids of its documents.
  var ids: Set<String> {
    Set((try? StoreImage(store))?.documents.flatMap { $0.compactMap { $0?.state.id.text } } ?? [])
  }
}

/// The pages that a node asks a peer for, one after the other.
struct PageSource {
  private let peer: DiskPeer
  private let link: LinkID
  private var token: [UInt8]?
  private var number = SubscriptionNumber(rawValue: 0)

  init(_ peer: DiskPeer, over link: LinkID = Workload.link) {
    self.peer = peer
    self.link = link
  }

  /// Takes note of what the node asks for.
  mutating func take(_ actions: [Action]) {
    for action in actions {
      guard case .send(link, .subscribe(let number, let request)) = action else { continue }
      self.number = number
      token = request.token
    }
  }

  /// The next page; nil where the node has not asked, or has all.
  mutating func next() throws -> Event? {
    guard let token else { return nil }
    let request = PageRequest(
      since: .token(try SyncToken(bytes: token)),
      audience: .peer(announced: Knowledge(), withheld: []), scope: nil, mesh: Workload.mesh,
      rows: 7, bytes: 1 << 20)
    let page = try RoundReader.page(request, from: peer.store.snapshot()).get()
    self.token = page.endsRound ? nil : page.token.bytes
    return .received(
      link,
      .page(
        number,
        ChangePage(
          changes: page.rows, token: page.token.bytes, knowledge: page.knowledge,
          claim: page.endsRound ? page.knowledge : nil, floor: page.floor,
          hasMore: !page.endsRound)))
  }
}
