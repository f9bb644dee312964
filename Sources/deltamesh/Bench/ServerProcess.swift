import Foundation
import Storage
import Synchronization

/// A `deltamesh serve` of this very program, in a process of its own.
final class ServerProcess {
  /// The port of its API.
  let port: Int
  private let process = Process()
  /// The processes that run.
  private static let running = Mutex<Set<Int32>>([])

  /// Starts it with new data below the temporary folder, and waits until it answers.
  init(_ name: String, _ settings: BenchSettings) throws {
    let folder = "\(settings.folder)/\(name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(BenchDocuments.schema.utf8).write(
      to: URL(fileURLWithPath: "\(folder)/schema.graphql"))
    guard let program = Bundle.main.executablePath else {
      throw BenchError("the path of this program is not known")
    }
    port = try Sockets.freePort()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "serve", "--data", "data", "--schema", "schema.graphql", "--http", "127.0.0.1:\(port)",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DELTAMESH_") }
    environment["DELTAMESH_LOG_LEVEL"] = "error"
    environment["DELTAMESH_DURABILITY"] = settings.durability.rawValue
    process.environment = environment
    process.standardOutput = FileHandle.standardError
    try process.run()
    let identifier = process.processIdentifier
    Self.running.withLock { _ = $0.insert(identifier) }
    do { try waitUntilItAnswers() } catch {
      stop()
      throw error
    }
  }

  /// The most memory that it has had resident, in bytes.
  var peakMemory: Int? { Machine.peakMemory(of: process.processIdentifier) }

  /// Ends it, and waits until it is gone.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
    let identifier = process.processIdentifier
    Self.running.withLock { _ = $0.remove(identifier) }
  }

  /// Ends those that run, when this program itself is told to end.
  static func killAll() {
    for identifier in running.withLock({ $0 }) { kill(identifier, SIGKILL) }
  }

  private func waitUntilItAnswers() throws {
    for _ in 0..<1_000 {
      if let descriptor = try? Sockets.connect(port: port) {
        close(descriptor)
        return
      }
      guard process.isRunning else { throw BenchError("the server ended at once") }
      usleep(10_000)
    }
    throw BenchError("the server did not answer within 10 s")
  }
}
