import Documents

/// The questions of peers that compare their documents with those here.
extension Replica {
  /// A peer asks: looks at the documents beside the loop.
  mutating func hear(
    _ question: AuditQuestion, _ number: AuditNumber, from peer: Peer, over link: LinkID,
    at now: Moment
  ) {
    guard peer.answering == nil else {
      return disconnect(link, .protocolViolation("a question before the one before was answered"))
    }
    guard !peer.awaitsApproval else {
      return actions.append(.send(link, .answer(number, .unavailable("you are not a member yet"))))
    }
    withPeer(link) { $0.answering = (number, question) }
    let type = catalog.number(labelled: question.type)
    let examination: Examination
    switch question {
    case .sums: examination = .sums(type)
    case .entries(_, let buckets, let after, let limit):
      // The peer has found a difference, or damage of its own: this node may be the one to be repaired.
      planSoon(over: link, at: now)
      examination = .entries(
        type, buckets: buckets, after: after, through: nil,
        limit: min(max(limit, 1), AuditBounds.entries))
    case .documents(_, let ids):
      examination = .documents(
        type, Array(ids.prefix(AuditBounds.documents)), bytes: settings.pageBytes)
    }
    actions.append(.examine(.answer(link, number), examination))
  }

  /// A difference with a peer was found by either side: rows are counted, and sums are compared, soon.
  mutating func planSoon(over link: LinkID, at now: Moment) {
    let due = now.uptime + settings.auditDelay
    if case .resting(let planned) = audits.count, settings.recountInterval > 0 {
      audits.count = .resting(due: min(planned ?? due, due))
    }
    guard case .established(let peer)? = sessions[link] else { return }
    if case .resting(let planned) = peer.audit {
      planAudit(over: link, due: min(planned ?? due, due))
    }
  }

  /// What was found for a question of the peer is sent.
  mutating func answer(
    _ link: LinkID, _ number: AuditNumber, with result: Result<Finding, StoreError>
  ) {
    guard case .established(var peer)? = sessions[link], peer.answering?.number == number else {
      return
    }
    peer.answering = nil
    let answer: AuditAnswer
    switch result {
    case .success(.sums(let standing, let sums)): answer = .sums(standing, sums)
    case .success(.entries(let standing, let entries, let hasMore)):
      answer = .entries(standing, entries, hasMore: hasMore)
    case .success(.documents(let standing, let batch, let hasMore)):
      tellCatalog(&peer, over: link)
      answer = .documents(
        ChangePage(
          changes: batch, token: [], knowledge: standing.knowledge, claim: nil,
          floor: standing.floor, hasMore: hasMore))
    case .success(.recount): preconditionFailure("no peer asks for a count")
    case .failure(let error): answer = .unavailable(error.message)
    }
    sessions[link] = .established(peer)
    actions.append(.send(link, .answer(number, answer)))
  }
}
