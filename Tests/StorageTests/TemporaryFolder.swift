import Foundation

/// A folder of its own for one test; goes with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/deltamesh-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Makes a folder within, and returns its path.
  func makeFolder() throws -> String {
    let path = "\(path)/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
