@testable import Simulator

/// An outcome that is made up: what a report is tested with.
enum SyntheticOutcome {
  /// A text that means something to HTML, JSON and JavaScript.
  static let hostile = #"</script><script>alert("1" & '2')</script><!-- \ --> ü "# + "\u{2028}\n\0"

  /// A run of three nodes in which a partition led to a failure.
  static func failing(text: String = "plain") -> SimulationOutcome {
    var outcome = SimulationOutcome(
      scenario: text, seed: .max, figures: SimulationFigures(), traceHash: 0xABC)
    outcome.figures.virtualTime = .seconds(3)
    outcome.figures.events = 1_234_567
    outcome.failure = SimulationFailure(
      checker: .claims, message: text, time: .milliseconds(2_500), nodes: [1, 7], document: text,
      story: ["\(VirtualTime.milliseconds(2_400))  \(text)", text])
    outcome.recording = recording(text: text)
    return outcome
  }

  /// A recording with one thing of each kind.
  static func recording(text: String) -> RunRecording {
    var recording = RunRecording()
    recording.nodes = ["a", "b", text]
    recording.spans = RunRecording.Span.Kind.allCases.map {
      RunRecording.Span($0, node: 0, other: $0 == .blocked ? 2 : nil, start: .seconds(1))
    }
    recording.spans[0].end = .seconds(2)
    recording.instants = RunRecording.Instant.Kind.allCases.map {
      RunRecording.Instant($0, node: 1, time: .seconds(1), detail: text)
    }
    recording.flights = [
      RunRecording.Flight(
        from: 0, to: 1, sent: .zero, arrived: VirtualTime(microseconds: 7), rows: 3),
      RunRecording.Flight(from: 1, to: 2, sent: .seconds(1), rows: 0),
    ]
    recording.faultsStopped = .seconds(2)
    recording.end = .seconds(3)
    return recording
  }

  /// A run with as much in its recording as there can be.
  static func full(nodes: Int) -> SimulationOutcome {
    var outcome = failing()
    var recording = RunRecording()
    recording.nodes = (0..<nodes).map { "n\($0)" }
    recording.end = .seconds(3_600)
    for index in 0..<RunRecording.limit {
      let time = VirtualTime.milliseconds(Int64(index) * 170)
      let (node, other) = (index % nodes, (index + 1) % nodes)
      recording.spans.append(
        .init(.blocked, node: node, other: other, start: time, end: .seconds(3_599)))
      recording.instants.append(.init(.write, node: node, time: time, detail: "note-\(index % 40)"))
      recording.flights.append(
        .init(from: node, to: other, sent: time, arrived: .seconds(3_599), rows: index % 9))
    }
    recording.omitted = 12_345
    outcome.recording = recording
    return outcome
  }
}
