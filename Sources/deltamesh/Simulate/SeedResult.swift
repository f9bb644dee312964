import Simulator

/// What came of one seed.
struct SeedResult: Sendable {
  let outcome: SimulationOutcome
  /// What does not hold, in lines.
  let problems: [String]

  /// Runs a seed; with `twice` once more, to see whether that goes the same way.
  init(_ scenario: Scenario, seed: UInt64, options: RunOptions, twice: Bool) {
    outcome = Simulator.run(scenario, seed: seed, options: options)
    var problems: [String] = []
    if let failure = outcome.failure {
      problems.append("  \(failure.checker.rawValue) at \(failure.time): \(failure.message)")
      problems += failure.story.map { "    \($0)" }
    }
    if twice {
      let check = DeterminismCheck(scenario, seed: seed, options: options)
      problems += check.differences(from: outcome)
    }
    self.problems = problems
  }

  /// One line about the run.
  var line: String {
    let verdict = problems.isEmpty ? "holds" : "FAILS"
    let hash = String(outcome.traceHash, radix: 16)
    let figures = outcome.figures
    return "\(outcome.scenario) seed \(outcome.seed) \(verdict): \(figures.events) events,"
      + " \(figures.writes) writes, \(figures.messages) messages, trace \(hash)"
  }
}
