/// What happened last in a run, in lines for people; kept only where a failure is told.
struct Story {
  /// What the story is about: the failure of an earlier run of the same seed.
  let failure: SimulationFailure
  private var lines: [String] = []

  /// How many lines are told.
  private static let length = 6000

  init(about failure: SimulationFailure) {
    self.failure = failure
  }

  /// Notes something that is about a document, and about nodes.
  mutating func note(
    _ time: VirtualTime, nodes: [Int], documents: [String]?, _ line: String
  ) {
    if let documents, let document = failure.document {
      guard documents.contains(document) else { return }
    } else if !failure.nodes.isEmpty, !nodes.isEmpty {
      guard nodes.contains(where: failure.nodes.contains) else { return }
    }
    lines.append("\(time)  \(line)")
    if lines.count > 4 * Self.length { lines.removeFirst(2 * Self.length) }
  }

  /// The last lines.
  var end: [String] { Array(lines.suffix(Self.length)) }
}
