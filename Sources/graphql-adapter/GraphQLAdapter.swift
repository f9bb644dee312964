import Foundation
import GraphQL

/// The bare GraphQL engine in front of test suites of any language: reads a JSON object a line from
/// standard input, and answers each by one line, in order. `Docs/TESTING.md` describes the lines.
@main
enum GraphQLAdapter {
  /// So much stack that texts nested as deeply as `AdapterLimits` allows can be gone through, in
  /// builds without optimisation, too. It is reserved, and only taken when it is used.
  private static let stackSize = 1 << 30

  static func main() {
    if CommandLine.arguments.count > 1 {
      FileHandle.standardError.write(
        Data(
          "usage: graphql-adapter\nReads requests from standard input: one JSON object a line.\n"
            .utf8))
      exit(2)
    }
    signal(SIGPIPE, SIG_DFL)
    let thread = Thread {
      serve()
      exit(0)
    }
    thread.stackSize = stackSize
    thread.start()
    while true { sleep(1_000) }
  }

  private static func serve() {
    var lines = LineReader(.standardInput, limit: AdapterLimits.line)
    var adapter = Adapter()
    while let line = lines.next() {
      let answer: [UInt8]?
      switch line {
      case .text(let bytes): answer = adapter.answer(bytes)
      case .tooLong: answer = adapter.refusal("The line has more than \(AdapterLimits.line) bytes.")
      }
      guard var answer else { continue }
      answer.append(0x0A)
      FileHandle.standardOutput.write(Data(answer))
    }
  }
}
