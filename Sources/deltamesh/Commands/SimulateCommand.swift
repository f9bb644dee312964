import ArgumentParser
import Foundation
import Simulator

/// `deltamesh simulate`: runs scenarios with many seeds.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run whole meshes in virtual time, with failures, from seeds.",
    discussion: """
      A scenario is a YAML file (Simulations/README.md describes it), given by its path or, for those in Simulations, by its name.
      The same seed gives the same run. Exits with 1 if anything does not hold, and says what led to it.
      """)

  @Argument(help: "Scenario files, or names of files in Simulations.")
  var scenarios: [String] = []

  @Option(
    help: """
      The seeds to run: one, or a range such as 1...100; by default 1...20, with --sabotage at most 1...200.
      """
  )
  var seeds: SeedRange?

  @Option(
    help: ArgumentHelp(
      "Make a mistake on purpose, and see how many runs it takes until a checker finds it.",
      discussion: "`list` lists them; `all` tries each. Exits with 1 if one is not found.",
      valueName: "name"))
  var sabotage: SabotageChoice?

  @Flag(help: "Run each seed twice and compare.")
  var checkDeterminism = false

  @Flag(help: "Print a line for each run.")
  var verbose = false

  @Option(help: "How many runs go on at once; by default one for each core.")
  var jobs: Int?

  func validate() throws {
    if scenarios.isEmpty, sabotage == nil {
      throw ValidationError("Name at least one scenario.")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more.") }
  }

  func run() async throws {
    if let sabotage { return try await run(sabotage) }
    var summaries: [ScenarioSummary] = []
    for scenario in try scenarios.map(Self.load) {
      summaries.append(await run(scenario))
    }
    print(ScenarioSummary.table(summaries))
    if summaries.contains(where: { !$0.failures.isEmpty }) { throw ExitCode.failure }
  }

  /// Reads a scenario from a file.
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

  private var seedRange: ClosedRange<UInt64> { seeds?.range ?? 1...20 }

  /// Runs all seeds of a scenario, several at once.
  private func run(_ scenario: Scenario) async -> ScenarioSummary {
    var summary = ScenarioSummary(scenario: scenario.name)
    let clock = ContinuousClock()
    let start = clock.now
    let twice = checkDeterminism
    await withTaskGroup(of: SeedResult.self) { group in
      var rest = seedRange.makeIterator()
      func startNext() {
        guard let seed = rest.next() else { return }
        group.addTask { SeedResult(scenario, seed: seed, twice: twice) }
      }
      for _ in 0..<(jobs ?? ProcessInfo.processInfo.activeProcessorCount) { startNext() }
      while let result = await group.next() {
        startNext()
        summary.add(result)
        if verbose || !result.problems.isEmpty {
          clearLine()
          print(result.line)
          if summary.failures.count <= 5 { result.problems.forEach { print($0) } }
        }
        showProgress(summary)
      }
    }
    clearLine()
    summary.seconds = (clock.now - start) / .seconds(1)
    return summary
  }

  /// Shows how far a scenario is, on one line that is written over; only on a terminal.
  private func showProgress(_ summary: ScenarioSummary) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let failed = summary.failures.isEmpty ? "" : ", \(summary.failures.count) failed"
    let line = "\r\(summary.scenario): \(summary.runs) of \(seedRange.count) seeds\(failed)"
    FileHandle.standardError.write(Data(line.utf8))
  }

  private func clearLine() {
    guard isatty(STDERR_FILENO) == 1 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}

/// One seed, or a range of them.
struct SeedRange: ExpressibleByArgument {
  let range: ClosedRange<UInt64>

  init(_ range: ClosedRange<UInt64>) {
    self.range = range
  }

  /// Reads `7` or `1...100`.
  init?(argument: String) {
    let parts = argument.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = UInt64(parts[0]) else { return nil }
    guard let last = UInt64(parts[parts.count - 1]), first <= last, last - first < 1 << 32 else {
      return nil
    }
    range = first...last
  }
}

/// What came of one seed.
private struct SeedResult: Sendable {
  let outcome: SimulationOutcome
  /// What does not hold, in lines.
  let problems: [String]

  init(_ scenario: Scenario, seed: UInt64, twice: Bool) {
    outcome = Simulator.run(scenario, seed: seed)
    var problems: [String] = []
    if let failure = outcome.failure {
      problems.append("  \(failure.checker.rawValue) at \(failure.time): \(failure.message)")
      problems += failure.story.map { "    \($0)" }
    }
    if twice {
      let other = Simulator.run(scenario, seed: seed)
      if other.traceHash != outcome.traceHash {
        problems.append("  determinism: two runs of the seed differ")
      }
    }
    self.problems = problems
  }

  var line: String {
    let verdict = problems.isEmpty ? "holds" : "FAILS"
    let hash = String(outcome.traceHash, radix: 16)
    let figures = outcome.figures
    return "\(outcome.scenario) seed \(outcome.seed) \(verdict): \(figures.events) events,"
      + " \(figures.writes) writes, \(figures.messages) messages, trace \(hash)"
  }
}

/// What came of all seeds of a scenario.
private struct ScenarioSummary {
  let scenario: String
  var runs = 0
  var failures: [UInt64] = []
  var figures = SimulationFigures()
  var seconds = 0.0

  init(scenario: String) {
    self.scenario = scenario
  }

  mutating func add(_ result: SeedResult) {
    runs += 1
    figures += result.outcome.figures
    if !result.problems.isEmpty { failures.append(result.outcome.seed) }
  }

  private var columns: [String] {
    let rate = Int(Double(figures.events) / max(seconds, 0.001))
    return [
      scenario, "\(runs)", "\(failures.count)", "\(figures.events)", "\(rate)",
      "\(figures.virtualTime.milliseconds / 1_000) s",
      "\(figures.convergence.milliseconds) ms", "\(figures.writes)", "\(figures.refusals)",
      "\(figures.messages)", "\(figures.rows)", "\(figures.rounds)", "\(figures.faults)",
      "\(figures.restarts)",
    ]
  }

  /// A table of all scenarios, and the seeds that failed.
  static func table(_ summaries: [ScenarioSummary]) -> String {
    let head = [
      "scenario", "seeds", "failed", "events", "events/s", "virtual time", "slowest to converge",
      "writes", "refused", "messages", "rows", "delta rounds", "faults", "restarts",
    ]
    let rows = [head] + summaries.map(\.columns)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
    for summary in summaries where !summary.failures.isEmpty {
      let seeds = summary.failures.sorted().prefix(20).map(String.init).joined(separator: " ")
      lines.append("\(summary.scenario) fails with the seeds \(seeds)")
    }
    return lines.joined(separator: "\n")
  }
}
