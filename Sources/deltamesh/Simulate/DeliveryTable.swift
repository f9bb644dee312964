import Simulator

/// How writes travelled in the scenarios that bound it: a line a scenario, with the means over all seeds.
struct DeliveryTable {
  private let rows: [[String]]

  private static let head = [
    "scenario", "writes", "copies/node", "crossings/link", "ms/hop", "hops", "ms to the farthest",
    "slowest",
  ]

  /// The figures of scenarios by their names.
  init(_ scenarios: [(name: String, figures: DeliveryFigures)]) {
    rows = scenarios.filter { $0.figures.writes > 0 }.map { name, figures in
      let farthest = figures.hops.last ?? DeliveryFigures.Hop()
      let slowest = figures.hops.map(\.slowest).max() ?? .zero
      let mean = Double(farthest.total.microseconds) / Double(max(farthest.count, 1)) / 1_000
      return [
        name, "\(figures.writes)", Self.short(figures.copies), Self.short(figures.crossings),
        Self.short(Double(figures.timePerHop.microseconds) / 1_000), "\(figures.hops.count)",
        Self.short(mean), Amount.time(Double(slowest.milliseconds) / 1_000),
      ]
    }
  }

  /// The table; nil where no scenario bounds how writes travel.
  var text: String? {
    guard !rows.isEmpty else { return nil }
    let all = [Self.head] + rows
    let widths = Self.head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func short(_ number: Double) -> String { "\((number * 1_000).rounded() / 1_000)" }
}
