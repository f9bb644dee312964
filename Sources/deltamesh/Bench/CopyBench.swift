import Daemon
import Foundation

/// The first copy: an empty node starts beside one that has all documents, and copies them over an encrypted link. The time goes
/// from before the empty node opens its data until the last document can be read there.
struct CopyBench {
  let settings: BenchSettings
  let report: BenchReport

  func run() async throws {
    report.progress("inserting \(settings.documents) rows with SQLite alone")
    let limit = try SQLiteLimit(settings).measure(
      rows: settings.documents, inTransactionsOf: 20_000, durability: settings.durability)
    report.add(limit)
    let nodes = try BenchNodes("copy", settings)
    try await BenchNodes.using(try await nodes.startA()) { a in
      report.progress("making \(settings.documents) documents")
      let fill = Stopwatch()
      try await a.fill(0..<settings.documents)
      report.add(
        Figure(
          what: "creates on one node, embedded, 256 clients", count: settings.documents,
          seconds: fill.seconds,
          limit: .init(what: "SQLite, 20,000 a transaction", rate: limit.rate)))
      report.progress("copying \(settings.documents) documents")
      Machine.resetPeakMemory()
      let watch = Stopwatch()
      try await BenchNodes.using(try await nodes.startB()) { b in
        try await b.waitFor(settings.documents - 1, seconds: 600)
        var figure = Figure(
          what: "first copy to an empty node", count: settings.documents, seconds: watch.seconds,
          peakMemory: Machine.peakMemory(),
          limit: .init(what: "SQLite", rate: limit.rate))
        figure.wireBytes = Sockets.bytesCarried(toPort: nodes.peerPort).map {
          Double($0) / Double(settings.documents)
        }
        figure.budget = .rate(210_000, of: figure)
        try await b.check(count: settings.documents)
        report.add(figure)
      }
    }
  }
}
