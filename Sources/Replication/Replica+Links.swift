import Documents

extension Replica {
  /// A link to an authenticated member is up: introduces this node.
  mutating func open(_ link: LinkID, key: String, at now: Moment) {
    let hello = hello(at: now)
    sessions[link] = .awaitingHello(told: hello, key: key)
    actions.append(.send(link, .hello(hello)))
  }

  /// A link is gone, or given up.
  mutating func close(_ link: LinkID) {
    guard let session = sessions.removeValue(forKey: link) else { return }
    clockWatch.linksChanged()
    switch session {
    case .awaitingHello: break
    case .established(let peer):
      if case .active(let pull) = peer.pull, pull.isFullCopy { startWaitingPulls() }
    }
  }

  /// Gives a link up for a reason.
  mutating func disconnect(_ link: LinkID, _ reason: DisconnectReason) {
    close(link)
    actions.append(.disconnect(link, reason))
  }

  /// How this node introduces itself.
  private func hello(at now: Moment) -> Hello {
    Hello(
      mesh: settings.mesh, replica: id, process: settings.process, name: settings.name,
      version: settings.version, clock: now.wall.milliseconds, catalog: catalog,
      knowledge: toldKnowledge, floor: record.floor, startsOver: record.startsOver, scope: scope)
  }

  /// A peer said something.
  mutating func receive(
    _ message: PeerMessage, over link: LinkID, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    switch (sessions[link], message) {
    case (nil, _):
      break  // The link was given up in the meantime.
    case (.awaitingHello(let told, let key), .hello(let hello)):
      establish(link, with: hello, key: key, told: told, at: now)
    case (.awaitingHello, _):
      disconnect(link, .protocolViolation("the first message was no hello"))
    case (.established, .hello):
      disconnect(link, .protocolViolation("a second hello"))
    case (.established(let peer), .announce(let announcement)):
      hear(announcement, from: peer, over: link, at: now)
    case (.established, .subscribe(let number, let request)):
      subscribe(link, number, to: request)
    case (.established, .credit(let number, let pages)):
      grant(pages, for: number, over: link)
    case (.established, .complete(let number)):
      complete(number, over: link)
    case (.established(let peer), .page(let number, let page)):
      try receive(page, for: number, from: peer, over: link, at: now, store: &store)
    case (.established(let peer), .ask(let number, let question)):
      hear(question, number, from: peer, over: link, at: now)
    case (.established(let peer), .answer(let number, let answer)):
      try hear(answer, number, from: peer, over: link, at: now, store: &store)
    case (.established(let peer), .refuse(let number, let refusal)):
      receive(refusal, for: number, from: peer, over: link, at: now)
    }
  }

  private mutating func establish(
    _ link: LinkID, with hello: Hello, key: String, told: Hello, at now: Moment
  ) {
    guard hello.mesh == settings.mesh else { return disconnect(link, .otherMesh) }
    guard hello.replica != id else { return meetTwin(hello, over: link) }
    guard isOwnKey(key, of: hello.replica) else {
      actions.append(.report(.otherKey(replica: hello.replica, key: key)))
      return disconnect(link, .otherKey)
    }
    guard let translation = translate(hello.catalog) else {
      return disconnect(link, .incompatibleModel("there is no room for the peer's types"))
    }
    for (other, session) in sessions.sorted(by: { $0.key < $1.key }) where other != link {
      if case .established(let peer) = session, peer.hello.replica == hello.replica {
        disconnect(other, .replaced)
      }
    }
    var peer = Peer(
      hello: hello, key: key,
      clockDifference: Timestamp(milliseconds: hello.clock).milliseconds - now.wall.milliseconds,
      clockOffset: now.wall.milliseconds - now.uptime, translation: translation, told: told)
    peer.announced = sound(hello.knowledge)
    peer.awaitsApproval = !isAdmitted(key)
    if peer.awaitsApproval {
      actions.append(.report(.awaitsApproval(node: hello.name, key: key)))
    }
    sessions[link] = .established(peer)
    clockWatch.linksChanged()
    if !peer.awaitsApproval { learn(hello.knowledge, of: hello.replica, at: now) }
    planFirstAudit(over: link, at: now)
    if gossip.due == nil, sessions.count > 1 { gossip.due = now.uptime + settings.gossipDelay }
    reportIncompatibilities(met: hello.replica)
    startPull(over: link)
  }

  /// Adds what a peer's catalogue has to this node's, and maps its numbers.
  private mutating func translate(_ remote: Catalog) -> CatalogTranslation? {
    var catalog = record.catalog
    guard let translation = CatalogTranslation(from: remote, to: &catalog) else { return nil }
    if catalog != record.catalog {
      record.catalog = catalog
      batch.isRecordChanged = true
    }
    return translation
  }

  private mutating func hear(
    _ announcement: Announcement, from peer: Peer, over link: LinkID, at now: Moment
  ) {
    var peer = peer
    peer.announced.join(sound(announcement.knowledge))
    peer.links = Set(announcement.links)
    peer.hello.startsOver = announcement.startsOver
    if let floor = announcement.floor { peer.hello.floor = floor }
    for news in announcement.members where roster[news.replica] != nil {
      peer.toldMembers[news.replica, default: Knowledge()].join(news.knowledge)
    }
    if let remote = announcement.catalog {
      guard let translation = translate(remote) else {
        return disconnect(link, .incompatibleModel("there is no room for the peer's types"))
      }
      peer.translation = translation
      peer.hello.catalog = remote
      reportIncompatibilities(met: peer.hello.replica)
    }
    sessions[link] = .established(peer)
    if !peer.awaitsApproval {
      learn(announcement.knowledge, of: peer.hello.replica, at: now)
      for news in announcement.members { learn(news, at: now) }
    }
    switch peer.pull {
    case .barred: startPull(over: link)
    case .active(let pull) where pull.hasSkipped && !isBehind(peer.announced): startPull(over: link)
    case .idle, .waitingForCopy, .active, .paused, .refused: break
    }
  }

  /// Changes what is remembered about the peer of a link; nothing happens if it is not established.
  mutating func withPeer(_ link: LinkID, _ change: (inout Peer) -> Void) {
    guard case .established(var peer)? = sessions[link] else { return }
    change(&peer)
    sessions[link] = .established(peer)
  }

  /// The established peers in the order of their links, so that every run does the same.
  var peers: [(link: LinkID, peer: Peer)] {
    sessions.sorted { $0.key < $1.key }.compactMap { link, session in
      if case .established(let peer) = session { (link, peer) } else { nil }
    }
  }

  // MARK: Announcements

  /// Ends every batch: tells peers what they should know by now, and sends what is due to those who follow.
  mutating func announceAndSend(at now: Moment) {
    recountIfDue(at: now)
    let peers = peers
    guard !peers.isEmpty else { return gossip.due = nil }
    let links = peers.filter(\.peer.pull.isSource).map(\.peer.hello.replica).sorted()
    let gossips = gossip.isDue(at: now)
    if gossips { gossip.due = nil }
    for (link, peer) in peers {
      let news = gossips ? news(for: peer, at: now) : []
      announce(to: peer, over: link, links: links, members: news, at: now)
      follow(link, at: now)
      auditIfDue(link, at: now)
    }
  }

  private mutating func announce(
    to peer: Peer, over link: LinkID, links: [ReplicaID], members: [MemberNews], at now: Moment
  ) {
    let hasNewCatalog = peer.toldCatalog.types != catalog.types
    let hasNewLinks = peer.toldLinks != links
    let hasNews = !peer.told.covers(toldKnowledge)
    let hasNewFloor = peer.toldFloor != record.floor
    // Of two that are below each other's floors one is to give way.
    let isUrgent =
      hasNewCatalog || hasNewLinks || !members.isEmpty || peer.wasToldToWait != record.startsOver
      || hasNewFloor && !peer.pull.isSource
    guard isUrgent || hasNews else {
      if peer.announcementDue != nil { withPeer(link) { $0.announcementDue = nil } }
      return
    }
    let due = peer.announcementDue ?? now.uptime + settings.announceDelay
    guard isUrgent || due <= now.uptime else {
      if peer.announcementDue == nil { withPeer(link) { $0.announcementDue = due } }
      return
    }
    let announcement = Announcement(
      knowledge: toldKnowledge, links: links.filter { $0 != peer.hello.replica },
      catalog: hasNewCatalog ? catalog : nil, members: members, startsOver: record.startsOver,
      floor: hasNewFloor ? record.floor : nil)
    actions.append(.send(link, .announce(announcement)))
    withPeer(link) { [toldKnowledge, record] peer in
      peer.told = toldKnowledge
      peer.wasToldToWait = record.startsOver
      peer.toldFloor = record.floor
      for news in members {
        peer.toldMembers[news.replica, default: Knowledge()].join(news.knowledge)
      }
      peer.toldLinks = links
      peer.toldCatalog = record.catalog
      peer.announcementDue = nil
    }
  }

  /// When ``Event/wake`` should come, by the clock that never steps; nil if nothing waits for a time.
  public var nextDeadline: Int64? {
    [nextStep, maintenance.due, auditDeadline].compactMap { $0 }.min()
  }

  /// When something is due that was begun; nil if nothing is under way. What is looked at now and then does not count.
  public var nextStep: Int64? {
    var deadline: Int64?
    func consider(_ due: Int64?) {
      if let due { deadline = min(deadline ?? due, due) }
    }
    consider(gossip.due)
    for session in sessions.values {
      guard case .established(let peer) = session else { continue }
      consider(peer.announcementDue)
      if case .paused(let until, _) = peer.pull { consider(until) }
      if case .following(_, let following) = peer.push { consider(following.nextDue) }
    }
    return deadline
  }
}
