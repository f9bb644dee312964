import Documents
import Replication

extension Saboteur {
  /// A request as it comes to the reader of rounds.
  func distorted(
    _ request: PageRequest, on snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> PageRequest {
    var request = request
    if sabotage == .tokenNotLowered, request.audience == .client {
      request.audience = .peer(announced: Knowledge(), withheld: [])
    }
    guard case .token(var token) = request.since else { return request }
    if sabotage == .copyMovesAsDelta, case .reading(let replica, _, _, _) = token.phase,
      replica != (try snapshot.record()).id
    {
      token.kind = .delta
    }
    if sabotage == .copyGoesOnElsewhere, token.kind == .fullCopy {
      token.phase = try moved(token.phase, to: snapshot)
    }
    token.phase = try distorted(token.phase, on: snapshot)
    request.since = .token(token)
    return request
  }

  private func distorted(
    _ phase: SyncToken.Phase, on snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> SyncToken.Phase {
    let record = try snapshot.record()
    func stored(_ mark: CommitMark) throws(StoreError) -> CommitMark {
      try snapshot.commit(at: mark.sequence)?.mark ?? mark
    }
    switch (sabotage, phase) {
    case (.nonceIgnored, .finished(let replica, let mark)) where replica == record.id:
      return .finished(replica: replica, try stored(mark))
    case (.nonceIgnored, .reading(let replica, let start, let seen, let position))
    where replica == record.id:
      return .reading(
        replica: replica, start: try stored(start), seen: try stored(seen), position)
    case (.tokenReplicaIgnored, .finished(_, let mark)):
      return .finished(replica: record.id, try stored(mark))
    case (.secondPhaseSkipped, .reading(let replica, let start, let seen, let position))
    where replica == record.id:
      guard try stored(start) == start else { return phase }
      switch position {
      case .documents, .origins:
        return .reading(replica: replica, start: record.commit.mark, seen: seen, position)
      case .sequence: return phase
      }
    default: return phase
    }
  }

  /// Where a round goes on that came from another node, as if it had begun here.
  private func moved(
    _ phase: SyncToken.Phase, to snapshot: some ReplicaSnapshot
  ) throws(StoreError) -> SyncToken.Phase {
    let record = try snapshot.record()
    guard case .reading(let replica, _, _, let position) = phase, replica != record.id else {
      return phase
    }
    let mark = record.commit.mark
    return .reading(replica: record.id, start: mark, seen: mark, position)
  }

  /// A page as it comes from the reader of rounds.
  func distorted(_ page: Page, for request: PageRequest, over link: LinkID?) -> Page {
    var page = page
    switch (sabotage, page.token.phase) {
    case (
      .originCursorTooFar,
      .reading(let replica, let start, let seen, .origins(let type, var place?))
    ):
      place.timestamp = place.timestamp.next
      page.token.phase = .reading(
        replica: replica, start: start, seen: seen, .origins(type, after: place))
    case (
      .sequenceCursorTooFar,
      .reading(
        let replica, let start, let seen, .sequence(let from, let through, let type, let after))
    ):
      page.token.phase = .reading(
        replica: replica, start: start, seen: seen,
        .sequence(from: from, through: through, type, after: after.next))
    case (.lostCommitUnread, _), (.lostFutureUnnoticed, _), (.twinsUntold, _):
      page.namesLostCommit = false
    case (.presentInToken, .reading): page.token.knowledge = page.knowledge
    case (.pageEndDropped, _) where page.rows.count >= request.rows: page.rows.removeLast()
    case (.copySkipsAnnounced, _):
      if case .token(let token) = request.since, token.kind == .fullCopy,
        case .peer(let announced, _) = request.audience
      {
        page.rows = page.rows.without { page.rows.isCovered($0, by: announced) }
      }
    case (.directNeverRelayed, _):
      if let direct = link.flatMap({ links[$0]?.direct }), !direct.isEmpty {
        page.rows = page.rows.without { row in
          page.rows.stamps(of: row)?.groups.allSatisfy { direct.contains($0.version.replica) }
            ?? false
        }
      }
    default: break
    }
    return page
  }
}

extension ChangeBatch {
  /// The batch without some of its rows; they are those of whole documents.
  func without(_ isLeftOut: (Row) -> Bool) -> ChangeBatch {
    var result = ChangeBatch(replicas: replicas)
    for row in rows where !isLeftOut(row) {
      if let state = state(of: row) {
        result.append(state, type: row.type, sequence: row.sequence)
      }
    }
    return result
  }
}
