import Foundation
import GraphQL
import Testing

/// The built `graphql-adapter`, run as a process.
enum AdapterProcess {
  /// The path of the program, which is built beside the tests.
  static var path: String? {
    guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let folder = URL(fileURLWithPath: tests).deletingLastPathComponent()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return [folder, package.appendingPathComponent(".build/debug")]
      .map { $0.appendingPathComponent("graphql-adapter").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs it over an input and gives the answers; it must end with exit code 0.
  static func answers(to input: Data) throws -> [JSON] {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("graphql-adapter-\(UUID().uuidString).jsonl")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path, "graphql-adapter is not built"))
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(process.terminationReason == .exit)
    return try data.split(separator: 0x0A).map {
      try JSON(parsing: $0, limits: JSONLimits(bytes: 1 << 26, depth: 5_000))
    }
  }

  /// Runs it over lines.
  static func answers(to lines: [String]) throws -> [JSON] {
    try answers(to: Data(lines.joined(separator: "\n").utf8))
  }
}
