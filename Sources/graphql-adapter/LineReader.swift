import Foundation

/// Reads lines of bytes from a file, of any length: those beyond a limit are skipped and told.
struct LineReader {
  /// A line without its end.
  enum Line {
    case text([UInt8])
    /// The line is longer than the limit.
    case tooLong
  }

  private let file: FileHandle
  private let limit: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// Reads from a file lines of so many bytes at most.
  init(_ file: FileHandle, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// The next line; `nil` at the end. An end of line at the very end is no line of its own.
  mutating func next() -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    var isEmpty = true
    while fill() {
      isEmpty = false
      let end = buffer[position...].firstIndex(of: 0x0A)
      let part = buffer[position..<(end ?? buffer.count)]
      if line.count + part.count > limit {
        isTooLong = true
        line = []
      }
      if !isTooLong { line += part }
      position = end.map { $0 + 1 } ?? buffer.count
      if end != nil { break }
    }
    if isEmpty { return nil }
    return isTooLong ? .tooLong : .text(line)
  }

  /// Whether there is something to read in the buffer.
  private mutating func fill() -> Bool {
    if position < buffer.count { return true }
    guard !isAtEnd else { return false }
    let data = file.availableData
    isAtEnd = data.isEmpty
    buffer = Array(data)
    position = 0
    return !isAtEnd
  }
}
