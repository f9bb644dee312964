/// Runs scenarios. A run is a pure function of scenario and seed; any number may run beside each other on threads.
public enum Simulator {
  /// Runs a scenario with a seed. Where something does not hold, the run is repeated to tell the story of it.
  public static func run(_ scenario: Scenario, seed: UInt64) -> SimulationOutcome {
    let outcome = Simulation(scenario, seed: seed) {
      MemoryDisk(model: $0, durability: scenario.durability)
    }.run()
    guard let failure = outcome.failure else { return outcome }
    var told = Simulation(scenario, seed: seed, about: failure) {
      MemoryDisk(model: $0, durability: scenario.durability)
    }.run()
    told.figures = outcome.figures
    return told
  }
}
