import Foundation

/// The published test data, `shared/vectors/argo` beside the repository. Tests that need it are disabled where it is not.
enum Vectors {
  /// One operation with its expected response, wire type and encodings.
  struct Case: Sendable, CustomStringConvertible {
    let suite: String
    let name: String
    let messages: [Message]

    var description: String { "\(suite)/\(name)" }
    var wire: String { text("wire") }
    var json: String { text("json") }
    var operation: String { text("graphql") }
    var schema: String { Vectors.text("\(suite)/schema.graphql") }

    private func text(_ ending: String) -> String { Vectors.text("\(suite)/\(name).\(ending)") }
  }

  /// One encoding.
  struct Message: Sendable {
    let fileName: String
    let bytes: [UInt8]
  }

  static let folder = path("argo")

  /// The path of something in `shared/vectors` beside some ancestor of this file; `nil` if it is absent.
  static func path(_ name: String) -> String? {
    var parent = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while parent.path != "/" {
      let candidate = parent.appendingPathComponent("shared/vectors/\(name)").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      parent.deleteLastPathComponent()
    }
    return nil
  }

  /// The lines of a file packed by gzip.
  static func gunzippedLines(_ path: String) throws -> [[UInt8]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data.split(separator: 0x0a).map { Array($0) }
  }

  static let isPresent = folder != nil

  static let cases: [Case] = {
    guard let folder else { return [] }
    var cases: [Case] = []
    for suite in ["github", "self-describing", "starwars"] {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(suite)")) ?? []
      for file in files.sorted() where file.hasSuffix(".wire") {
        let name = String(file.dropLast(5))
        let messages = files.sorted().filter { $0.hasPrefix("\(name)-") && $0.hasSuffix(".argo") }
          .map { Message(fileName: $0, bytes: bytes("\(suite)/\($0)")) }
        cases.append(Case(suite: suite, name: name, messages: messages))
      }
    }
    return cases
  }()

  static func bytes(_ path: String) -> [UInt8] {
    guard let folder, let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
      return []
    }
    return Array(data)
  }

  static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }
}
