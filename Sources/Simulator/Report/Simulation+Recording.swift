import Documents
import Replication

/// What is noted for the report, where there is to be one, and which situations came about.
extension Simulation {
  /// A situation came about.
  func mark(_ mark: Mark, _ count: Int = 1) { figures.marks[mark] += count }

  /// Something begins that lasts.
  func record(_ kind: RunRecording.Span.Kind, _ node: Int, _ other: Int? = nil) {
    guard recording != nil else { return }
    guard (recording?.spans.count ?? 0) < RunRecording.limit else {
      recording?.omitted += 1
      return
    }
    recording?.spans.append(RunRecording.Span(kind, node: node, other: other, start: now))
  }

  /// What lasted ends.
  func endRecord(_ kind: RunRecording.Span.Kind, _ node: Int, _ other: Int? = nil) {
    guard let spans = recording?.spans,
      let index = spans.lastIndex(where: {
        $0.kind == kind && $0.node == node && $0.other == other && $0.end == nil
      })
    else { return }
    recording?.spans[index].end = now
  }

  /// Something happens at a node.
  func note(_ kind: RunRecording.Instant.Kind, _ node: Int, _ detail: @autoclosure () -> String) {
    guard recording != nil else { return }
    guard (recording?.instants.count ?? 0) < RunRecording.limit else {
      recording?.omitted += 1
      return
    }
    recording?.instants.append(
      RunRecording.Instant(kind, node: node, time: now, detail: detail()))
  }

  /// A page sets out.
  func noteFlight(_ page: ChangePage, _ number: Int, to side: Int) {
    guard recording != nil, let connection = connections[number] else { return }
    guard (recording?.flights.count ?? 0) < RunRecording.limit else {
      recording?.omitted += 1
      return
    }
    connections[number]?.lanes[side].flights.append(recording?.flights.count ?? 0)
    recording?.flights.append(
      RunRecording.Flight(
        from: connection.nodes[1 - side], to: connection.nodes[side], sent: now,
        rows: page.changes.count))
  }

  /// The page that is first on its way to a side has arrived.
  func endFlight(_ number: Int, to side: Int) {
    guard recording != nil, let flight = connections[number]?.lanes[side].flights.first else {
      return
    }
    connections[number]?.lanes[side].flights.removeFirst()
    recording?.flights[flight].arrived = now
  }

  /// Which situation the answer to a peer's request for a page is.
  func noteRound(
    _ request: PageRequest, _ result: Result<Page, SyncRefusal>, _ node: SimulatedNode<Disk>
  ) {
    guard case .token(let token) = request.since, let id = node.replicaID else { return }
    switch token.phase {
    case .start: break
    case .reading(let replica, let start, _, _):
      if replica != id { mark(.roundMoved) }
      guard case .success(let page) = result, replica == id, page.endsRound else { return }
      if page.commit.mark.sequence > start.sequence { mark(.changedWhilePaging) }
    case .finished(let replica, let commit):
      guard replica == id else { return }
      let isThere = (try? node.disk.store.snapshot().commit(at: commit.sequence))?.mark == commit
      mark(isThere ? .hintFollowed : .hintLost)
    }
    if case .peer(_, let withheld) = request.audience, !withheld.isEmpty { mark(.relayHeldBack) }
  }

  /// Which situation a peer's subscription is.
  func noteSubscription(_ message: PeerMessage) {
    guard case .subscribe(_, let request) = message,
      let token = try? SyncToken(bytes: request.token), case .reading = token.phase
    else { return }
    mark(token.kind == .fullCopy ? .fullCopyResumed : .roundResumed)
  }
}
