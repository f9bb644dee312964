import Documents
import Replication

extension Saboteur {
  // MARK: Coming in

  /// A batch of events as it comes to the replica.
  mutating func distort(_ events: inout [Event], of replica: Replica?) {
    if sabotage == .timersSilent { events.removeAll { $0 == .wake } }
    if sabotage == .pagesSwapped { Self.swapPages(&events) }
    var result: [Event] = []
    for event in events {
      guard case .received(let link, let message) = event else {
        result.append(event)
        continue
      }
      let heard = replica.map { misheard(message, by: $0) } ?? message
      for message in incoming(heard, over: link) { result.append(.received(link, message)) }
    }
    events = result
  }

  /// What comes of a message that a peer sent.
  private mutating func incoming(_ message: PeerMessage, over link: LinkID) -> [PeerMessage] {
    switch message {
    case .hello(var hello):
      links[link, default: LinkNotes()].peer = hello.replica
      links[link]?.catalog = hello.catalog
      if sabotage == .partialTakenForFull { hello.scope = .everything }
      return [.hello(hello)]
    case .announce(var announcement) where sabotage == .relayingAlwaysWaits:
      announcement.links = announcement.knowledge.entries.map(\.replica)
      return [.announce(announcement)]
    case .announce(var announcement) where sabotage == .coverageAssumed && scope.isFiltered:
      guard let standing else { break }
      announcement.knowledge.join(standing.knowledge)
      for index in announcement.members.indices {
        announcement.members[index].knowledge.join(standing.knowledge)
      }
      return [.announce(announcement)]
    case .announce(let announcement):
      links[link, default: LinkNotes()].direct = Set(announcement.links)
      links[link]?.owesNews = sabotage == .newsEchoed
      if let catalog = announcement.catalog { links[link]?.catalog = catalog }
      guard sabotage == .announcementJoined, let (number, last) = links[link]?.last else { break }
      var page = last
      page.changes = ChangeBatch()
      page.knowledge = announcement.knowledge
      page.claim = announcement.knowledge
      page.hasMore = false
      links[link]?.surplus += 1
      return [message, .page(number, page)]
    case .page(let number, var page):
      links[link, default: LinkNotes()].last = (number, page)
      if sabotage == .incomparableJoined, scope.isFiltered, let standing {
        // Of itself it is not told more than it has written.
        let known = standing.knowledge.without(standing.replica)
        page.claim?.join(known)
        page.knowledge.join(known)
        return [.page(number, page)]
      }
      guard !page.changes.isEmpty else { break }
      pageCount += 1
      switch sabotage {
      case .rowLost: page.changes.removeLast()
      case .valueAltered where pageCount % 5 == 0: page.changes = Self.altered(page.changes)
      case .seenForgotten: page.changes = Self.withoutSeen(page.changes)
      case .departureIgnored where scope.isFiltered: page.changes = matching(page.changes, link)
      default: break
      }
      return [.page(number, page)]
    case .subscribe(let number, var request):
      guard sabotage == .sentIsReceived, let peer = links[link]?.peer,
        let (replica, mark) = marks[peer], var token = try? SyncToken(bytes: request.token),
        token.kind == .delta
      else { break }
      token.phase = .finished(replica: replica, mark)
      request.token = token.bytes
      return [.subscribe(number, request)]
    case .answer(let number, let answer):
      return [.answer(number, distorted(answer, over: link))]
    case .credit, .refuse, .complete, .ask: break
    }
    return [message]
  }

  /// Pages of one link stand in the reverse order.
  private static func swapPages(_ events: inout [Event]) {
    var places: [LinkID: [Int]] = [:]
    for (index, event) in events.enumerated() {
      if case .received(let link, .page) = event { places[link, default: []].append(index) }
    }
    for indexes in places.values {
      let pages = indexes.map { events[$0] }
      for (index, page) in zip(indexes.reversed(), pages) { events[index] = page }
    }
  }

  /// A batch in which the first value of the last row is another.
  private static func altered(_ batch: ChangeBatch) -> ChangeBatch {
    var result = ChangeBatch(replicas: batch.replicas)
    for (index, row) in batch.rows.enumerated() {
      guard var state = batch.state(of: row) else { return batch }
      if index == batch.count - 1, let place = state.values.firstIndex(where: { $0 != nil }) {
        state.values[place] = .null
      }
      result.append(state, type: row.type, sequence: row.sequence)
    }
    return result
  }

  /// The rows of a page that match the node's own filters.
  private func matching(_ batch: ChangeBatch, _ link: LinkID) -> ChangeBatch {
    guard let catalog = links[link]?.catalog else { return batch }
    return batch.without { row in
      guard Int(row.type.rawValue) < catalog.types.count else { return false }
      let type = catalog[row.type]
      let evaluator = scope.filter(ofTypeNamed: type.name)?.evaluator(for: type)
      return evaluator.map { !$0.matches(row, in: batch) } ?? false
    }
  }

  /// A batch whose stamps don't say what their writers had seen.
  private static func withoutSeen(_ batch: ChangeBatch) -> ChangeBatch {
    var result = ChangeBatch(replicas: batch.replicas)
    for row in batch.rows {
      guard var state = batch.state(of: row) else { return batch }
      state.stamps = Stamps(
        slots: (0..<state.stamps.slotCount).map { slot in
          state.stamps[Slot(index: slot)].map { Stamp(version: $0.version) }
        })
      result.append(state, type: row.type, sequence: row.sequence)
    }
    return result
  }

  // MARK: Going out

  /// The actions of a replica as the simulator carries them out.
  mutating func distort(_ actions: inout [Action], of replica: Replica?) {
    standing = replica.map { ($0.id, $0.catalog, $0.knowledge) } ?? standing
    var result: [Action] = []
    for action in actions {
      if sabotage == .alarmSilent, case .report(.rowsDamaged) = action { continue }
      guard case .send(let link, let message) = action else {
        result.append(action)
        continue
      }
      for message in outgoing(mistold(message), over: link, of: replica) {
        result.append(.send(link, message))
      }
    }
    for (link, notes) in links.sorted(by: { $0.key < $1.key }) where notes.owesNews {
      links[link]?.owesNews = false
      if let told = notes.told { result.append(.send(link, .announce(told))) }
    }
    if sabotage == .dictionaryOrder {
      result = Dictionary(grouping: result, by: \.link).values.flatMap { $0 }
    }
    actions = result
  }

  /// What comes of a message that the replica sends.
  private mutating func outgoing(
    _ message: PeerMessage, over link: LinkID, of replica: Replica?
  ) -> [PeerMessage] {
    switch message {
    case .credit:
      if let surplus = links[link]?.surplus, surplus > 0 {
        links[link]?.surplus -= 1
        return []
      }
      creditCount += 1
      return sabotage == .creditLost && creditCount % 3 == 0 ? [] : [message]
    case .page(let number, let page): return outgoing(page, for: number, over: link, of: replica)
    case .announce(var announcement):
      if sabotage == .meaningsMixed { announcement.catalog = announcement.catalog?.mixed }
      if sabotage == .directLinksHidden { announcement.links = [] }
      links[link, default: LinkNotes()].told = announcement
      return [.announce(announcement)]
    case .hello(var hello):
      if sabotage == .meaningsMixed { hello.catalog = hello.catalog.mixed }
      return [.hello(hello)]
    case .ask:
      links[link, default: LinkNotes()].standing = replica.map { ($0.knowledge, $0.floor) }
      return [message]
    case .subscribe, .refuse, .complete, .answer: return [message]
    }
  }

  private mutating func outgoing(
    _ page: ChangePage, for number: SubscriptionNumber, over link: LinkID, of replica: Replica?
  ) -> [PeerMessage] {
    var page = page
    if !page.changes.isEmpty { pageCount += 1 }
    var buffered: [ChangePage] = []
    switch sabotage {
    case .prefixClaimed where page.claim == nil: page.claim = page.knowledge
    case .heldBackClaimed where page.claim != nil: page.claim = page.knowledge
    case .presentClaimed where page.claim != nil: page.claim = replica?.knowledge ?? page.claim
    case .pageLost where !page.changes.isEmpty && pageCount % 9 == 0: return []
    case .unknownFieldDropped, .unknownTypeSkipped:
      if let model = replica?.model {
        page.changes = page.changes.limited(to: model, skipping: sabotage == .unknownTypeSkipped)
      }
    case .ownWritesKept:
      if let replica, replica.scope.isPartial {
        page.changes = page.changes.without { row in
          page.changes.stamps(of: row)?.groups.contains { $0.version.replica == replica.id }
            ?? false
        }
      }
    case .relinquishedClaimed where scope.isPartial:
      if let replica, page.claim != nil {
        page.claim?.raise(
          Version(timestamp: page.knowledge[replica.id], replica: replica.id))
      }
    case .sentIsReceived: note(page, over: link)
    case .oldLinkDelivered: buffered = buffer(page, over: link)
    default: break
    }
    return (buffered + [page]).map { .page(number, $0) }
  }

  /// Remembers which commit a peer was sent.
  private mutating func note(_ page: ChangePage, over link: LinkID) {
    guard let peer = links[link]?.peer,
      case .finished(let replica, let mark)? = (try? SyncToken(bytes: page.token))?.phase
    else { return }
    marks[peer] = (replica, mark)
  }

  /// Keeps the last pages for a peer, and returns those of the link before when a new one begins.
  private mutating func buffer(_ page: ChangePage, over link: LinkID) -> [ChangePage] {
    guard var notes = links[link], let peer = notes.peer else { return [] }
    let old = notes.hasSent ? [] : sent.removeValue(forKey: peer) ?? []
    notes.hasSent = true
    links[link] = notes
    sent[peer] = ((sent[peer] ?? []) + [page]).suffix(2)
    return old
  }
}

extension Action {
  /// The link that it is about, if any.
  fileprivate var link: LinkID? {
    switch self {
    case .send(let link, _), .disconnect(let link, _), .read(let link, _, _),
      .examine(.answer(let link, _), _), .examine(.comparison(let link, _), _):
      link
    case .reply, .pushed, .clockRepaired, .administered, .members, .committed, .report,
      .examine(.recount, _):
      nil
    }
  }
}
