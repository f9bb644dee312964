import ArgumentParser
import Foundation
import Simulator

/// Where scenarios are read from.
enum ScenarioFile {
  /// Reads a scenario by the path of its file, or by its name if it is in `Simulations`.
  static func load(_ argument: String) throws -> Scenario {
    let paths = [argument, "Simulations/\(argument).yaml", "Simulations/\(argument)"]
    guard
      let path = paths.first(where: {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
          && !isFolder.boolValue
      }), let data = FileManager.default.contents(atPath: path)
    else { throw ValidationError("There is no scenario \(argument), and none in Simulations.") }
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw ValidationError("\(path) is no UTF-8 text.")
    }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    do {
      return try Scenario(parsing: text, name: name, file: path)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
