import Documents
import PeerWire
import Replication

/// One run: a whole mesh in virtual time, from one seed.
final class Simulation<Disk: SimulatedDisk> {
  let scenario: Scenario
  let seed: UInt64
  var now = VirtualTime.zero
  var queue = EventQueue<SimulationEvent>()
  var hash = TraceHash()
  var figures = SimulationFigures()
  var failure: SimulationFailure?
  var story: Story?
  /// The events in the window that was asked for.
  var trace: [TraceLine] = []
  /// The present event, if it is one of them.
  var tracing: TraceLine?
  /// What is to be shown of the run, if anything.
  var recording: RunRecording?
  let options: RunOptions
  /// What was planned before the run began.
  var planned: [PlannedEvent] = []

  var nodes: [SimulatedNode<Disk>] = []
  var edges: [Edge] = []
  /// The connections by number; nil once both sides have given it up.
  var connections: [Connection?] = []
  var nextLink: UInt64 = 1
  /// How many faults block the way from one node (first index) to another.
  var blocked: [[Int]] = []
  /// How many faults slow the way from one node (first index) to another down.
  var slowWays: [[Int]] = []

  var log = WriteLog()
  /// All writes by slot, with what their writers had merged.
  var slotWrites: [SlotKey: SlotWrites] = [:]
  /// Whether something was merged that the simulator has no account of.
  var isHistoryUnsure = false
  var readers: [DeltaReader] = []
  var offlineClients: [OfflineClient] = []
  /// What is waited for by clients, by request.
  var requests: [RequestID: ClientRequest] = [:]
  var nextRequest: UInt64 = 1
  /// Writes that are to be sent again.
  var retries: [Int: (document: DocumentKey, mutation: Mutation)] = [:]
  /// What clients saw of documents lately.
  var seen: [DocumentKey: [DocumentView]] = [:]
  let mesh: MeshID
  /// The schemas that nodes can have, the oldest first.
  let schemas: [SimulatedSchema]
  /// The newest of them with all that others mean by its names: types and fields count by their places in it.
  let model: Model
  /// Makes an empty disk.
  let makeDisk: () -> Disk
  /// Replicas that are gone for ever.
  var abandoned: Set<ReplicaID> = []
  /// Writes of theirs that nobody else knows.
  var excused: Set<Version> = []
  /// Replicas that went on on an older copy of their disk, or on two: what is known of them may have holes for a while.
  var putBack: Set<ReplicaID> = []
  /// Writes that were lost when a node was put back, as nobody else knew them.
  var lost: Set<Version> = []
  /// Writes to documents that were gone, and that nobody else had.
  var dropped: Set<Version> = []
  /// These, and writes to documents that were gone by the copy with which their node started over, whoever else had them.
  var discarded: [Version: LoggedWrite] = [:]
  /// All that each replica has ever known, where tombstones are forgotten.
  var everKnown: [ReplicaID: Knowledge] = [:]

  /// What happened to documents behind the stores' backs.
  var damage = Damage()

  var phase = Phase.chaos
  /// Writes on their way, where the scenario bounds that.
  var underWay: [Version: Delivery] = [:]
  /// How many links lie between any two nodes.
  var distances: [[Int]] = []
  /// How many messages had been sent when the quiet time began.
  var messagesBeforeQuiet = 0
  /// What the nodes knew then.
  var knownBeforeQuiet: [Knowledge?] = []
  /// When the last message was sent that was not about an audit.
  var lastMessage = VirtualTime.zero

  /// How far a run has come.
  enum Phase {
    /// Writes and faults. Goes to ``healing``.
    case chaos
    /// No more of these; the mesh converges. Goes to ``settling``.
    case healing
    /// It has converged; the last messages go around. Goes to ``quiet``.
    case settling
    /// Nothing more may be sent. Goes to ``finished``.
    case quiet
    /// The end.
    case finished
  }

  /// A write that a client waits for.
  struct ClientRequest {
    let mutation: Mutation
    let document: DocumentKey
    /// Whether the values are of this request alone.
    let isFirst: Bool
    /// Where it waits.
    let node: Int
    /// Since when.
    let time: VirtualTime
    /// The offline client that waits, if it is one.
    let client: Int?
  }

  init(
    _ scenario: Scenario, seed: UInt64, options: RunOptions = RunOptions(),
    about failure: SimulationFailure? = nil, disk: @escaping (Scenario) -> Disk
  ) {
    let scenario = scenario.drawn(seed: seed)
    self.scenario = scenario
    self.seed = seed
    self.options = options
    makeDisk = { disk(scenario) }
    schemas = scenario.schemas
    model = scenario.meanings
    story = failure.map { Story(about: $0, lines: options.storyLines) }
    var random = KeyedRandom(seed: seed, .mesh)
    mesh = MeshID(bits: random.next())
    blocked = Array(repeating: Array(repeating: 0, count: scenario.nodes), count: scenario.nodes)
    slowWays = blocked
    for index in 0..<scenario.nodes {
      nodes.append(makeNode(index))
      setScope(of: nodes[index])
      nodes[index].infiltrate(options.sabotage)
    }
    if options.isRecorded {
      recording = RunRecording()
      recording?.nodes = nodes.map(\.name)
    }
    plan()
    if scenario.relaying.isBounded { distances = measureDistances() }
  }

  private func makeNode(_ index: Int) -> SimulatedNode<Disk> {
    var random = KeyedRandom(seed: seed, .clocks, UInt64(index))
    let skew = scenario.clocks.skew
    let drift = scenario.clocks.driftPerMillion
    let clock = SimulatedClock(
      skew: random.time(VirtualTime.zero - skew, skew).microseconds,
      drift: Int64(random.below(2 * drift + 1) - drift))
    var schema = KeyedRandom(seed: seed, .schema, UInt64(index))
    return SimulatedNode(
      index: index, clock: clock, schema: schema.below(schemas.count), disk: makeDisk())
  }

  /// Runs to the end, or to the first failure.
  func run() -> SimulationOutcome {
    while failure == nil, phase != .finished, let (time, event) = queue.removeFirst() {
      now = time
      figures.events += 1
      hash.mix(UInt64(bitPattern: time.microseconds))
      beginTrace(of: event)
      handle(event)
      hash.endEvent(figures.events)
      endTrace()
      observe()
    }
    figures.virtualTime = now
    figures.diskFailures = nodes.reduce(0) { $0 + $1.disk.faultCount }
    recording?.end = now
    if let failure { self.failure = told(failure) }
    return SimulationOutcome(
      scenario: scenario.name, seed: seed, figures: figures, traceHash: hash.value,
      checkpoints: hash.checkpoints, trace: trace, failure: failure, planned: planned,
      recording: recording)
  }

  private func handle(_ event: SimulationEvent) {
    switch event {
    case .start(let node): start(nodes[node])
    case .batch(let node, let incarnation):
      if let node = running(node, incarnation) { takeBatch(node) }
    case .perform(let node, let incarnation):
      if let node = running(node, incarnation) { perform(node) }
    case .read(let node, let incarnation, let link, let subscription, let request):
      if let node = running(node, incarnation) { read(node, link, subscription, request) }
    case .examine(let node, let incarnation, let purpose, let examination):
      if let node = running(node, incarnation) { examine(node, purpose, examination) }
    case .enqueue(let node, let incarnation, let event):
      if let node = running(node, incarnation) { enqueue(event, at: node) }
    case .wake(let node, let incarnation, let due):
      if let node = running(node, incarnation), node.wakeAt == due {
        node.wakeAt = nil
        enqueue(.wake, at: node)
      }
    case .dial(let edge): dial(edge)
    case .dialled(let edge, let incarnation): dialled(edge, incarnation)
    case .arrive(let connection, let side): arrive(connection, side)
    case .lost(let connection, let side, let epoch):
      lose(connection, side, epoch: epoch)
    case .connected(let node, let incarnation, let number, let target):
      if let node = running(node, incarnation) { connected(node, number, target) }
    case .wrote(let node, let incarnation, let number, let count):
      if let node = running(node, incarnation) {
        drive(node) { $0.wrote(count, on: number, at: $1, random: &$2) }
      }
    case .wireTimer(let node, let incarnation, let due):
      if let node = running(node, incarnation) { wireTimer(node, due) }
    case .write(let index): write(index)
    case .retry(let index): retry(index)
    case .readDelta(let reader): readDelta(reader)
    case .offline(let client): stepOffline(client)
    case .fault(let fault, let index): begin(fault, index)
    case .block(let ways): if phase == .chaos { block(ways) }
    case .unblock(let ways): unblock(ways)
    case .restoreSpeed(let ways): if phase == .chaos { slow(ways, by: -1) }
    case .stallEnds(let node): if now >= nodes[node].stalledUntil { endRecord(.stalled, node) }
    case .diskRecovers(let node, let incarnation):
      if let node = running(node, incarnation) { diskRecovers(node) }
    case .restore(let node): restore(nodes[node])
    case .clockIsSet(let node): setClock(nodes[node])
    case .repairClock(let node): repairClock(nodes[node])
    case .faultsStop: stopFaults()
    case .checkConvergence: checkConvergence()
    case .quietBegins:
      // A round that waits for a clock goes on later, although all know the same, and news of members go from link to link.
      let due = nodes.compactMap { $0.replica?.nextStep }.max().map(VirtualTime.milliseconds)
      let isMoving = now - lastMessage < scenario.network.maximumLatency * 2 + .seconds(1)
      if due != nil || isMoving, now < scenario.duration + scenario.convergeWithin {
        return queue.add(.quietBegins, at: max(now, due ?? now) + .seconds(1))
      }
      phase = .quiet
      messagesBeforeQuiet = figures.messages - figures.liveness
      knownBeforeQuiet = nodes.map { $0.replica?.knowledge }
      queue.add(.finish, at: now + .seconds(5))
    case .finish: finish()
    }
  }

  /// The node, if it runs in that incarnation.
  func running(_ node: Int, _ incarnation: Int) -> SimulatedNode<Disk>? {
    let node = nodes[node]
    return node.replica != nil && node.incarnation == incarnation ? node : nil
  }

  /// Ends the run with what does not hold, if that is to be checked.
  func fail(
    _ checker: Checker, nodes: [Int] = [], document: DocumentID? = nil, _ message: String
  ) {
    guard failure == nil, scenario.checkers.contains(checker) else { return }
    failure = SimulationFailure(
      checker: checker, message: message, time: now, nodes: nodes, document: document?.text)
  }
}
