import Simulator

/// What one process tells another of a run.
struct TraceReport: Codable, Sendable {
  let seed: UInt64
  let hash: UInt64
  let checkpoints: TraceCheckpoints
  let trace: [TraceLine]

  init(_ outcome: SimulationOutcome) {
    seed = outcome.seed
    hash = outcome.traceHash
    checkpoints = outcome.checkpoints
    trace = outcome.trace
  }
}
