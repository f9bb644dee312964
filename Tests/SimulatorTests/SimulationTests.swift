import Simulator
import Testing

/// Whole meshes in virtual time.
@Suite struct SimulationTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a hundred seeds of the partition scenario hold`(ten: UInt64) throws {
    let scenario = try ScenarioFile.load("partition")
    for seed in 10 * ten + 1...10 * ten + 10 {
      let outcome = Simulator.run(scenario, seed: seed)
      #expect(outcome.failure == nil, "seed \(seed)")
      #expect(outcome.figures.writes > 0)
    }
  }

  /// Large meshes take minutes in a debug build.
  private static let large: Set = ["relay-scale-20", "relay-scale-50"]

  @Test(arguments: ScenarioFile.names.filter { !large.contains($0) })
  func `every scenario holds`(name: String) throws {
    let outcome = Simulator.run(try ScenarioFile.load(name), seed: 1_001)
    #expect(outcome.failure == nil)
    #expect(outcome.figures.writes > 0)
  }

  @Test(arguments: ["partition", "lost-tail"])
  func `the same seed twice gives the same trace, and another seed another`(name: String) throws {
    let scenario = try ScenarioFile.load(name)
    let first = Simulator.run(scenario, seed: 7)
    let second = Simulator.run(scenario, seed: 7)
    #expect(first == second)
    #expect(first.traceHash != Simulator.run(scenario, seed: 8).traceHash)
  }
}
