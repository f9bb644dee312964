import Foundation

/// A line on standard error that shows how far a long work has come; silent where that is no terminal.
struct ProgressBar {
  private let label: String
  private let total: Int
  private let isShown: Bool
  private var lastPercent = -1

  init(label: String, total: Int) {
    self.label = label
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1 && total > 0
  }

  /// Shows that `done` of the total are done.
  mutating func update(_ done: Int) {
    guard isShown else { return }
    let percent = done * 100 / total
    guard percent != lastPercent else { return }
    lastPercent = percent
    let filled = percent * 30 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
    write("\r\(label) \(bar) \(percent)% \(done)/\(total)")
  }

  /// Ends the line.
  mutating func end() {
    if isShown { write("\n") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
