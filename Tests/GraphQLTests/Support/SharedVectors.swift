import Foundation

/// Finds test data that lies beside the repository, without resolving symbolic links.
enum SharedVectors {
  /// The path of a file below `shared/vectors`, beside some ancestor of this file; `nil` if it is absent.
  static func path(_ name: String, from file: String = #filePath) -> String? {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("shared/vectors/\(name)").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The lines of a file packed by gzip.
  static func gunzippedLines(_ path: String) throws -> [Data] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data.split(separator: 0x0A).map { Data($0) }
  }
}
