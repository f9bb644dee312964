import Foundation

/// Prints figures as they come, and on a terminal what is going on meanwhile.
struct BenchReport: Sendable {
  private let showsProgress = isatty(STDERR_FILENO) == 1

  /// Prints a line.
  func line(_ text: String) {
    clear()
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// Prints a figure.
  func add(_ figure: Figure) { line(Columns.line(figure)) }

  /// Says what is going on; written over by what comes next.
  func progress(_ text: String) {
    guard showsProgress else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text) …".utf8))
  }

  private func clear() {
    if showsProgress { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
