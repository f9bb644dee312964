/// Runs scenarios. A run is a pure function of scenario and seed; any number may run beside each other on threads.
public enum Simulator {
  /// Runs a scenario with a seed. Where something does not hold, the run is repeated to tell the story of it.
  public static func run(
    _ scenario: Scenario, seed: UInt64, options: RunOptions = RunOptions()
  ) -> SimulationOutcome {
    let outcome = attempt(scenario, seed: seed, options: options)
    guard let failure = outcome.failure else { return outcome }
    var told = attempt(scenario, seed: seed, options: options, about: failure)
    told.figures = outcome.figures
    return told
  }

  /// Runs a scenario with a seed once.
  static func attempt(
    _ scenario: Scenario, seed: UInt64, options: RunOptions, about failure: SimulationFailure? = nil
  ) -> SimulationOutcome {
    let isUnsynced = options.sabotage == .answeredUnsynced
    return switch scenario.store {
    case .memory:
      Simulation(scenario, seed: seed, options: options, about: failure) {
        MemoryDisk(durability: isUnsynced ? .normal : $0.durability)
      }.run()
    case .sqlite:
      Simulation(scenario, seed: seed, options: options, about: failure) {
        SQLiteDisk(durability: isUnsynced ? .normal : $0.durability)
      }.run()
    }
  }
}
