/// One line of the report.
struct Figure: Sendable {
  /// What was measured.
  var what: String
  /// How many of it.
  var count: Int
  /// How long they took.
  var seconds: Double
  /// Times of single operations, where each was timed.
  var latencies: Latencies?
  /// The most memory that the process of the nodes had resident meanwhile, in bytes.
  var peakMemory: Int?
  /// Bytes on the wire for each document or request, where they can be told: TCP payload, both ways.
  var wireBytes: Double?
  /// What stands in the way of all programs on this machine, measured in the same run.
  var limit: Limit?
  /// What section 15 of the design asks for.
  var budget: Budget?

  /// How many a second.
  var rate: Double { Double(count) / max(seconds, 1e-9) }

  /// A limit: what it is, and its rate.
  struct Limit: Sendable {
    var what: String
    var rate: Double
  }

  /// A budget, and whether it is kept.
  struct Budget: Sendable {
    var text: String
    var isMet: Bool

    /// At least so many a second.
    static func rate(_ least: Double, of figure: Figure) -> Budget {
      Budget(text: "> \(Columns.count(least))/s", isMet: figure.rate > least)
    }
  }
}
