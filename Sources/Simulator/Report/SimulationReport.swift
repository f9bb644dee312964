/// What came of a simulation, as one page to look at: it needs nothing but itself, and opens from a file.
///
/// The page has a picture for each outcome that carries a ``SimulationOutcome/recording``: nodes as lanes over virtual time, with
/// what was wrong with them, what they wrote, what travelled between them, and where a checker fired. The same report gives the
/// same page.
public struct SimulationReport: Sendable, Hashable {
  /// The runs that are shown one by one, in this order.
  public var outcomes: [SimulationOutcome]
  /// What came of all seeds of each scenario.
  public var summaries: [Summary]
  /// What is interesting, and how often it happened in all runs together.
  public var marks: [Mark]

  /// A report of a few runs among many.
  public init(outcomes: [SimulationOutcome], summaries: [Summary] = [], marks: [Mark] = []) {
    self.outcomes = outcomes
    self.summaries = summaries
    self.marks = marks
  }

  /// What came of all seeds of a scenario.
  public struct Summary: Sendable, Hashable {
    /// The scenario's name.
    public var scenario: String
    /// How many seeds were run.
    public var seeds: Int
    /// The seeds with which something did not hold.
    public var failed: [UInt64]
    /// What was counted in all runs together.
    public var figures: SimulationFigures

    /// A summary.
    public init(scenario: String, seeds: Int, failed: [UInt64], figures: SimulationFigures) {
      self.scenario = scenario
      self.seeds = seeds
      self.failed = failed
      self.figures = figures
    }
  }

  /// A situation that runs should come into now and then. One that never occurred was not tested.
  public struct Mark: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// How often it occurred.
    public var count: Int

    /// A situation, and how often it occurred.
    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// The page, to be stored as UTF-8.
  public var html: String {
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(title): \(verdict)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <p class="brand">deltamesh simulate</p>
      <h1>\(title)</h1>
      <p>\(badge(verdict, isGood: !hasFailed))</p>
      </header>
      <main>
      \(summarySection)
      \(outcomes.indices.map(runSection))
      \(markSection)
      </main>
      <script>
      "use strict";
      \(HTML(trusted: Self.modelScript))
      \(HTML(trusted: Self.timelineScript))
      \(HTML(trusted: Self.drawingScript))
      </script>
      </body>
      </html>

      """
    return page.markup
  }

  /// The names of the scenarios, each once, in order.
  private var title: String {
    var names: [String] = []
    for name in summaries.map(\.scenario) + outcomes.map(\.scenario) where !names.contains(name) {
      names.append(name)
    }
    return names.isEmpty ? "No scenario" : names.joined(separator: ", ")
  }

  private var hasFailed: Bool {
    summaries.contains { !$0.failed.isEmpty } || outcomes.contains { $0.failure != nil }
  }

  private var verdict: String {
    let seeds = summaries.isEmpty ? outcomes.count : summaries.reduce(0) { $0 + $1.seeds }
    let failed =
      summaries.isEmpty
      ? outcomes.filter { $0.failure != nil }.count
      : summaries.reduce(0) { $0 + $1.failed.count }
    let all = seeds == 1 ? "1 seed" : "\(seeds) seeds"
    return hasFailed ? "\(failed) of \(all) failed" : "\(all), all checkers hold"
  }

  /// A verdict that stands out.
  func badge(_ text: String, isGood: Bool) -> HTML {
    "<strong class=\"\(isGood ? "good" : "bad")\">\(isGood ? "✓" : "✕") \(text)</strong>"
  }
}
