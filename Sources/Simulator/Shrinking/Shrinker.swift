/// Makes a failing run small: leaves out events and simplifies the scenario as long as the same checker fails.
///
/// Each step is one run of a simpler scenario. What still fails is kept, so the result fails for sure; whether it fails for the
/// same reason nobody can say, but a small run mostly has room for one reason only. The work is deterministic.
public struct Shrinker {
  private let seed: UInt64
  private let limit: Int
  private let attempt: (Scenario) -> SimulationOutcome
  private let progress: (Progress) -> Void
  /// The simplest scenario that fails so far, and its run.
  private var best: Scenario
  private var outcome: SimulationOutcome
  /// What was tried already.
  private var tried: Set<Scenario> = []
  private var runs = 1

  /// How far the work is.
  public struct Progress: Sendable, Hashable {
    /// How many runs were made.
    public let runs: Int
    /// How many there will be at most.
    public let limit: Int
    /// How many planned events are left.
    public let events: Int
  }

  /// A small failing run.
  public struct Result: Sendable, Hashable {
    /// The scenario, with its seed and the events that are left.
    public let scenario: Scenario
    /// Which checker fails.
    public let checker: Checker
    /// How many events the run had that was given.
    public let eventsBefore: Int
    /// How many are left.
    public let events: Int
    /// How many runs it took.
    public let runs: Int
  }

  /// The most runs that are made if nothing else is said.
  public static let defaultLimit = 2_000

  /// Makes the run of a scenario with a seed small. Returns nil if it does not fail.
  ///
  /// - Parameters:
  ///   - limit: the most runs that are made: where it is reached, the result is what was found so far.
  ///   - progress: called after each run.
  public static func shrink(
    _ scenario: Scenario, seed: UInt64, options: RunOptions = RunOptions(),
    limit: Int = Shrinker.defaultLimit, progress: (Progress) -> Void = { _ in }
  ) -> Result? {
    withoutActuallyEscaping(progress) { progress in
      shrink(scenario, seed: seed, limit: limit, progress: progress) {
        Simulator.attempt($0, seed: seed, options: options)
      }
    }
  }

  /// As above, with runs that are made by `attempt`.
  static func shrink(
    _ scenario: Scenario, seed: UInt64, limit: Int = Shrinker.defaultLimit,
    progress: @escaping (Progress) -> Void = { _ in },
    attempt: @escaping (Scenario) -> SimulationOutcome
  ) -> Result? {
    var concrete = scenario.drawn(seed: seed)
    concrete.seed = seed
    concrete.about = ""
    let outcome = attempt(concrete)
    guard let failure = outcome.failure else { return nil }
    var shrinker = Shrinker(
      seed: seed, limit: limit, attempt: attempt, progress: progress, best: concrete,
      outcome: outcome)
    shrinker.shrink()
    return Result(
      scenario: shrinker.best, checker: failure.checker, eventsBefore: outcome.planned.count,
      events: shrinker.outcome.planned.count, runs: shrinker.runs)
  }

  private init(
    seed: UInt64, limit: Int, attempt: @escaping (Scenario) -> SimulationOutcome,
    progress: @escaping (Progress) -> Void, best: Scenario, outcome: SimulationOutcome
  ) {
    self.seed = seed
    self.limit = limit
    self.attempt = attempt
    self.progress = progress
    self.best = best
    self.outcome = outcome
    tried = [best]
  }

  private mutating func shrink() {
    // While there are many events, something fails with nearly any mesh; later only with this one. So the mesh comes first.
    dropKinds()
    turnDials()
    var before: Scenario
    repeat {
      before = best
      dropKinds()
      dropEvents()
      turnDials()
    } while best != before
    dropSelections()
    restoreUsual()
  }

  /// Runs a scenario, and keeps it if the same checker fails, and the run is as wanted.
  private mutating func keeps(
    _ candidate: Scenario, where isWanted: (SimulationOutcome) -> Bool = { _ in true }
  ) -> Bool {
    guard runs < limit, tried.insert(candidate).inserted else { return false }
    runs += 1
    let outcome = attempt(candidate)
    let isKept = outcome.failure?.checker == self.outcome.failure?.checker && isWanted(outcome)
    if isKept {
      best = candidate
      self.outcome = outcome
    }
    progress(Progress(runs: runs, limit: limit, events: self.outcome.planned.count))
    return isKept
  }

  // MARK: Events

  /// Leaves out all events of a kind.
  private mutating func dropKinds() {
    for kind in PlannedKind.all {
      let kinds = Set(outcome.planned.map(\.kind))
      guard kinds.contains(kind) || best.only[kind] != nil else { continue }
      var candidate = best.without(kind)
      if !keeps(candidate), kinds.contains(kind) {
        candidate = best
        candidate.only[kind] = []
        _ = keeps(candidate)
      }
    }
  }

  /// Leaves out events: parts of all that are left, which become smaller and smaller (delta debugging). In the end none can be
  /// left out alone.
  private mutating func dropEvents() {
    let kinds = Set(outcome.planned.map(\.kind))
    var size = max(outcome.planned.count / 2, 1)
    while true {
      var hasDropped = false
      var start = 0
      while start < outcome.planned.count {
        var events = outcome.planned
        events.removeSubrange(start..<min(start + size, events.count))
        if keeps(best.only(events, of: kinds)) { hasDropped = true } else { start += size }
      }
      if size > 1 { size /= 2 } else if !hasDropped { return }
    }
  }

  // MARK: The scenario

  /// Makes the scenario itself simpler, one dial after the other.
  private mutating func turnDials() {
    for dial in Dial.all {
      while dial.simpler(best).contains(where: { keeps($0) }) {}
    }
  }

  /// Says nothing about kinds of which everything is kept anyway.
  private mutating func dropSelections() {
    for kind in PlannedKind.all where best.only[kind] != nil {
      var candidate = best
      candidate.only[kind] = nil
      let planned = outcome.planned
      _ = keeps(candidate) { $0.planned == planned }
    }
  }

  /// Says nothing about what does not matter.
  private mutating func restoreUsual() {
    for dial in Dial.unimportant {
      let planned = outcome.planned
      for candidate in dial.simpler(best) { _ = keeps(candidate) { $0.planned == planned } }
    }
  }
}

extension Scenario {
  /// Has none of the events of a kind.
  fileprivate func without(_ kind: PlannedKind) -> Scenario {
    var scenario = self
    scenario.only[kind] = nil
    switch kind {
    case .writes: scenario.workload.writesPerSecond = 0
    case .readers: scenario.workload.readers = 0
    case .subscribers: scenario.workload.subscribers = 0
    case .timeReaders: scenario.workload.timeReaders = 0
    case .offlineClients: scenario.workload.offlineClients = 0
    case .fault(let kind): scenario.faults[kind] = nil
    }
    return scenario
  }

  /// Of the kinds, has just these events.
  fileprivate func only(_ events: [PlannedEvent], of kinds: Set<PlannedKind>) -> Scenario {
    var scenario = self
    for kind in kinds { scenario.only[kind] = [] }
    for event in events { scenario.only[event.kind, default: []].insert(event.index) }
    return scenario
  }
}
