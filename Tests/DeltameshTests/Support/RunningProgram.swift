import Foundation

/// A program that runs in a process of its own, its output in a file. It is killed when the value goes away.
final class RunningProgram: Sendable {
  let outputFile: String
  private let process: Process

  /// Starts `arguments` with standard output and error appended to a file.
  init(
    _ path: String, _ arguments: [String], output: String, environment: [String: String] = [:],
    folder: String? = nil
  ) throws {
    if !FileManager.default.fileExists(atPath: output) {
      _ = FileManager.default.createFile(atPath: output, contents: nil)
    }
    outputFile = output
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    try file.seekToEnd()
    process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DELTAMESH_") }
    inherited.merge(environment) { $1 }
    process.environment = inherited
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardOutput = file
    process.standardError = file
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try file.close()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var isRunning: Bool { process.isRunning }

  /// What it wrote so far.
  var output: String {
    String(
      decoding: FileManager.default.contents(atPath: outputFile) ?? Data(), as: UTF8.self)
  }

  /// Sends a signal.
  func signal(_ number: Int32) {
    if process.isRunning { kill(process.processIdentifier, number) }
  }

  /// Waits for the end. Returns the exit code, or the negative number of the signal that ended it.
  @discardableResult
  func ended(within seconds: Double = 30) async throws -> Int32 {
    try await eventually(within: seconds, "the program ends; it said: \(output.suffix(500))") {
      !process.isRunning
    }
    return process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
  }
}

/// How a run of the command line came out.
struct CommandResult: Hashable {
  let code: Int32
  let output: String

  /// Runs `deltamesh` with arguments to its end.
  static func run(
    _ arguments: [String], in folder: TestFolder, environment: [String: String] = [:],
    within seconds: Double = 30
  ) async throws -> CommandResult {
    guard let path = Programs.deltamesh else { throw TestFailure("deltamesh is not built") }
    let program = try RunningProgram(
      path, arguments, output: "\(folder.path)/output-\(UUID().uuidString)",
      environment: environment, folder: folder.path)
    let code = try await program.ended(within: seconds)
    return CommandResult(code: code, output: program.output)
  }
}
