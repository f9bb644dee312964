import Foundation

/// A line on standard error that is written over again and again; only on a terminal, and not more often than people can read.
struct StatusLine {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant?

  /// Shows a text in place of the one before, unless that has just come.
  mutating func show(_ text: @autoclosure () -> String) {
    guard isShown, next.map({ clock.now >= $0 }) ?? true else { return }
    next = clock.now + .milliseconds(100)
    write("\r\u{1B}[K\(text())")
  }

  /// Takes the line away, so that something else can be printed.
  mutating func clear() {
    guard isShown else { return }
    next = nil
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
