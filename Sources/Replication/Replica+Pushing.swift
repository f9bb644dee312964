import Documents

extension Replica {
  /// A peer asks for changes, in place of what it asked for before on this link.
  mutating func subscribe(_ link: LinkID, _ number: SubscriptionNumber, to request: ChangesRequest)
  {
    do throws(SyncRefusal) {
      try checkMembership(of: link)
      let token = try SyncToken(bytes: request.token)
      withPeer(link) {
        $0.push = .inRound(
          Subscription(
            number: number, pageRows: min(max(request.pageRows, 1), 20_000),
            credit: min(max(request.credit, 0), Self.maximumCredit), token: token))
      }
    } catch {
      actions.append(.send(link, .refuse(number, error)))
      withPeer(link) { $0.push = .idle }
    }
  }

  /// The most pages that a peer may have in flight.
  private static let maximumCredit = 16

  mutating func grant(_ pages: Int, for number: SubscriptionNumber, over link: LinkID) {
    withPeer(link) { peer in
      func granted(_ subscription: Subscription) -> Subscription {
        var subscription = subscription
        subscription.credit = min(
          subscription.credit + min(max(pages, 0), Self.maximumCredit), Self.maximumCredit)
        return subscription
      }
      switch peer.push {
      case .inRound(let subscription) where subscription.number == number:
        peer.push = .inRound(granted(subscription))
      case .following(let subscription, let following) where subscription.number == number:
        peer.push = .following(granted(subscription), following)
      case .idle, .inRound, .following: break
      }
    }
  }

  mutating func complete(_ number: SubscriptionNumber, over link: LinkID) {
    withPeer(link) { peer in
      switch peer.push {
      case .inRound(let subscription) where subscription.number == number: peer.push = .idle
      case .following(let subscription, _) where subscription.number == number: peer.push = .idle
      case .idle, .inRound, .following: break
      }
    }
  }

  /// A page was read: sends it.
  mutating func send(
    _ result: Result<Page, SyncRefusal>, for number: SubscriptionNumber, over link: LinkID
  ) {
    guard case .established(var peer)? = sessions[link] else { return }
    if case .success(let page) = result, page.namesLostCommit, batch.identityChange == nil {
      batch.identityChange = .rolledBack
      return
    }
    switch (peer.push, result) {
    case (.inRound(let subscription), .failure(let refusal)) where subscription.number == number,
      (.following(let subscription, _), .failure(let refusal)) where subscription.number == number:
      actions.append(.send(link, .refuse(number, refusal)))
      peer.push = .idle
    case (.inRound(let subscription), .success(let page)) where subscription.number == number:
      peer.push = pushed(page, in: subscription, to: &peer, over: link)
    case (.following(let subscription, let following), .success(let page))
    where subscription.number == number:
      peer.push = pushed(page, in: subscription, following, to: &peer, over: link)
    case (.idle, _), (.inRound, _), (.following, _): break
    }
    sessions[link] = .established(peer)
  }

  /// Sends a page of a round.
  private mutating func pushed(
    _ page: Page, in subscription: Subscription, to peer: inout Peer, over link: LinkID
  ) -> Push {
    var subscription = subscription
    subscription.isReading = false
    subscription.credit -= 1
    subscription.token = page.token
    tell(
      &peer, link, subscription.number, page, token: page.token,
      claim: page.endsRound ? page.knowledge : nil)
    guard page.endsRound else { return .inRound(subscription) }
    return .following(
      subscription,
      Following(
        doneEnd: recent.end(of: page.commit.mark, page.knowledge), doneMark: page.commit.mark,
        claimed: page.knowledge))
  }

  /// Sends a page of what came since.
  private mutating func pushed(
    _ page: Page, in subscription: Subscription, _ following: Following, to peer: inout Peer,
    over link: LinkID
  ) -> Push {
    var subscription = subscription
    var following = following
    subscription.isReading = false
    subscription.credit -= 1
    guard page.endsRound else {
      // A cursor that has passed what is held back must not leave the node: resuming there would skip it.
      let resumable = following.withheld == nil ? page.token : token(at: following)
      subscription.token = page.token
      tell(&peer, link, subscription.number, page, token: resumable, claim: nil)
      return .following(subscription, following)
    }
    let end = recent.end(of: page.commit.mark, page.knowledge)
    let withheld = following.withheld?.commits ?? []
    following.withheld = nil
    if withheld.isEmpty {
      following.doneEnd = max(following.doneEnd, end)
      following.doneMark = page.commit.mark
      following.sentAhead = following.sentAhead.filter { $0 >= following.doneEnd }
      following.claimed.join(page.knowledge)
    } else {
      for index in following.doneEnd..<max(end, following.doneEnd)
      where !withheld.contains(index) { following.sentAhead.insert(index) }
      following.advance(over: recent, announced: peer.covered)
      following.claimed.join(following.claimable(recent))
    }
    subscription.token = token(at: following)
    tell(
      &peer, link, subscription.number, page, token: subscription.token, claim: following.claimed)
    return .following(subscription, following)
  }

  /// A token from which a broken subscription goes on behind what was claimed.
  private func token(at following: Following) -> SyncToken {
    SyncToken(
      mesh: settings.mesh, scope: 0, kind: .delta, knowledge: following.claimed,
      phase: .finished(replica: id, following.doneMark))
  }

  /// Tells a peer of types and fields that it was not told of yet: rows that are sent next may name them.
  mutating func tellCatalog(_ peer: inout Peer, over link: LinkID) {
    guard peer.toldCatalog.types != catalog.types else { return }
    let announcement = Announcement(
      knowledge: toldKnowledge, links: peer.toldLinks.filter { $0 != peer.hello.replica },
      catalog: catalog, startsOver: record.startsOver)
    actions.append(.send(link, .announce(announcement)))
    peer.toldCatalog = catalog
  }

  private mutating func tell(
    _ peer: inout Peer, _ link: LinkID, _ number: SubscriptionNumber, _ page: Page,
    token: SyncToken, claim: Knowledge?
  ) {
    tellCatalog(&peer, over: link)
    peer.told.join(page.knowledge)
    let claim = claim.map { claimable($0, by: peer) }
    actions.append(
      .send(
        link,
        .page(
          number,
          ChangePage(
            changes: page.rows, token: token.bytes, knowledge: page.knowledge, claim: claim,
            floor: page.floor, hasMore: !page.endsRound))))
  }

  // MARK: Reading what is due

  /// Reads the next page for a peer if there is reason to and credit for it.
  mutating func follow(_ link: LinkID, at now: Moment) {
    guard case .established(var peer)? = sessions[link], !record.startsOver, !peer.awaitsApproval
    else { return }
    switch peer.push {
    case .idle: return
    case .inRound(var subscription):
      guard !subscription.isReading, subscription.credit > 0 else { return }
      subscription.isReading = true
      read(subscription, for: peer, withheld: [], over: link)
      peer.push = .inRound(subscription)
    case .following(var subscription, var following):
      following.nextDue = nil
      if !subscription.isReading, subscription.credit > 0 {
        follow(&subscription, &following, &peer, over: link, at: now)
      }
      peer.push = .following(subscription, following)
    }
    sessions[link] = .established(peer)
  }

  private mutating func follow(
    _ subscription: inout Subscription, _ following: inout Following, _ peer: inout Peer,
    over link: LinkID, at now: Moment
  ) {
    if following.withheld != nil || subscription.token.isReading {
      // In the middle of a page sequence: it goes on with what it began with.
      subscription.isReading = true
      return read(
        subscription, for: peer, withheld: following.withheld?.ranges ?? [], over: link)
    }
    let covered = peer.covered
    following.advance(over: recent, announced: covered)
    if following.doneEnd < recent.startIndex {
      subscription.isReading = true
      return read(subscription, for: peer, withheld: [], over: link)
    }
    var isDue = false
    var commits: Set<UInt64> = []
    var ranges: [ClosedRange<SequenceNumber>] = []
    for commit in recent[from: following.doneEnd] {
      if following.sentAhead.contains(commit.index) || covered.covers(commit.touched) {
        if let changes = commit.changes { ranges.append(changes) }
      } else if let due = relayDue(commit, to: peer, following, at: now) {
        commits.insert(commit.index)
        if let changes = commit.changes { ranges.append(changes) }
        following.nextDue = min(following.nextDue ?? due, due)
      } else {
        isDue = true
      }
    }
    if isDue {
      if !ranges.isEmpty { following.withheld = .init(commits: commits, ranges: ranges) }
      subscription.isReading = true
      subscription.token = token(at: following)
      read(subscription, for: peer, withheld: ranges, over: link)
    } else if following.hasClaim(unknownTo: peer.announced, over: recent) {
      claim(&subscription, &following, &peer, over: link)
    }
  }

  /// Sends a page without changes, so that the peer may join what it has by now.
  private mutating func claim(
    _ subscription: inout Subscription, _ following: inout Following, _ peer: inout Peer,
    over link: LinkID
  ) {
    following.claimed.join(following.claimable(recent))
    subscription.credit -= 1
    subscription.token = token(at: following)
    let page = Page(
      rows: ChangeBatch(), token: subscription.token, knowledge: following.claimed,
      floor: record.floor, commit: record.commit, time: record.commit.time, endsRound: true)
    tell(&peer, link, subscription.number, page, token: page.token, claim: following.claimed)
  }

  private mutating func read(
    _ subscription: Subscription, for peer: Peer, withheld: [ClosedRange<SequenceNumber>],
    over link: LinkID
  ) {
    actions.append(
      .read(
        link, subscription.number,
        PageRequest(
          since: .token(subscription.token),
          audience: .peer(announced: peer.covered, withheld: withheld), scope: nil,
          mesh: settings.mesh, rows: min(subscription.pageRows, settings.pageRows),
          bytes: settings.pageBytes, replicated: peer.hello.scope,
          uncounted: peer.hello.scope.isFiltered ? peer.hello.replica : nil)))
  }
}

extension Following {
  /// Passes over commits that were sent, or that the peer has.
  fileprivate mutating func advance(over recent: RecentCommits, announced: Knowledge) {
    guard doneEnd >= recent.startIndex else { return }
    for commit in recent[from: doneEnd] {
      guard sentAhead.contains(commit.index) || announced.covers(commit.touched) else { return }
      sentAhead.remove(commit.index)
      doneEnd = commit.index + 1
      doneMark = commit.mark
    }
  }

  /// The knowledge after the last commit that was passed.
  fileprivate func claimable(_ recent: RecentCommits) -> Knowledge {
    guard doneEnd > 0, let last = recent[doneEnd - 1] else { return claimed }
    return last.knowledge
  }

  /// Whether the peer could join something that it neither has nor was given.
  fileprivate func hasClaim(unknownTo announced: Knowledge, over recent: RecentCommits) -> Bool {
    let claimable = claimable(recent)
    return !claimed.covers(claimable) && !announced.covers(claimable)
  }
}

extension SyncToken {
  /// Whether the token stands in the middle of a round.
  fileprivate var isReading: Bool {
    if case .reading = phase { true } else { false }
  }
}
