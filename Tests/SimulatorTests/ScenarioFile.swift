import Foundation
import Simulator

/// The scenarios of `Simulations/`, found from this file.
enum ScenarioFile {
  /// The folder of the scenarios.
  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Simulations")
  }

  /// The scenario with a name.
  static func load(_ name: String) throws -> Scenario {
    let url = folder.appendingPathComponent(name + ".yaml")
    return try Scenario(
      parsing: String(contentsOf: url, encoding: .utf8), name: name, file: url.lastPathComponent)
  }

  /// The names of all scenarios.
  static var names: [String] { names(in: "") }

  /// The names of the scenarios in a folder below.
  static func names(in path: String) -> [String] {
    let path = folder.appendingPathComponent(path).path
    let files = try? FileManager.default.contentsOfDirectory(atPath: path)
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }
}
