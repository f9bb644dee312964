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

      Some seeds of a scenario, and of all of them:
        deltamesh simulate partition
        deltamesh simulate Simulations/*.yaml --seeds 1...1000

      A mesh for your own schema:
        deltamesh simulate partition crash-restart --schema schema.graphql

      One run, and what it takes to make it fail, as a scenario file of its own:
        deltamesh simulate swarm --seeds 4711 --verbose
        deltamesh simulate swarm --seeds 1...1000 --shrink --output found.yaml
        deltamesh simulate found.yaml

      Whether mistakes would be found:
        deltamesh simulate --sabotage all
        deltamesh simulate swarm --sabotage prefix-claimed --shrink

      What happened, as a page to look at in a browser:
        deltamesh simulate partition --seeds 1...20 --report partition.html

      Whether runs depend on nothing but their seeds:
        deltamesh simulate swarm --seeds 1...50 --check-determinism
      """)

  @Argument(help: "Scenario files, or names of files in Simulations.")
  var scenarios: [String] = []

  @Option(help: "A schema whose types the documents are of, in place of the scenarios' own.")
  var schema: String?

  @Option(
    help: """
      The seeds to run: one, or a range such as 1...100; by default the one that the scenario is about, or else 1...20.
      """)
  var seeds: SeedRange?

  @Option(
    help: ArgumentHelp(
      "Make a mistake on purpose, and see how many runs it takes until a checker finds it.",
      discussion: """
        `list` lists them; `all` tries each, and exits with 1 if one is not found. With --shrink, --report or --check-determinism a \
        single one is made in every run, instead.
        """,
      valueName: "name"))
  var sabotage: SabotageChoice?

  @Flag(help: "Run each seed three times, once in another process, and show where runs differ.")
  var checkDeterminism = false

  @Flag(
    help:
      "Make the first failing run of each scenario as small as possible, and write it to a file.")
  var shrink = false

  @Option(help: "The file that --shrink writes; by default SCENARIO-SEED.yaml.")
  var output: String?

  @Option(
    help: """
      Write a page to look at: the first failing run of each scenario, or its first run, drawn over time.
      """)
  var report: String?

  @Option(help: "How many runs --shrink may take.")
  var shrinkRuns = Shrinker.defaultLimit

  @Option(
    help:
      "Tell all that happened before a failure in so many lines; by default what it is about, on a screen."
  )
  var story: Int?

  @Flag(help: "Print a line for each run.")
  var verbose = false

  @Option(help: "How many runs go on at once; by default one for each core.")
  var jobs: Int?

  /// Of the other process of `--check-determinism`.
  @Option(help: .hidden)
  var printTraces: TraceRequest?

  func validate() throws {
    if scenarios.isEmpty, sabotage == nil {
      throw ValidationError("Name at least one scenario.")
    }
    if let story, !(1...1_000_000 ~= story) {
      throw ValidationError("--story must be 1 to 1000000.")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more.") }
    if scenarios.isEmpty, shrink || report != nil || checkDeterminism {
      throw ValidationError("Name a scenario to --shrink, --report or --check-determinism.")
    }
    if case .all = sabotage, shrink || report != nil || checkDeterminism {
      throw ValidationError(
        "--sabotage all only hunts: name one mistake, or leave the other option out.")
    }
    if output != nil, !shrink || scenarios.count > 1 {
      throw ValidationError("--output is for --shrink with one scenario.")
    }
    if let printTraces, !scenarios.indices.contains(printTraces.scenario) {
      throw ValidationError("There is no such scenario.")
    }
  }

  func run() async throws {
    if let hunted = huntedSabotage { return try await hunt(hunted) }
    let scenarios = try scenarios.map { try ScenarioFile.load($0, schema: schema) }
    if let printTraces {
      return await self.printTraces(printTraces, of: scenarios[printTraces.scenario])
    }
    var summaries: [ScenarioSummary] = []
    do {
      for (index, scenario) in scenarios.enumerated() {
        summaries.append(try await run(scenario, index))
      }
      print(ScenarioSummary.table(summaries))
      if let deliveries = DeliveryTable(summaries.map { ($0.scenario, $0.figures.delivery) }).text {
        print()
        print(deliveries)
      }
      print()
      print(MarksTable(summaries.map(\.figures)).text)
      if let report {
        let runs = zip(scenarios, summaries).map { ($0, $1, self.runs(of: $0).seeds.lowerBound) }
        try ReportFile(path: report).write(runs, options: options)
      }
      for (summary, scenario) in zip(summaries, scenarios) where shrink {
        guard let seed = summary.failures.min() else { continue }
        print()
        try ShrunkFile(output, of: scenario, seed: seed).write(options, limit: shrinkRuns)
      }
    } catch let failure as Failure {
      throw failure.exit()
    }
    if summaries.contains(where: { !$0.failures.isEmpty }) { throw ExitCode.failure }
  }

  /// How runs are made.
  private var options: RunOptions {
    var options = RunOptions(storyLines: story)
    if case .one(let sabotage) = sabotage { options.sabotage = sabotage }
    return options
  }

  /// The mistakes that are to be hunted; nil where one is only made.
  private var huntedSabotage: SabotageChoice? {
    if case .one = sabotage,
      shrink || report != nil || checkDeterminism || printTraces != nil, !scenarios.isEmpty
    {
      return nil
    }
    return sabotage
  }

  private func runs(of scenario: Scenario) -> SeedRuns {
    SeedRuns(
      seeds: seeds?.range ?? scenario.seed.map { $0...$0 } ?? 1...20,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Runs all seeds of a scenario; with `--shrink` only until one has failed.
  private func run(_ scenario: Scenario, _ index: Int) async throws -> ScenarioSummary {
    let runs = runs(of: scenario)
    let (options, twice) = (options, checkDeterminism)
    var summary = ScenarioSummary(scenario: scenario.name, total: runs.seeds.count)
    var status = StatusLine()
    var outcomes: [UInt64: SimulationOutcome] = [:]
    let clock = ContinuousClock()
    let start = clock.now
    await runs.forEach {
      SeedResult(scenario, seed: $0, options: options, twice: twice)
    } take: { result in
      summary.add(result)
      summary.seconds = (clock.now - start) / .seconds(1)
      if twice { outcomes[result.outcome.seed] = result.outcome }
      if verbose || !result.problems.isEmpty {
        status.clear()
        print(result.line)
        if summary.failures.count <= 5 { show(result.problems) }
      }
      status.show(summary.progress)
      return !(shrink && !summary.failures.isEmpty)
    }
    status.clear()
    if twice { try compareWithOtherProcess(scenario, index, outcomes, &summary) }
    return summary
  }

  /// Prints what does not hold; what is made small is only named before.
  private func show(_ problems: [String]) {
    for line in shrink ? Array(problems.prefix(1)) : problems { print(line) }
  }

  private func compareWithOtherProcess(
    _ scenario: Scenario, _ index: Int, _ outcomes: [UInt64: SimulationOutcome],
    _ summary: inout ScenarioSummary
  ) throws {
    var status = StatusLine()
    status.show("\(scenario.name): the same seeds in another process")
    let process = OtherProcess(scenario: index)
    let reports = try process.traces()
    status.clear()
    for report in reports.sorted(by: { $0.seed < $1.seed }) {
      guard let outcome = outcomes[report.seed] else { continue }
      let check = DeterminismCheck(scenario, seed: report.seed, options: options)
      let differences = try check.differences(from: outcome, inOther: report, process)
      guard !differences.isEmpty else { continue }
      summary.failures.insert(report.seed)
      print("\(scenario.name) seed \(report.seed) FAILS:")
      differences.forEach { print($0) }
    }
  }

  /// Prints what another process asks for, a line of JSON for each seed.
  private func printTraces(_ request: TraceRequest, of scenario: Scenario) async {
    var runs = runs(of: scenario)
    if let seed = request.seed { runs = SeedRuns(seeds: seed...seed, jobs: 1) }
    var options = options
    options.traceWindow = request.window
    await runs.forEach { [options] in
      TraceReport(Simulator.run(scenario, seed: $0, options: options))
    } take: { report in
      guard let line = try? JSONEncoder().encode(report) else { return false }
      FileHandle.standardOutput.write(line + [UInt8(ascii: "\n")])
      return true
    }
  }
}
