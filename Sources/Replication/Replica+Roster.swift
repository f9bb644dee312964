public import Documents

/// The roster: who takes part in the mesh (DESIGN section 7).
extension Replica {
  /// The members as this node knows them, by replica.
  public var members: [MemberEntry] { roster.entries }

  /// Reads the whole roster.
  mutating func loadRoster(from store: some ReplicaStore) throws(StoreError) {
    var rows = ChangeBatch()
    let scan = Scan(type: memberType, order: .byID(after: nil))
    _ = try store.snapshot().scan(scan, into: &rows) { _ in .next }
    roster.take(rows.rows.compactMap(rows.state(of:)), type: model.builtIn(.member))
  }

  /// Takes up what a batch wrote to the roster, and writes to it what this node has to say of itself.
  mutating func tendRoster(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    try takeMembers(from: &store)
    if mayRegister, batch.identityChange == nil {
      try register(at: now, store: &store)
      try takeMembers(from: &store)
    }
  }

  private mutating func takeMembers(from store: inout some ReplicaStore) throws(StoreError) {
    if batch.endsCopy {
      batch.endsCopy = false
      closeLinksOfLeft()
    }
    guard !batch.members.isEmpty else { return }
    try readMembers(from: store)
    batch.members = []
    actions.append(.members(roster.entries))
    try closeHoles(&store)
    if roster.hasLeft(id) {
      batch.identityChange = .startsOver("the roster says that this node was evicted")
    }
    closeLinksOfLeft()
    for (link, peer) in peers where peer.awaitsApproval && isAdmitted(peer.key) {
      withPeer(link) { $0.awaitsApproval = false }
      startPull(over: link)
    }
  }

  /// Reads the rows of the roster that the batch at hand has written until now.
  mutating func readMembers(from store: some ReplicaStore) throws(StoreError) {
    var written: [DocumentState] = []
    for id in batch.members.sorted() {
      if let stored = try store.document(id, type: memberType) { written.append(stored.state) }
    }
    roster.take(written, type: model.builtIn(.member))
  }

  /// Closes the links with those who have left, as far as this node can tell: not before it has what the mesh has.
  mutating func closeLinksOfLeft() {
    guard !record.needsFullCopy else { return }
    for (link, peer) in peers where roster.hasLeft(peer.hello.replica) {
      disconnect(link, .notMember)
    }
  }

  /// Whether this node may enter itself: a new node does so when it has what the mesh has, or is one with which a mesh begins.
  private var mayRegister: Bool {
    guard !record.startsOver else { return false }
    return !record.needsFullCopy || !knowledge.isEmpty || hasMetNewPeer
  }

  private mutating func register(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    let own = MemberEntry(
      replica: id, node: settings.name, key: settings.key, addresses: settings.addresses,
      state: roster[id]?.state ?? .active, kept: roster[id]?.kept ?? .zero)
    if roster[id] != own {
      try write(own.values, id: MemberEntry.id(of: id), to: .member, at: now, store: &store)
    }
    for former in record.former {
      guard var entry = roster[former], entry.state == .active else { continue }
      entry.state = .retired
      entry.kept = maintenance.putBack.contains(former) ? .first : .zero
      try write(entry.values, id: MemberEntry.id(of: former), to: .member, at: now, store: &store)
    }
  }

  // MARK: Admission

  /// Whether a key may take part: any, unless an operator has to approve it. A node that knows no members yet is itself the one
  /// that wants to be let in.
  func isAdmitted(_ key: String) -> Bool {
    switch settings.admission {
    case .secret: true
    case .approve: roster.places.isEmpty || roster.knows(key: key)
    }
  }

  /// Whether a replica may come with a key: the one that the roster has for it, if it has one.
  func isOwnKey(_ key: String, of replica: ReplicaID) -> Bool {
    guard let known = roster[replica]?.key, !known.isEmpty, !key.isEmpty else { return true }
    return UTF8Order.equal(known, key)
  }

  /// Whether a peer may be given changes.
  func checkMembership(of link: LinkID) throws(SyncRefusal) {
    guard case .established(let peer)? = sessions[link], roster.hasLeft(peer.hello.replica) else {
      return
    }
    let state = roster[peer.hello.replica]?.state.rawValue.lowercased() ?? "evicted"
    throw .evicted(
      "the replica \(peer.hello.replica) is \(state) in the roster of \(settings.name)")
  }
}
