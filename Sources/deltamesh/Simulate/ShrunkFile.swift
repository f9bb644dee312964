import Foundation
import Simulator

/// The file that a failing run becomes once it was made small.
struct ShrunkFile {
  private let path: String
  private let scenario: Scenario
  private let seed: UInt64

  /// What the first line of such a file begins with.
  private static let mark = "# Shrunk from "

  /// A file for a run, `<scenario>-<seed>.yaml` in the current folder if nothing else is said.
  /// - Throws: ``Failure`` if there is a file that is none of this kind.
  init(_ output: String?, of scenario: Scenario, seed: UInt64) throws {
    self.scenario = scenario
    self.seed = seed
    let suffix = scenario.name.hasSuffix("-\(seed)") ? "" : "-\(seed)"
    path = output ?? "\(scenario.name)\(suffix).yaml"
    guard let present = FileManager.default.contents(atPath: path) else { return }
    guard present.starts(with: Data(Self.mark.utf8)) else {
      throw Failure(
        .inputOutput,
        "\(path) is there already, and was not written by --shrink; name another with --output")
    }
  }

  /// Makes the run small, writes the file, and prints what is to be seen in it.
  func write(_ options: RunOptions, limit: Int) throws {
    var status = StatusLine()
    let result = Shrinker.shrink(scenario, seed: seed, options: options, limit: limit) { progress in
      status.show(
        "shrinking \(scenario.name) seed \(seed): \(progress.runs) of at most \(progress.limit) runs,"
          + " \(progress.events) events left")
    }
    status.clear()
    guard let result,
      let failure = Simulator.run(result.scenario, seed: seed, options: options).failure
    else { throw Failure(.unavailable, "\(scenario.name) seed \(seed) does not fail again") }
    let text = result.scenario.yaml(
      comment: """
        Shrunk from \(scenario.name), seed \(seed), in which \(result.checker.rawValue) failed:
        \(failure.message)
        Run it with: \(command(options))
        """)
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
      throw Failure(.inputOutput, "\(path) can't be written")
    }
    print(
      """
      \(scenario.name) seed \(seed), shrunk from \(result.eventsBefore) events to \(result.events) in \(result.runs) runs:
        \(failure.checker.rawValue) at \(failure.time): \(failure.message)
      """)
    failure.story.forEach { print("    \($0)") }
    print("Written to \(path); run it with: \(command(options))")
  }

  /// The command that runs the file; a mistake that was made on purpose has to be made again.
  private func command(_ options: RunOptions) -> String {
    let mistake = options.sabotage.map { " --sabotage \($0.rawValue)" } ?? ""
    return "deltamesh simulate \(path)\(mistake)"
  }
}
