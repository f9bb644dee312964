import ArgumentParser
import Daemon
import Documents
import Foundation
import Simulator

/// Where scenarios are read from.
enum ScenarioFile {
  /// The most writes and faults of a run.
  private static let maximumPlanned = 5_000_000

  /// Reads a scenario by the path of its file, or by its name if it is in `Simulations`. A schema that it names is read as well; its
  /// path is relative to the scenario's folder. `schema`, a path as the user gave it, takes its place.
  static func load(_ argument: String, schema: String? = nil) throws -> Scenario {
    let (path, text) = try read(argument)
    let url = URL(fileURLWithPath: path)
    var scenario: Scenario
    do {
      scenario = try Scenario(
        parsing: text, name: url.deletingPathExtension().lastPathComponent, file: path)
    } catch {
      throw Failure(.badData, error.description).exit()
    }
    guard scenario.plannedCount <= maximumPlanned else {
      throw Failure(
        .badData,
        "\(path): a run would plan \(scenario.plannedCount) writes and faults, and at most"
          + " \(maximumPlanned) fit; give it a shorter duration, fewer writes-per-second, or rarer faults"
      ).exit()
    }
    let named = scenario.schemaFile.map {
      URL(fileURLWithPath: $0, relativeTo: url.deletingLastPathComponent()).path
    }
    guard let file = schema ?? named else { return scenario }
    do throws(NodeError) {
      scenario.model = try SchemaFile(path: file).model
    } catch {
      throw Failure(Failure.Code(error.kind), error.message).exit()
    }
    // From here on the model is a part of the scenario, so that what is written of it needs no other file.
    scenario.schemaFile = nil
    return scenario
  }

  private static func read(_ argument: String) throws -> (path: String, text: String) {
    let paths = [argument, "Simulations/\(argument).yaml", "Simulations/\(argument)"]
    guard
      let path = paths.first(where: {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
          && !isFolder.boolValue
      }), let data = FileManager.default.contents(atPath: path)
    else { throw ValidationError("There is no scenario \(argument), and none in Simulations.") }
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw Failure(.badData, "\(path) is no UTF-8 text.").exit()
    }
    return (path, text)
  }
}
