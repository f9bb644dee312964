import Simulator

/// How often runs got into the interesting situations, and which faults came about: a table for people.
struct MarksTable {
  private var total = SimulationFigures()

  /// The sum of what scenarios counted.
  init(_ figures: [SimulationFigures]) {
    for figures in figures { total += figures }
  }

  /// The table: a line each.
  var text: String {
    let faults = FaultKind.allCases.compactMap { kind in
      total.faults[kind].map { ("fault: \(kind.rawValue)", $0) }
    }
    let marks = total.marks.all.map { ($0.mark.rawValue, $0.count) }
    let rows = faults + marks
    let width = rows.map { String($0.1).count }.max() ?? 0
    return rows.map { name, count in
      let number = String(count)
      return String(repeating: " ", count: width - number.count) + number + "  " + name
    }.joined(separator: "\n")
  }
}
