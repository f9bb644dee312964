import Synchronization
import Testing

@testable import Simulator

/// A failing run is made as small as it can be, and still fails.
@Suite struct ShrinkerTests {
  /// A scenario with 200 writes, 20 crashes, 10 partitions, and readers.
  private var large: Scenario {
    var scenario = Scenario(name: "large")
    scenario.about = "Much of everything."
    scenario.nodes = 7
    scenario.lateNodes = 3
    scenario.duration = .seconds(20)
    scenario.workload.writesPerSecond = 10
    scenario.workload.hotShare = 0.3
    scenario.faults[.crashes] = Scenario.Fault(every: .seconds(1), last: .seconds(3))
    scenario.faults[.partitions] = Scenario.Fault(every: .seconds(2), last: .seconds(3))
    scenario.network.maximumLatency = .milliseconds(90)
    scenario.clocks.skew = .seconds(1)
    return scenario
  }

  /// What a run that is planned like that would come to: a failure if `isFailing` says so.
  private func outcome(
    _ scenario: Scenario, failing checker: Checker = .claims,
    if isFailing: (Set<PlannedEvent>) -> Bool
  ) -> SimulationOutcome {
    let planned = Simulation(scenario, seed: 1) { MemoryDisk(durability: $0.durability) }.planned
    let failure = SimulationFailure(
      checker: checker, message: "", time: .zero, nodes: [], document: nil)
    return SimulationOutcome(
      scenario: scenario.name, seed: 1, figures: SimulationFigures(), traceHash: 0,
      failure: isFailing(Set(planned)) ? failure : nil, planned: planned)
  }

  private static let needed: Set<PlannedEvent> = [
    PlannedEvent(.writes, 17), PlannedEvent(.writes, 140), PlannedEvent(.fault(.crashes), 3),
  ]

  @Test func `only the events are left that the failure takes`() throws {
    let result = try #require(
      Shrinker.shrink(large, seed: 1) { scenario in
        outcome(scenario) { Self.needed.isSubset(of: $0) }
      })
    var expected = Scenario(name: "large")
    expected.nodes = 1
    expected.topology = .full
    expected.seed = 1
    expected.only = [.writes: [17, 140], .fault(.crashes): [3]]
    #expect(result.events == 3)
    #expect(result.scenario.only == expected.only)
    #expect(result.scenario.nodes == 1)
    #expect(result.scenario.lateNodes == 0)
    #expect(result.scenario.seed == 1)
    #expect(result.scenario.faults[.partitions] == nil)
    #expect(result.scenario.faults[.crashes]?.last == .zero)
    #expect(result.scenario.workload.readers == 0)
    #expect(result.scenario.network.maximumLatency == result.scenario.network.minimumLatency)
    #expect(result.runs < 400)
  }

  @Test func `what the failure takes of the mesh is left`() throws {
    let result = try #require(
      Shrinker.shrink(large, seed: 1) { scenario in
        outcome(scenario) {
          scenario.nodes >= 4 && scenario.lateNodes >= 2 && scenario.clocks.skew > .zero
            && scenario.duration >= .seconds(3) && $0.count { $0.kind == .writes } >= 5
        }
      })
    #expect(result.scenario.nodes == 4)
    #expect(result.scenario.lateNodes == 2)
    #expect(result.scenario.clocks.skew == .seconds(1))
    #expect(result.scenario.duration < .seconds(4))
    #expect(result.events == 5)
    #expect(result.scenario.faults.kinds.isEmpty)
  }

  @Test func `a failure of another checker does not count`() throws {
    let result = try #require(
      Shrinker.shrink(large, seed: 1) { scenario in
        outcome(scenario, failing: scenario.nodes < 3 ? .quiet : .claims) { _ in true }
      })
    #expect(result.checker == .claims)
    #expect(result.scenario.nodes == 3)
    #expect(result.events == 0)
  }

  @Test func `what does not fail is not shrunk`() {
    #expect(Shrinker.shrink(large, seed: 1) { outcome($0) { _ in false } } == nil)
  }

  @Test func `no more runs are made than allowed`() {
    let runs = Mutex(0)
    let progress = Mutex<[Int]>([])
    let result = Shrinker.shrink(large, seed: 1, limit: 30) { step in
      progress.withLock { $0.append(step.runs) }
    } attempt: { scenario in
      runs.withLock { $0 += 1 }
      return outcome(scenario) { $0.isSuperset(of: Self.needed) }
    }
    #expect(result?.runs == 30)
    #expect(runs.withLock { $0 } == 30)
    #expect(progress.withLock { $0 } == Array(2...30))
  }

  @Test
  func `a real run that does not converge becomes small, as a file too, the same way each time`()
    throws
  {
    var scenario = try ScenarioFile.load("partition")
    // It can't converge in no time.
    scenario.convergeWithin = .zero
    let seed = try #require(
      (1...20).first { Simulator.run(scenario, seed: $0).failure?.checker == .convergence })
    let result = try #require(Shrinker.shrink(scenario, seed: seed))
    #expect(result.events <= 2)
    #expect(result == Shrinker.shrink(scenario, seed: seed))
    let read = try Scenario(
      parsing: result.scenario.yaml(comment: "Small."), name: "partition", file: "x.yaml")
    #expect(read == result.scenario)
    let failure = try #require(Simulator.run(read, seed: seed).failure)
    #expect(failure.checker == .convergence)
    #expect(failure.story.count <= 40)
  }
}
