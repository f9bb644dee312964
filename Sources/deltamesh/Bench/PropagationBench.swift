import Daemon
import DocumentAPI
import Documents
import Storage

/// Propagation: 200 writes a second on one node, and a live subscription on the other. The time of a write goes from its answer until
/// the subscriber has the document; a write that is there before it is answered counts as no time. Durability is `normal`.
struct PropagationBench {
  let settings: BenchSettings
  let report: BenchReport

  private static let writesPerSecond = 200

  func run() async throws {
    let total = settings.seconds * Self.writesPerSecond
    let warmUp = Self.writesPerSecond
    let nodes = try BenchNodes("propagation", settings, durability: .normal)
    try await nodes.run { a, b in
      report.progress("timing \(total) writes at \(Self.writesPerSecond)/s")
      let feed = try await b.documents.events(
        EventRequest(type: BenchDocuments.type, kind: .new, filter: nil, fields: []))
      Machine.resetPeakMemory()
      async let arrivals = Self.arrivals(of: total + warmUp, from: feed)
      let answers = try await Self.writeSteadily(total + warmUp, on: a)
      let arrived = try await arrivals
      let seconds = Double((arrived.max() ?? 0) - answers[warmUp].start) / 1e9
      let latencies = (warmUp..<total + warmUp).map { max(0, arrived[$0] - answers[$0].end) }
      let round = (warmUp..<total + warmUp).map { arrived[$0] - answers[$0].start }
      let answered = (warmUp..<total + warmUp).map { answers[$0].end - answers[$0].start }
      var figure = Figure(
        what: "propagation: answered to visible, 200 writes/s, normal", count: total,
        seconds: seconds, latencies: Latencies(nanoseconds: latencies),
        peakMemory: Machine.peakMemory())
      if let latencies = figure.latencies {
        figure.budget = .init(
          text: "p50 < 0.37 ms, p99 < 1.0 ms",
          isMet: latencies.milliseconds(at: 0.5) < 0.37 && latencies.milliseconds(at: 0.99) < 1)
      }
      report.add(figure)
      report.add(
        Figure(
          what: "propagation: sent to visible", count: total, seconds: seconds,
          latencies: Latencies(nanoseconds: round)))
      report.add(
        Figure(
          what: "propagation: sent to answered", count: total, seconds: seconds,
          latencies: Latencies(nanoseconds: answered)))
    }
  }

  /// Writes at even times; returns when each was sent and answered.
  private static func writeSteadily(
    _ count: Int, on node: Node
  ) async throws -> [(start: Int64, end: Int64)] {
    let clock = ContinuousClock()
    let begin = clock.now
    var times: [(start: Int64, end: Int64)] = []
    times.reserveCapacity(count)
    for index in 0..<count {
      try await clock.sleep(
        until: begin + .microseconds(1_000_000 / writesPerSecond * index), tolerance: .zero)
      let start = Stopwatch.now()
      try await node.write(BenchDocuments.create(index))
      times.append((start, Stopwatch.now()))
    }
    return times
  }

  /// When each document came, by index.
  private static func arrivals(
    of count: Int, from feed: any Feed<ChangeBatch>
  ) async throws -> [Int64] {
    try await withThrowingTaskGroup(of: [Int64].self) { group in
      group.addTask {
        var times = [Int64](repeating: 0, count: count)
        var missing = count
        while missing > 0, let batch = try await feed.next() {
          let now = Stopwatch.now()
          for row in batch.rows {
            guard let index = BenchDocuments.index(of: batch.id(of: row).text), index < count,
              times[index] == 0
            else { continue }
            times[index] = now
            missing -= 1
          }
        }
        guard missing == 0 else { throw BenchError("\(missing) documents never came") }
        return times
      }
      group.addTask {
        try await Task.sleep(for: .seconds(60 + count / 100))
        throw BenchError("documents did not come in time")
      }
      let times = try await group.next() ?? []
      group.cancelAll()
      return times
    }
  }
}
