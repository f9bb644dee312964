extension Scenario {
  /// What a seed draws of a swarm: a scenario that says all of it, and draws no more. Any other scenario is returned as it is.
  public func drawn(seed: UInt64) -> Scenario { self }
}
