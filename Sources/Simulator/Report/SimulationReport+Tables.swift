extension SimulationReport {
  /// What came of each scenario, a row each.
  var summarySection: HTML? {
    if summaries.isEmpty { return nil }
    return """
      <section aria-labelledby="scenarios">
      <h2 id="scenarios">Scenarios</h2>
      <div class="wide" role="region" aria-labelledby="scenarios" tabindex="0">
      <table>
      <thead><tr>\(Self.columns.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead>
      <tbody>
      \(summaries.map(row))
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private static let columns = [
    "scenario", "seeds", "failed", "events", "virtual time", "slowest to converge", "writes",
    "refused", "messages", "pages", "rows", "delta rounds", "faults", "restarts",
  ]

  private func row(_ summary: Summary) -> HTML {
    let figures = summary.figures
    let cells: [HTML] = [
      "\(summary.seeds)", failedSeeds(summary), "\(figures.events)", "\(figures.virtualTime)",
      "\(figures.convergence)", "\(figures.writes)", "\(figures.refusals)", "\(figures.messages)",
      "\(figures.pages)", "\(figures.rows)", "\(figures.rounds)", "\(figures.faultCount)",
      "\(figures.restarts)",
    ]
    return """
      <tr><th scope="row">\(summary.scenario)</th>\(cells.map { "<td>\($0)</td>" as HTML })</tr>
      """
  }

  /// How many seeds failed, and the first of them; those that are shown are links.
  private func failedSeeds(_ summary: Summary) -> HTML {
    if summary.failed.isEmpty { return "0" }
    let seeds = summary.failed.sorted().prefix(8).map { seed -> HTML in
      let shown = outcomes.firstIndex { $0.scenario == summary.scenario && $0.seed == seed }
      return shown.map { "<a href=\"#run-\(String($0))\">\(String(seed))</a>" }
        ?? "\(String(seed))"
    }
    let more: HTML = summary.failed.count > seeds.count ? " …" : ""
    return "<b class=\"bad\">\(summary.failed.count)</b> <small>seed \(seeds)\(more)</small>"
  }

  /// The situations that occurred, and those that did not.
  var markSection: HTML? {
    if marks.isEmpty { return nil }
    let occurred = marks.filter { $0.count > 0 }.count
    return """
      <section aria-labelledby="marks">
      <h2 id="marks">Situations <small>\(occurred) of \(marks.count) occurred</small></h2>
      <dl class="facts">
      \(marks.map(fact))
      </dl>
      </section>
      """
  }

  private func fact(_ mark: Mark) -> HTML {
    mark.count == 0
      ? "<div class=\"never\"><dt>\(mark.name)</dt><dd>never</dd></div>"
      : "<div><dt>\(mark.name)</dt><dd>\(mark.count)</dd></div>"
  }

  /// What was counted in a run.
  func figureList(_ figures: SimulationFigures) -> HTML {
    let facts: [(name: String, value: HTML)] = [
      ("events", "\(figures.events)"), ("virtual time", "\(figures.virtualTime)"),
      ("time to converge", "\(figures.convergence)"), ("writes", "\(figures.writes)"),
      ("answers", "\(figures.answers)"), ("refusals", "\(figures.refusals)"),
      ("messages", "\(figures.messages)"), ("pages", "\(figures.pages)"),
      ("rows", "\(figures.rows)"), ("delta rounds", "\(figures.rounds)"),
      ("faults", "\(figures.faultCount)"), ("restarts", "\(figures.restarts)"),
      ("connections", "\(figures.connections)"),
    ]
    return """
      <dl class="facts">
      \(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML })
      </dl>
      """
  }
}
