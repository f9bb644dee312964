import Foundation
import GraphQL
import Logging

/// Writes log lines to standard error: for people (`time level message key=value`), or one JSON object a line.
struct LineLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  let format: NodeConfiguration.Log.Format

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = line(event.level, "\(event.message)", event.metadata) + "\n"
    line.withUTF8 { bytes in
      // One write a line: lines of several threads don't mix. What can't be written is lost; there is nowhere to say so.
      _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }

  /// The line of an event. Nothing in it can begin another line, or command a terminal.
  func line(_ level: Logger.Level, _ message: String, _ more: Logger.Metadata?) -> String {
    let merged = metadata.merging(more ?? [:]) { $1 }
    let pairs = merged.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)") }
    switch format {
    case .text:
      var line = "\(Self.time()) \(level) \(Self.shown(message))"
      for pair in pairs { line += " \(Self.shown(pair.key))=\(Self.quoted(pair.value))" }
      return line
    case .json:
      var object = JSONObject()
      object.append(key: "time", value: .string(Self.time()))
      object.append(key: "level", value: .string("\(level)"))
      object.append(key: "message", value: .string(message))
      for pair in pairs { object.append(key: pair.key, value: .string(pair.value)) }
      return Self.shown(JSON.object(object).description)
    }
  }

  /// Now, in RFC 3339 with milliseconds.
  private static func time() -> String {
    let milliseconds = SystemClock.wallMilliseconds()
    var seconds = time_t(milliseconds / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date = [
      digits(Int(parts.tm_year) + 1_900, 4), digits(Int(parts.tm_mon) + 1, 2),
      digits(Int(parts.tm_mday), 2),
    ]
    let time = [
      digits(Int(parts.tm_hour), 2), digits(Int(parts.tm_min), 2), digits(Int(parts.tm_sec), 2),
    ]
    return date.joined(separator: "-") + "T" + time.joined(separator: ":")
      + "." + digits(Int(milliseconds % 1_000), 3) + "Z"
  }

  /// Text without spaces and quotes as it is, else in quotes; shown either way.
  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == 0x22 }
    return shown(needsQuotes ? JSON.string(text).description : text)
  }

  /// Text with its control characters and line separators written as JSON writes them, `\u` and four digits.
  private static func shown(_ text: String) -> String {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value || 0x2028...0x2029 ~= scalar.value
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        let digits = String(scalar.value, radix: 16)
        shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
