import ArgumentParser
import Foundation
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

/// Which traces are to be printed: those of a scenario, by its place among the arguments, or the events in a window of one seed.
struct TraceRequest: ExpressibleByArgument {
  let scenario: Int
  var seed: UInt64?
  var window: Range<Int>?

  init(scenario: Int, seed: UInt64? = nil, window: Range<Int>? = nil) {
    self.scenario = scenario
    self.seed = seed
    self.window = window
  }

  /// Reads `SCENARIO`, or `SCENARIO:SEED:FIRST:END`.
  init?(argument: String) {
    let parts = argument.split(separator: ":").map { UInt64($0) }
    guard parts.count == 1 || parts.count == 4, let scenario = parts[0] else { return nil }
    self.scenario = Int(clamping: scenario)
    guard parts.count == 4 else { return }
    guard let seed = parts[1], let first = parts[2], let end = parts[3], first <= end else {
      return nil
    }
    self.seed = seed
    window = Int(clamping: first)..<Int(clamping: end)
  }

  /// What ``init(argument:)`` reads.
  var argument: String {
    guard let seed, let window else { return "\(scenario)" }
    return "\(scenario):\(seed):\(window.lowerBound):\(window.upperBound)"
  }
}

/// This program in another process, with the same arguments.
struct OtherProcess {
  /// Which scenario is meant, by its place among the arguments.
  let scenario: Int

  /// Has the seeds run over there.
  func traces(seed: UInt64? = nil, _ window: Range<Int>? = nil) throws -> [TraceReport] {
    let request = TraceRequest(scenario: scenario, seed: seed, window: window)
    let process = Process()
    let own = "/proc/self/exe"
    let program = FileManager.default.fileExists(atPath: own) ? own : CommandLine.arguments[0]
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = CommandLine.arguments.dropFirst() + ["--print-traces", request.argument]
    process.environment = ProcessInfo.processInfo.environment.filter {
      $0.key != "SWIFT_DETERMINISTIC_HASHING"
    }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(.unavailable, "the other process ended with \(process.terminationStatus)")
    }
    return try data.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(TraceReport.self, from: $0)
    }
  }
}
