/// What came of a run.
public struct SimulationOutcome: Sendable, Hashable {
  /// The scenario's name.
  public var scenario: String
  /// The seed.
  public var seed: UInt64
  /// What was counted.
  public var figures: SimulationFigures
  /// A hash over all that happened: equal for equal seeds.
  public var traceHash: UInt64
  /// Where that hash stood on the way.
  public var checkpoints = TraceCheckpoints()
  /// The events of ``RunOptions/traceWindow``.
  public var trace: [TraceLine] = []
  /// What did not hold; nil if all did.
  public var failure: SimulationFailure?
  /// The events that were planned before the run began.
  public var planned: [PlannedEvent] = []
  /// What can be shown of the run, where that was asked for.
  public var recording: RunRecording?
}

/// What is counted in a run.
public struct SimulationFigures: Sendable, Hashable {
  /// Events of any kind.
  public var events = 0
  /// How much virtual time passed.
  public var virtualTime = VirtualTime.zero
  /// How long the mesh took to converge once the faults had stopped.
  public var convergence = VirtualTime.zero
  /// Writes that changed something.
  public var writes = 0
  /// Writes that were answered in whatever way.
  public var answers = 0
  /// Writes that were refused as a conflict, or as the document exists or not.
  public var refusals = 0
  /// Messages that were sent between nodes.
  public var messages = 0
  /// Announcements among them that say who was heard of, where that is told again and again.
  public var liveness = 0
  /// Pages among them.
  public var pages = 0
  /// Rows in them.
  public var rows = 0
  /// Rounds that delta readers completed.
  public var rounds = 0
  /// Faults that came about, by kind.
  public var faults: [FaultKind: Int] = [:]
  /// Operations of disks that failed.
  public var diskFailures = 0
  /// Bytes that were written to connections; at the level of bytes only.
  public var bytes = 0
  /// The situations that came about.
  public var marks = Marks()
  /// Starts of nodes after a crash.
  public var restarts = 0
  /// Connections that came up.
  public var connections = 0
  /// How writes travelled, where the scenario bounds it.
  public var delivery = DeliveryFigures()

  /// How many faults came about, of all kinds.
  public var faultCount: Int { faults.values.reduce(0, +) }

  /// Adds up two runs.
  public static func += (left: inout SimulationFigures, right: SimulationFigures) {
    left.events += right.events
    left.virtualTime.microseconds += right.virtualTime.microseconds
    left.convergence = max(left.convergence, right.convergence)
    left.writes += right.writes
    left.answers += right.answers
    left.refusals += right.refusals
    left.messages += right.messages
    left.pages += right.pages
    left.rows += right.rows
    left.rounds += right.rounds
    left.faults.merge(right.faults, uniquingKeysWith: +)
    left.diskFailures += right.diskFailures
    left.bytes += right.bytes
    left.marks += right.marks
    left.restarts += right.restarts
    left.connections += right.connections
    left.delivery += right.delivery
  }

  /// Nothing was counted yet.
  public init() {}
}

/// What did not hold in a run.
public struct SimulationFailure: Sendable, Hashable {
  /// Which checker found it.
  public var checker: Checker
  /// What it found.
  public var message: String
  /// When.
  public var time: VirtualTime
  /// The nodes that it is about, counted from 0.
  public var nodes: [Int]
  /// The document that it is about.
  public var document: String?
  /// What led to it, a line an event, in order.
  public var story: [String] = []
}
