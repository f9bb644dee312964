import Documents
import Replication
import StoreConformance
import Testing

/// A few replicas on stores in memory, driven by hand: every message waits until a test delivers it.
final class Lab {
  /// A replica with its store and what it said.
  struct Node {
    var replica: Replica
    var store: MemoryStore
    /// By how much its wall clock is ahead, in milliseconds.
    var skew: Int64 = 0
    var reports: [Incident] = []
    var disconnects: [DisconnectReason] = []
    var replies: [RequestID: MutationOutcome] = [:]
    var repairs: [ClockRepairOutcome] = []
    var administered: [AdministrationOutcome] = []
    var pushed: [RequestID: Result<[PushAnswer], StoreError>] = [:]
    /// The types of each commit that followers were told of.
    var committed: [[TypeNumber]] = []
    var heldReads: [(LinkID, SubscriptionNumber, PageRequest)] = []
    var holdsReads = false
    /// Whether what the node wants examined waits in ``heldExaminations``.
    var holdsExaminations = false
    var heldExaminations: [(AuditPurpose, Examination)] = []
  }

  /// A message that was sent.
  struct Sent {
    let from: Int
    let to: Int
    let message: PeerMessage
  }

  /// Two nodes with their ends of a link.
  private struct Link {
    let nodes: [Int]
    let ends: [LinkID]
  }

  static let note = TypeModel(
    name: "Note", plural: "Notes",
    fields: [
      FieldModel(name: "title", type: FieldType(.string)),
      FieldModel(name: "body", type: FieldType(.string)),
      FieldModel(name: "stars", type: FieldType(.int), defaultValue: .int(0)),
    ])
  static let label = TypeModel(
    name: "Label", plural: "Labels",
    fields: [
      FieldModel(name: "name", type: FieldType(.string)),
      FieldModel(name: "rank", type: FieldType(.int)),
    ], merge: .document)
  static let model = Model(types: [note, label])
  static let mesh = MeshID(bits: 0xD317A)
  static let epoch: Int64 = 1_800_000_000_000

  var nodes: [Node] = []
  /// Milliseconds since the beginning.
  var now: Int64 = 1_000
  /// All messages ever sent.
  var sent: [Sent] = []
  /// What waits, by (from, to).
  var queues: [[Int]: [PeerMessage]] = [:]
  private var links: [Link] = []
  var nextNumber: UInt64 = 1
  private var random = SeededGenerator(seed: 42)
  private let pageRows: Int
  /// What the settings of new replicas have beyond the usual.
  var adjust: (Int, inout ReplicaSettings) -> Void = { _, _ in }

  /// Settings with which sums are compared and rows counted so often, in milliseconds.
  static func auditing(every interval: Int64) -> (Int, inout ReplicaSettings) -> Void {
    { _, settings in
      settings.auditInterval = interval
      settings.recountInterval = interval
    }
  }

  /// So many new nodes.
  init(
    _ count: Int, pageRows: Int = 1_000,
    adjust: @escaping (Int, inout ReplicaSettings) -> Void = { _, _ in }
  ) throws {
    self.pageRows = pageRows
    self.adjust = adjust
    for _ in 0..<count { try addNode() }
  }

  /// Adds a node, on an empty store or a given one.
  @discardableResult
  func addNode(
    model: Model = Lab.model, store: MemoryStore? = nil, mesh: MeshID = Lab.mesh
  ) throws -> Int {
    var store = store ?? MemoryStore(model: model)
    let replica = try open(&store, model, mesh, nodes.count)
    nodes.append(Node(replica: replica, store: store))
    return nodes.count - 1
  }

  private func open(
    _ store: inout MemoryStore, _ model: Model, _ mesh: MeshID, _ index: Int
  ) throws -> Replica {
    var settings = ReplicaSettings(
      mesh: mesh, process: random.next(), name: "node\(index)", version: "test")
    settings.pageRows = pageRows
    // Sums are compared and rows counted where a test is about that.
    settings.auditInterval = 0
    settings.recountInterval = 0
    adjust(index, &settings)
    return try Replica(
      settings: settings, model: model, store: &store,
      at: Moment(wall: Timestamp(milliseconds: Lab.epoch + now), uptime: now), random: &random)
  }

  /// Stops a node and starts it again on what its store, or an older one, holds.
  func restart(_ index: Int, on store: MemoryStore? = nil, model: Model = Lab.model) throws {
    for other in nodes.indices where other != index { cut(index, other) }
    var store = try #require(MemoryStore(store ?? nodes[index].store, model: model))
    nodes[index].replica = try open(&store, model, Lab.mesh, index)
    nodes[index].store = store
    nodes[index].heldReads = []
  }

  func moment(_ index: Int) -> Moment {
    Moment(
      wall: Timestamp(milliseconds: Lab.epoch + now + nodes[index].skew), uptime: now)
  }

  // MARK: Running

  /// Runs a batch at a node, and carries out its actions.
  func run(_ index: Int, _ events: [Event]) {
    var node = nodes[index]
    let actions = node.replica.process(
      events, at: moment(index), random: &random, store: &node.store)
    nodes[index] = node
    perform(actions, at: index)
  }

  func perform(_ actions: [Action], at index: Int) {
    var reads: [(LinkID, SubscriptionNumber, PageRequest)] = []
    for action in actions {
      switch action {
      case .reply(let request, let outcome): nodes[index].replies[request] = outcome
      case .clockRepaired(_, let outcome): nodes[index].repairs.append(outcome)
      case .send(let link, let message): send(message, over: link, from: index)
      case .disconnect(let link, let reason):
        nodes[index].disconnects.append(reason)
        if let place = links.firstIndex(where: { $0.ends.contains(link) }) { cut(place) }
      case .read(let link, let number, let request): reads.append((link, number, request))
      case .pushed(let request, let result): nodes[index].pushed[request] = result
      case .administered(_, let outcome): nodes[index].administered.append(outcome)
      case .examine(let purpose, let examination):
        nodes[index].heldExaminations.append((purpose, examination))
      case .committed(_, let types): nodes[index].committed.append(types)
      case .members: break
      case .report(let incident): nodes[index].reports.append(incident)
      }
    }
    nodes[index].heldReads += reads
    if !nodes[index].holdsReads { readPages(index) }
    if !nodes[index].holdsExaminations { examine(index) }
  }

  /// Examines what a node wants to have examined.
  func examine(_ index: Int) {
    let held = nodes[index].heldExaminations
    nodes[index].heldExaminations = []
    for (purpose, examination) in held {
      guard let snapshot = try? nodes[index].store.snapshot() else { continue }
      let result: Result<Finding, StoreError>
      do throws(StoreError) {
        result = .success(try examination.run(on: snapshot))
      } catch {
        result = .failure(error)
      }
      run(index, [.examined(purpose, result)])
    }
  }

  /// Reads the pages that a node wants to have read.
  func readPages(_ index: Int) {
    let reads = nodes[index].heldReads
    nodes[index].heldReads = []
    for (link, number, request) in reads {
      guard let snapshot = try? nodes[index].store.snapshot(),
        let result = try? RoundReader.page(request, from: snapshot)
      else { continue }
      run(index, [.pageRead(link, number, result)])
    }
  }

  private func send(_ message: PeerMessage, over end: LinkID, from index: Int) {
    guard let link = links.first(where: { $0.ends.contains(end) }) else { return }
    let to = link.ends[0] == end ? link.nodes[1] : link.nodes[0]
    sent.append(Sent(from: index, to: to, message: message))
    queues[[index, to], default: []].append(message)
  }

  /// Links two nodes.
  func connect(_ one: Int, _ other: Int) {
    let ends = [LinkID(rawValue: nextNumber), LinkID(rawValue: nextNumber + 1)]
    nextNumber += 2
    links.append(Link(nodes: [one, other], ends: ends))
    queues[[one, other]] = []
    queues[[other, one]] = []
    run(one, [.linkOpened(ends[0], key: "key \(other)")])
    run(other, [.linkOpened(ends[1], key: "key \(one)")])
  }

  /// Breaks the link of two nodes; what was on its way is lost.
  func cut(_ one: Int, _ other: Int) {
    let place = links.firstIndex { Set($0.nodes) == [one, other] }
    if let place { cut(place) }
  }

  private func cut(_ place: Int) {
    let link = links.remove(at: place)
    queues[link.nodes] = []
    queues[link.nodes.reversed()] = []
    for (node, end) in zip(link.nodes, link.ends) { run(node, [.linkClosed(end)]) }
  }

  /// Whether two nodes have a link.
  func isLinked(_ one: Int, _ other: Int) -> Bool {
    links.contains { Set($0.nodes) == [one, other] }
  }

  /// Delivers the first message that waits from one node to another; returns it.
  @discardableResult
  func deliver(from: Int, to: Int) -> PeerMessage? {
    guard let link = links.first(where: { Set($0.nodes) == [from, to] }),
      let message = queues[[from, to]]?.first
    else { return nil }
    queues[[from, to]]?.removeFirst()
    let end = link.nodes[0] == to ? link.ends[0] : link.ends[1]
    run(to, [.received(end, message)])
    return message
  }

  /// Delivers all that waits from one node to another as one batch.
  func deliverTogether(from: Int, to: Int) {
    guard let link = links.first(where: { Set($0.nodes) == [from, to] }) else { return }
    let messages = queues.updateValue([], forKey: [from, to]) ?? []
    let end = link.nodes[0] == to ? link.ends[0] : link.ends[1]
    run(to, messages.map { .received(end, $0) })
  }

  /// Delivers messages both ways between two nodes until the first fits, which is delivered last.
  func deliver(_ one: Int, _ other: Int, until fits: (PeerMessage) -> Bool) {
    for _ in 0..<10_000 {
      for (from, to) in [(one, other), (other, one)] {
        if let message = deliver(from: from, to: to), fits(message) { return }
      }
    }
  }

  /// Whether messages went on and on: nothing is delivered any more.
  private var isRestless = false

  /// Delivers all that waits, without letting time pass.
  func deliverAll() {
    guard !isRestless else { return }
    for _ in 0..<100_000 {
      guard
        let key = queues.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
          .first(where: { !(queues[$0] ?? []).isEmpty })
      else { return }
      deliver(from: key[0], to: key[1])
    }
    isRestless = true
    let last = sent.suffix(12).map { "\($0.from) → \($0.to): \($0.message)".prefix(200) }
    Issue.record("the mesh does not come to rest: \(last.joined(separator: "\n"))")
  }

  /// Links the pairs that have no link, again and again, as nodes that dial do, and lets everything settle.
  func heal(_ pairs: [(Int, Int)]) {
    for _ in 0..<8 {
      for (one, other) in pairs where !isLinked(one, other) { connect(one, other) }
      settle()
      pass(1)
    }
  }

  /// Delivers everything, and lets time pass from deadline to deadline, until nothing is left to do.
  func settle() {
    for _ in 0..<10_000 where !isRestless {
      deliverAll()
      guard let due = nodes.compactMap(\.replica.nextStep).min() else { return }
      now = max(now, due)
      for index in nodes.indices
      where nodes[index].replica.nextStep.map({ $0 <= now }) ?? false {
        run(index, [.wake])
      }
    }
    if !isRestless { Issue.record("the mesh does not come to rest") }
  }

  /// Lets time pass, with all that falls due in it, and then everything settle.
  func pass(_ milliseconds: Int64) {
    let end = now + milliseconds
    var steps = 0
    deliverAll()
    while !isRestless, let due = nodes.compactMap(\.replica.nextDeadline).min(), due <= end {
      now = max(now, due)
      steps += 1
      guard steps < 100_000 else {
        Issue.record("deadlines come without end")
        return
      }
      for index in nodes.indices
      where nodes[index].replica.nextDeadline.map({ $0 <= now }) ?? false {
        run(index, [.wake])
      }
      deliverAll()
    }
    now = end
    settle()
  }

  /// Lets an operator of a node want something.
  @discardableResult
  func administer(_ index: Int, _ administration: Administration) -> AdministrationOutcome? {
    nextNumber += 1
    run(index, [.administer(RequestID(rawValue: nextNumber), administration)])
    return nodes[index].administered.last
  }

  // MARK: Writing and looking

  /// Sends a mutation to a node and returns the answer.
  @discardableResult
  func mutate(_ index: Int, _ mutation: Mutation) -> MutationOutcome {
    let request = RequestID(rawValue: nextNumber)
    nextNumber += 1
    now += 1
    run(index, [.mutate(request, mutation)])
    return nodes[index].replies[request] ?? .unavailable("no answer")
  }

  /// Asks a node to stamp its future anew.
  @discardableResult
  func repairClock(_ index: Int) -> ClockRepairOutcome {
    run(index, [.repairClock(RequestID(rawValue: nextNumber))])
    nextNumber += 1
    return nodes[index].repairs.last ?? .unavailable("no answer")
  }

  @discardableResult
  func create(
    _ index: Int, _ id: String, _ title: String = "", type: String = "Note"
  ) -> MutationOutcome {
    mutate(
      index,
      Mutation(
        kind: .create, type: type, id: DocumentID(id),
        fields: [FieldAssignment(field: 0, value: .string(title))], base: nil, strategy: .merge))
  }

  /// Sets fields of what the node has now.
  @discardableResult
  func update(
    _ index: Int, _ id: String, type: String = "Note", _ fields: [(Int, Value)]
  ) -> MutationOutcome {
    mutate(
      index,
      Mutation(
        kind: .update, type: type, id: DocumentID(id),
        fields: fields.map { FieldAssignment(field: $0.0, value: $0.1) },
        base: base(index, id, type), strategy: .clientWins))
  }

  @discardableResult
  func delete(_ index: Int, _ id: String, type: String = "Note") -> MutationOutcome {
    mutate(
      index,
      Mutation(
        kind: .delete, type: type, id: DocumentID(id), fields: [], base: base(index, id, type),
        strategy: .clientWins))
  }

  private func base(_ index: Int, _ id: String, _ type: String) -> MutationBase {
    let state = document(index, id, type)
    return MutationBase(
      updatedAt: state?.updatedAt ?? 0, version: state?.stamps.versionVector)
  }

  /// The number of the model's type of a name, or of the first in the catalogue where the model has none.
  func number(of type: String, at index: Int) -> TypeNumber? {
    let replica = nodes[index].replica
    return replica.model.type(named: type)?.number
      ?? MergeGranularity.allCases.lazy.compactMap {
        replica.catalog.number(ofType: type, merge: $0)
      }.first
  }

  func document(_ index: Int, _ id: String, _ type: String = "Note") -> DocumentState? {
    guard let number = self.number(of: type, at: index) else { return nil }
    return (try? nodes[index].store.document(DocumentID(id), type: number))?.state
  }

  /// The documents of a type, by id.
  func documents(_ index: Int, _ type: String = "Note") throws -> [DocumentState] {
    let number = try #require(self.number(of: type, at: index))
    var batch = ChangeBatch()
    _ = try nodes[index].store.snapshot()
      .scan(Scan(type: number, order: .byID(after: nil)), into: &batch) { _ in .next }
    return batch.rows.compactMap { batch.state(of: $0) }
  }

  /// The pages sent from one node to another, with their rows' ids.
  func pages(from: Int, to: Int) -> [[String]] {
    sent.filter { $0.from == from && $0.to == to }.compactMap {
      guard case .page(_, let page) = $0.message else { return nil }
      return page.changes.rows.filter {
        BuiltInType(named: nodes[from].replica.catalog[$0.type].name) == nil
      }.map { page.changes.id(of: $0).text }
    }
  }
}
