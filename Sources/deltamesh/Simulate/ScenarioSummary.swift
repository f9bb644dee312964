import Simulator

/// What came of all seeds of a scenario.
struct ScenarioSummary {
  let scenario: String
  /// How many seeds there are to run.
  let total: Int
  var runs = 0
  /// The seeds that failed.
  var failures: Set<UInt64> = []
  var figures = SimulationFigures()
  /// How much real time has passed.
  var seconds = 0.0

  init(scenario: String, total: Int) {
    self.scenario = scenario
    self.total = total
  }

  /// Takes up what came of a seed.
  mutating func add(_ result: SeedResult) {
    runs += 1
    figures += result.outcome.figures
    if !result.problems.isEmpty { failures.insert(result.outcome.seed) }
  }

  private func perSecond(_ amount: Double) -> Double { amount / max(seconds, 0.001) }

  private var virtualSeconds: Double { Double(figures.virtualTime.milliseconds) / 1_000 }

  /// How far the runs are, on one line.
  var progress: String {
    let left = runs == 0 ? 0 : seconds / Double(runs) * Double(total - runs)
    return "\(scenario): \(runs) of \(total) seeds, \(failures.count) failed,"
      + " \(Amount.count(perSecond(Double(figures.events)))) events/s,"
      + " \(Amount.count(perSecond(virtualSeconds))) times real time, \(Amount.time(left)) left"
  }

  /// The slowest is what took longest to converge.
  private static let head = [
    "scenario", "seeds", "failed", "events", "events/s", "virtual", "× real", "slowest",
    "writes", "messages", "rows", "faults",
  ]

  private var columns: [String] {
    [scenario, "\(runs)", "\(failures.count)"]
      + [Double(figures.events), perSecond(Double(figures.events))].map(Amount.count)
      + [Amount.time(virtualSeconds), Amount.count(perSecond(virtualSeconds))]
      + [Amount.time(Double(figures.convergence.milliseconds) / 1_000)]
      + [
        figures.writes, figures.messages, figures.rows, figures.faultCount,
      ].map { Amount.count(Double($0)) }
  }

  /// A table of all scenarios, and the seeds that failed.
  static func table(_ summaries: [ScenarioSummary]) -> String {
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
