import Foundation
import Simulator

/// Whether a seed gives the same run each time: in this process, and in another one, in which hashes have other seeds, so an order
/// that leaks from a dictionary or a set shows.
struct DeterminismCheck {
  private let scenario: Scenario
  private let seed: UInt64
  private let options: RunOptions

  init(_ scenario: Scenario, seed: UInt64, options: RunOptions) {
    self.scenario = scenario
    self.seed = seed
    self.options = options
  }

  private func run(_ window: Range<Int>? = nil) -> SimulationOutcome {
    var options = options
    options.traceWindow = window
    return Simulator.run(scenario, seed: seed, options: options)
  }

  /// Runs the seed once more, and tells in lines where it goes another way than in an earlier run; nothing if it does not.
  func differences(from first: SimulationOutcome) -> [String] {
    let second = run()
    guard first.traceHash != second.traceHash else { return [] }
    let window = first.checkpoints.difference(from: second.checkpoints)
    return ["  determinism: two runs in one process differ"]
      + TraceLine.difference(run(window).trace, run(window).trace).map { "    \($0)" }
  }

  /// Compares with what another process found, and tells in lines where that went another way; nothing if it did not.
  func differences(
    from first: SimulationOutcome, inOther other: TraceReport, _ program: OtherProcess
  ) throws -> [String] {
    guard first.traceHash != other.hash else { return [] }
    let window = first.checkpoints.difference(from: other.checkpoints)
    let there = try program.traces(seed: seed, window).first?.trace ?? []
    return ["  determinism: two processes differ"]
      + TraceLine.difference(run(window).trace, there).map { "    \($0)" }
  }
}
