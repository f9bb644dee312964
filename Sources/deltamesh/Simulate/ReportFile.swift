import Foundation
import Simulator

/// The page that shows what came of a simulation.
struct ReportFile {
  let path: String

  /// Runs once more what is to be drawn (the first seed of each scenario that failed, or its first seed), and writes the page.
  func write(
    _ scenarios: some Sequence<(scenario: Scenario, summary: ScenarioSummary, seed: UInt64)>,
    options: RunOptions
  ) throws {
    var recorded = options
    recorded.isRecorded = true
    var outcomes: [SimulationOutcome] = []
    var summaries: [SimulationReport.Summary] = []
    var total = SimulationFigures()
    for (scenario, summary, seed) in scenarios {
      outcomes.append(
        Simulator.run(scenario, seed: summary.failures.min() ?? seed, options: recorded))
      summaries.append(
        SimulationReport.Summary(
          scenario: scenario.name, seeds: summary.runs, failed: summary.failures.sorted(),
          figures: summary.figures))
      total += summary.figures
    }
    let marks = total.marks.all.map {
      SimulationReport.Mark(name: $0.mark.rawValue, count: $0.count)
    }
    let report = SimulationReport(outcomes: outcomes, summaries: summaries, marks: marks)
    guard FileManager.default.createFile(atPath: path, contents: Data(report.html.utf8)) else {
      throw Failure(.inputOutput, "\(path) can't be written")
    }
    print("Written to \(path); open it in a browser.")
  }
}
