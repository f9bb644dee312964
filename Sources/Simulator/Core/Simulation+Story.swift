import Documents
import Replication

extension Simulation {
  // MARK: What is told

  /// Notes a line of the story, if one is told.
  func tell(nodes: [Int] = [], _ line: @autoclosure () -> String) {
    guard story != nil || tracing != nil else { return }
    let line = line()
    story?.note(now, nodes: nodes, documents: nil, line)
    tracing?.details.append(line)
  }

  /// Notes a line that is about documents, or about all of them if nil.
  func tell(
    nodes: [Int], documents: @autoclosure () -> [String]?, _ line: () -> String
  ) {
    guard story != nil || tracing != nil else { return }
    let documents = documents()
    let line = line()
    story?.note(now, nodes: nodes, documents: documents, line)
    tracing?.details.append(line)
  }

  /// Notes what the last event has changed: what the nodes in question know of others, and what the document in question is.
  func observe() {
    guard story != nil else { return }
    for node in nodes {
      guard let replica = node.replica else { continue }
      let name = story?.meet(replica.id, at: node.name) ?? node.name
      var observation = story?.observations[replica.id] ?? Story.Observation()
      guard observation.batches != node.batches else { continue }
      observation.batches = node.batches
      let learned = replica.knowledge.entries.filter {
        $0.replica != replica.id && observation.knowledge[$0.replica] < $0.timestamp
      }
      observation.knowledge = replica.knowledge
      let document = describeSubject(at: node, replica)
      if document != observation.document {
        let id = story?.failure.document
        story?.note(
          now, nodes: [node.index], documents: id.map { [$0] },
          "\(name) now holds \(document ?? "it no longer")")
      }
      if !learned.isEmpty {
        story?.note(
          now, nodes: [node.index], documents: nil,
          "\(name) now knows \(learned.map { "all up to \($0)" }.joined(separator: ", "))")
      }
      observation.document = document
      story?.observations[replica.id] = observation
    }
  }

  /// The document that the story is about, as a node has it; nil if there is none, or the node has none of it.
  private func describeSubject(at node: SimulatedNode<Disk>, _ replica: Replica) -> String? {
    guard let document = story?.failure.document else { return nil }
    let message = story?.failure.message ?? ""
    let named = replica.model.types.filter { message.contains("\($0.model.name) \(document)") }
    let types = named.isEmpty ? replica.model.types : named
    let described = types.compactMap { type -> String? in
      let stored = node.disk.withoutFaults {
        try? $0.store.base.document(DocumentID(document), type: type.number)
      }
      return stored.map { "\(type.model.name) \(document): \(describe($0.state, type))" }
    }
    return described.isEmpty ? nil : described.joined(separator: " | ")
  }

  /// A failure in words for people, with the story that was told of it.
  func told(_ failure: SimulationFailure) -> SimulationFailure {
    guard let story else { return failure }
    var failure = failure
    failure.message = story.readable(failure.message)
    failure.story = story.end
    return failure
  }

  // MARK: What is traced

  /// An event is about to be handled.
  func beginTrace(of event: SimulationEvent) {
    guard let window = options.traceWindow, window.contains(figures.events) else { return }
    tracing = TraceLine(
      number: figures.events, time: now,
      text: String("\(event)".prefix(TraceLine.width)), details: [], hash: 0)
  }

  /// The event was handled.
  func endTrace() {
    guard var line = tracing else { return }
    line.hash = hash.value
    trace.append(line)
    tracing = nil
  }
}
