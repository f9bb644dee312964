import Daemon
import Documents

/// Catching up: a node that has everything is stopped, 1,000 documents change on the other one, and it starts again. The time goes
/// from before it opens its data until the last change can be read there.
struct CatchUpBench {
  let settings: BenchSettings
  let report: BenchReport

  func run() async throws {
    let nodes = try BenchNodes("catch-up", settings)
    let total = settings.documents
    let changed = min(1_000, total)
    try await BenchNodes.using(try await nodes.startA()) { a in
      report.progress("making \(total) documents on two nodes")
      try await a.fill(0..<total)
      try await BenchNodes.using(try await nodes.startB()) { b in
        try await b.waitFor(total - 1, seconds: 600)
        try await b.check(count: total)
      }
      report.progress("changing \(changed) documents while the other node is away")
      // Spread over the whole table, in an order that is not that of the ids.
      var last = 0
      for number in 0..<changed {
        last = (number * 7_919 + 13) % total
        let updatedAt = try await a.document(last).rows.first?.updatedAt ?? 0
        try await a.write(
          BenchDocuments.update(last, updatedAt: updatedAt, likes: Int64(-1 - number)))
      }
      let wanted = try await a.document(last).rows.first?.updatedAt
      let watch = Stopwatch()
      try await BenchNodes.using(try await nodes.startB()) { b in
        let opened = watch.seconds
        try await b.waitFor(last) { $0.rows.first?.updatedAt == wanted }
        let seconds = watch.seconds
        let bytes = Sockets.bytesCarried(toPort: nodes.peerPort)
        var figure = Figure(
          what: "catch-up: 1,000 changed of \(total), with start", count: changed, seconds: seconds,
          wireBytes: bytes.map { Double($0) / Double(changed) })
        let isSmall = bytes.map { $0 < 285_000 } ?? true
        figure.budget = .init(
          text:
            "< 57 ms without the start (\(Columns.milliseconds(opened * 1_000)) of it), < 285 KB",
          isMet: seconds - opened < 0.057 && isSmall)
        report.add(figure)
      }
    }
  }
}
