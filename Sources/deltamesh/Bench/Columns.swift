import Foundation

/// Lays figures out in columns, and numbers so that people can read them.
enum Columns {
  private static let widths = [52, 9, 9, 10, 9, 9, 9, 8]
  private static let titles = [
    "what", "count", "time", "rate/s", "p50", "p99", "peak", "B each", "limit; budget",
  ]

  /// The line above the figures.
  static var head: String { line(titles) }

  /// The line of a figure.
  static func line(_ figure: Figure) -> String {
    var last: [String] = []
    if let limit = figure.limit {
      let percent = Int((figure.rate / max(limit.rate, 1e-9) * 100).rounded())
      last.append("\(percent)% of \(count(limit.rate))/s (\(limit.what))")
    }
    if let budget = figure.budget {
      last.append("budget \(budget.text): \(budget.isMet ? "met" : "MISSED")")
    }
    return line([
      figure.what, "\(figure.count)", seconds(figure.seconds), count(figure.rate),
      figure.latencies.map { milliseconds($0.milliseconds(at: 0.5)) } ?? "-",
      figure.latencies.map { milliseconds($0.milliseconds(at: 0.99)) } ?? "-",
      figure.peakMemory.map { "\($0 >> 20) MiB" } ?? "-",
      figure.wireBytes.map { count($0) } ?? "-", last.joined(separator: "; "),
    ])
  }

  /// A number with as many digits as it deserves, and commas.
  static func count(_ number: Double) -> String {
    if number < 100 { return fixed(number, 1) }
    var digits = "\(Int(number.rounded()))"
    var result = ""
    while digits.count > 3 {
      result = ",\(digits.suffix(3))\(result)"
      digits.removeLast(3)
    }
    return digits + result
  }

  static func milliseconds(_ number: Double) -> String { "\(fixed(number, 3)) ms" }

  private static func seconds(_ number: Double) -> String { "\(fixed(number, 3)) s" }

  private static func fixed(_ number: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", number)
  }

  private static func line(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      guard index < widths.count else { return cell }
      let space = String(repeating: " ", count: max(0, widths[index] - cell.count))
      return index == 0 ? cell + space : space + cell
    }.joined(separator: "  ")
  }
}
