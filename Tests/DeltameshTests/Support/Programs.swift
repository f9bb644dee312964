import Foundation
import Testing

/// The programs that were built beside these tests.
enum Programs {
  /// The path of `deltamesh`; nil where it was not built.
  static let deltamesh = path(of: "deltamesh")

  /// Why the tests with real processes are skipped, where they are.
  static let absence: Comment =
    "real processes need the program: build it first with `swift build --product deltamesh`"

  /// What `DELTAMESH_BIN` names, or beside the running tests, or in the package's build folder.
  private static func path(of program: String) -> String? {
    var folders: [String] = []
    if let folder = ProcessInfo.processInfo.environment["DELTAMESH_BIN"] { folders.append(folder) }
    if let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append(URL(fileURLWithPath: tests).deletingLastPathComponent().path)
    }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    folders.append(package.appendingPathComponent(".build/debug").path)
    return folders.map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
