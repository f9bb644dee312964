import Foundation
import Simulator
import Testing

/// Runs that have failed once hold (Simulations/regressions).
@Suite struct RegressionTests {
  @Test(arguments: ScenarioFile.names(in: "regressions"))
  func `a run that has failed once holds`(name: String) throws {
    let scenario = try ScenarioFile.load("regressions/\(name)")
    let seed = try #require(scenario.seed, "a regression names its seed")
    let failure = Simulator.run(scenario, seed: seed).failure
    #expect(failure == nil)
  }
}
