import ArgumentParser
import Foundation
import Simulator

/// Which mistakes to make on purpose.
enum SabotageChoice: ExpressibleByArgument {
  /// Each, one after the other.
  case all
  /// None: they are listed.
  case list
  /// This one.
  case one(Sabotage)

  init?(argument: String) {
    switch argument {
    case "all": self = .all
    case "list": self = .list
    default:
      guard let sabotage = Sabotage(rawValue: argument) else { return nil }
      self = .one(sabotage)
    }
  }
}

extension SimulateCommand {
  /// The scenarios that mistakes are tried on where none is named, in order.
  private static let sabotagedScenarios = [
    "partition", "conflicts", "crash-restart", "lost-tail", "flaky-links", "late-joiner",
    "roaming-readers", "clock-skew", "bad-clocks", "failing-stores", "full-disk", "swarm",
    "deep-swarm", "flipped-rows", "incompatible-upgrade", "relay-scale-5", "relay-line",
    "clock-ahead", "lost-end", "forgetting", "partial-replicas", "silent-members", "evictions",
    "put-back", "twins", "partial-filters", "partial-ring", "all-evicted",
  ]

  /// Makes mistakes on purpose, and shows what it took to find them.
  func hunt(_ choice: SabotageChoice) async throws {
    let sabotages: [Sabotage]
    switch choice {
    case .list: return Sabotage.allCases.forEach(Self.list)
    case .all: sabotages = Sabotage.allCases
    case .one(let sabotage): sabotages = [sabotage]
    }
    let names = scenarios.isEmpty ? Self.sabotagedScenarios : scenarios
    let loaded = try names.map { try ScenarioFile.load($0, schema: schema) }
    let ownSeed = loaded.count == 1 ? loaded[0].seed.map { $0...$0 } : nil
    let hunt = SabotageHunt(scenarios: loaded, seeds: seeds?.range ?? ownSeed ?? 1...200)
    let catches = await hunt.run(sabotages, jobs: jobs)
    print(SabotageCatch.table(catches))
    if case .one(let sabotage) = choice { print("\n\(sabotage.summary)") }
    if case .one = choice, let failure = catches.first?.outcome?.failure {
      print("\(failure.checker.rawValue) at \(failure.time): \(failure.message)")
      failure.story.forEach { print("  \($0)") }
    }
    if catches.contains(where: { $0.outcome == nil }) { throw ExitCode.failure }
  }

  private static func list(_ sabotage: Sabotage) {
    let name = sabotage.rawValue.padding(toLength: 28, withPad: " ", startingAt: 0)
    let area = sabotage.area.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0)
    print(name + area + sabotage.summary)
  }
}

/// Looks for the first run that shows a mistake.
private struct SabotageHunt: Sendable {
  let scenarios: [Scenario]
  /// The most that are tried of each scenario.
  let seeds: ClosedRange<UInt64>

  /// Hunts several at once; the catches are in the order of `sabotages`.
  func run(_ sabotages: [Sabotage], jobs: Int?) async -> [SabotageCatch] {
    var catches: [Sabotage: SabotageCatch] = [:]
    await withTaskGroup(of: SabotageCatch.self) { group in
      var rest = sabotages.makeIterator()
      func startNext() {
        guard let sabotage = rest.next() else { return }
        group.addTask { self.catch(sabotage) }
      }
      for _ in 0..<(jobs ?? ProcessInfo.processInfo.activeProcessorCount) { startNext() }
      while let caught = await group.next() {
        startNext()
        catches[caught.sabotage] = caught
      }
    }
    return sabotages.compactMap { catches[$0] }
  }

  /// Runs the first seed of each scenario, then the second of each, and so on.
  private func `catch`(_ sabotage: Sabotage) -> SabotageCatch {
    var result = SabotageCatch(sabotage: sabotage)
    for seed in seeds {
      for scenario in scenarios {
        result.runs += 1
        if let (outcome, finder) = Self.find(sabotage, scenario, seed) {
          result.outcome = outcome
          result.finder = finder
          return result
        }
      }
    }
    return result
  }

  private static func find(
    _ sabotage: Sabotage, _ scenario: Scenario, _ seed: UInt64
  ) -> (outcome: SimulationOutcome, finder: String)? {
    let options = RunOptions(sabotage: sabotage)
    let outcome = Simulator.run(scenario, seed: seed, options: options)
    if let failure = outcome.failure {
      // What fails without the mistake shows nothing of it.
      guard Simulator.run(scenario, seed: seed).failure == nil else { return nil }
      return (outcome, failure.checker.rawValue)
    }
    guard sabotage.isFoundByRepetition,
      Simulator.run(scenario, seed: seed, options: options).traceHash != outcome.traceHash
    else { return nil }
    return (outcome, "repetition")
  }
}

/// What it took to find a mistake.
private struct SabotageCatch: Sendable {
  let sabotage: Sabotage
  /// How many runs were made.
  var runs = 0
  /// The run that showed it; nil if none did.
  var outcome: SimulationOutcome?
  /// Which checker found it.
  var finder = "NOT FOUND"

  private var cells: [String] {
    [
      sabotage.rawValue, sabotage.area.rawValue, finder, outcome?.scenario ?? "-",
      outcome.map { "\($0.seed)" } ?? "-", "\(runs)",
    ]
  }

  /// A table of all catches, and their number.
  static func table(_ catches: [SabotageCatch]) -> String {
    let head = ["sabotage", "area", "found by", "scenario", "seed", "runs"]
    let rows = [head] + catches.map(\.cells)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < 4 ? cell.0 + space : space + cell.0
      }.joined(separator: "  ")
    }
    let found = catches.count { $0.outcome != nil }
    return (lines + ["\(found) of \(catches.count) sabotages were found"]).joined(separator: "\n")
  }
}
