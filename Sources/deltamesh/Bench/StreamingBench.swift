import Daemon
import DocumentAPI

/// Streaming: one node follows the writes that are made on the other, as fast as they are answered. The time goes from the first
/// write until the last document can be read on the other node.
struct StreamingBench {
  let settings: BenchSettings
  let report: BenchReport

  private static let batchSize = 100

  func run() async throws {
    let single = settings.singleWrites
    let batched = settings.documents / Self.batchSize * Self.batchSize
    report.progress("inserting rows with SQLite alone")
    let limit = SQLiteLimit(settings)
    let singleLimit = try limit.measure(
      rows: single, inTransactionsOf: 1, durability: settings.durability)
    report.add(singleLimit)
    let batchLimit = try limit.measure(
      rows: max(batched, Self.batchSize), inTransactionsOf: Self.batchSize,
      durability: settings.durability)
    report.add(batchLimit)
    let nodes = try BenchNodes("streaming", settings)
    let port = nodes.peerPort
    try await nodes.run { a, b in
      report.progress("following \(single) writes made one at a time")
      try await measure(
        "streaming: one client, one write at a time", a, b, port, from: 0, count: single,
        inBatchesOf: 1,
        limit: singleLimit, budget: 15_000)
      guard batched > 0 else { return }
      report.progress("following \(batched) writes made 100 at a time")
      try await measure(
        "streaming: 100 writes at a time (times of batches)", a, b, port, from: single,
        count: batched,
        inBatchesOf: Self.batchSize, limit: batchLimit, budget: 100_000)
    }
  }

  private func measure(
    _ what: String, _ a: Node, _ b: Node, _ port: Int, from start: Int, count: Int,
    inBatchesOf size: Int,
    limit: Figure, budget: Double
  ) async throws {
    Machine.resetPeakMemory()
    let carried = Sockets.bytesCarried(toPort: port)
    var latencies: [Int64] = []
    let watch = Stopwatch()
    for first in stride(from: start, to: start + count, by: size) {
      let batch = Stopwatch()
      if size == 1 {
        try await a.write(BenchDocuments.create(first))
      } else {
        try await a.fill(first..<first + size, width: size)
      }
      latencies.append(batch.nanoseconds)
    }
    try await b.waitFor(start + count - 1)
    var figure = Figure(
      what: what, count: count, seconds: watch.seconds,
      latencies: Latencies(nanoseconds: latencies), peakMemory: Machine.peakMemory(),
      limit: .init(what: "SQLite, \(size) a transaction", rate: limit.rate))
    figure.budget = .rate(budget, of: figure)
    if let carried, let now = Sockets.bytesCarried(toPort: port) {
      figure.wireBytes = Double(now - carried) / Double(count)
    }
    // The writes of a batch may arrive in any order, so all are looked for before the figure counts.
    try await b.waitForCount(start + count + 1)
    report.add(figure)
  }
}

extension Node {
  /// Returns when the node has so many documents.
  fileprivate func waitForCount(_ expected: Int) async throws {
    for _ in 0..<200 {
      if try await count() == expected { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    try await check(count: expected)
  }
}
