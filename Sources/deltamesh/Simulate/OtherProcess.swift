import Foundation

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
