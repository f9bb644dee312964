import GraphQL
import Logging
import Testing

@testable import Daemon

@Suite("Log lines")
struct LineLogHandlerTests {
  @Test("text has time, level, message and sorted pairs")
  func text() {
    let line = LineLogHandler(logLevel: .info, format: .text).line(
      .warning, "a link is down", ["reason": "no answer", "b": "2", "a": ""])
    let parts = line.split(separator: " ", maxSplits: 1)
    #expect(parts[0].count == "2026-11-23T16:00:00.000Z".count)
    #expect(parts[1] == "warning a link is down a=\"\" b=2 reason=\"no answer\"")
  }

  @Test("nothing that is logged begins a line of its own or reaches the terminal as a command")
  func injection() throws {
    let evil = "x\n2026 error all is lost\r\u{1B}[2J\u{9B}31m\u{7F}\u{2028}\u{85}\"\\"
    for format in NodeConfiguration.Log.Format.allCases {
      let line = LineLogHandler(logLevel: .info, format: format).line(
        .info, evil, ["key": .string(evil), "list": .array([.string(evil)])])
      let isClean = line.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && ($0.value < 0x7F || $0.value > 0x9F) && $0.value != 0x2028
      }
      #expect(isClean, "\(line.debugDescription)")
    }
    let json = try JSON(
      parsing: LineLogHandler(logLevel: .info, format: .json).line(.info, evil, ["key": "v"]))
    #expect(json["message"] == .string(evil))
    #expect(json["key"] == "v")
  }
}
