import Simulator
import Testing

/// Where two runs part is found by their checkpoints, and shown by their lines.
@Suite struct TraceTests {
  private func run(seed: UInt64, _ window: Range<Int>? = nil) throws -> SimulationOutcome {
    Simulator.run(
      try ScenarioFile.load("partition"), seed: seed, options: RunOptions(traceWindow: window))
  }

  @Test func `equal seeds have equal checkpoints, other seeds have others`() throws {
    let first = try run(seed: 3).checkpoints
    #expect(first.hashes.count > 5)
    #expect(first == (try run(seed: 3).checkpoints))
    #expect(first.difference(from: try run(seed: 4).checkpoints) == 1..<257)
  }

  @Test func `a window shows its events, and changes nothing`() throws {
    let whole = try run(seed: 3)
    let outcome = try run(seed: 3, 250..<257)
    #expect(outcome.traceHash == whole.traceHash)
    #expect(outcome.trace.map(\.number) == Array(250...256))
    #expect(outcome.trace.last?.hash == whole.checkpoints.hashes.first)
    #expect(whole.trace.isEmpty)
  }

  @Test func `two traces are shown from shortly before they part`() throws {
    let here = try run(seed: 3, 1..<20).trace
    var there = here
    there[10].hash ^= 1
    let lines = TraceLine.difference(here, there).filter { !$0.hasPrefix(" ") }
    #expect(
      lines.map { $0.prefix(14) } == [
        "both: event 8 ", "both: event 9 ", "both: event 10", "here: event 11", "there: event 1",
      ])
    there = Array(here.prefix(5))
    #expect(TraceLine.difference(here, there).last == "there: the run is over")
    #expect(TraceLine.difference(here, here).count == 1)
  }
}
