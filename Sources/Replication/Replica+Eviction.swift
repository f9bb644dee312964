import Documents

/// Members are evicted by hand, or by the rule when they are silent for too long (DESIGN section 7).
extension Replica {
  /// Does what an operator wants.
  mutating func administer(
    _ administration: Administration, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) -> AdministrationOutcome {
    switch administration {
    case .evict(let replica):
      guard replica != id else { return .refused("a node can't evict itself: stop it instead") }
      guard let entry = roster[replica] else {
        return .refused("no member has the replica \(replica)")
      }
      guard entry.state == .active else {
        return .refused(
          "\(entry.node) (\(replica)) is \(entry.state.rawValue.lowercased()) already")
      }
      try evict(entry, at: now, store: &store)
      return .done
    case .approve(let key):
      if roster.knows(key: key) { return .refused("the key \(key) belongs to a member already") }
      guard let peer = peers.map(\.peer).first(where: { $0.awaitsApproval && $0.key == key }) else {
        return .refused(
          "no node with the key \(key) waits for approval: it must have a link to this")
      }
      let entry = MemberEntry(
        replica: peer.hello.replica, node: peer.hello.name, key: key, addresses: [])
      try write(
        entry.values, id: MemberEntry.id(of: entry.replica), to: .member, at: now, store: &store)
      return .done
    }
  }

  private mutating func evict(
    _ entry: MemberEntry, at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    var entry = entry
    entry.state = .evicted
    try write(
      entry.values, id: MemberEntry.id(of: entry.replica), to: .member, at: now, store: &store)
  }

  /// Counts how long members are silent while a majority is not, and evicts those that were for too long. Time in which this node
  /// was down, or cut off itself, does not count: so a split does not evict everyone.
  mutating func evictSilentMembers(
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) {
    // A machine that slept was cut off meanwhile.
    let elapsed = min(
      maintenance.counted.map { now.uptime - $0 } ?? 0, 2 * settings.maintenanceInterval)
    maintenance.counted = now.uptime
    guard roster.active.contains(id) else { return }
    let linked = Set(peers.map(\.peer.hello.replica))
    // Who has a link to this node is there, whether it says anything or not.
    for member in linked { gossip.meet(member, at: now.uptime) }
    let lately = now.uptime - settings.silenceWindow
    let present = roster.active.filter { member in
      member == id || linked.contains(member)
        || gossip.heard[member].map { $0.time > lately } ?? false
    }
    for member in present {
      maintenance.silences[member] = nil
      guard record.silences[member] != nil else { continue }
      record.silences[member] = nil
      batch.isRecordChanged = true
    }
    guard present.count * 2 > roster.active.count else { return }
    for member in roster.active where !present.contains(member) {
      let counted = maintenance.silences[member] ?? record.silences[member]
      let silence = counted.map { $0 + elapsed } ?? 0
      maintenance.silences[member] = silence
      if silence >= settings.evictAfter, let entry = roster[member] {
        try evict(entry, at: now, store: &store)
        actions.append(.report(.evicted(member, node: entry.node, silence: silence)))
        maintenance.silences[member] = nil
        record.silences[member] = nil
      } else if silence - (record.silences[member] ?? 0) >= settings.evictAfter / 8 {
        record.silences[member] = silence
        batch.isRecordChanged = true
      }
    }
    if gossip.due == nil, linked.count > 1,
      now.uptime - (maintenance.livenessTold ?? now.uptime - settings.livenessInterval)
        >= settings.livenessInterval
    {
      maintenance.livenessTold = now.uptime
      for (link, _) in peers { withPeer(link) { $0.toldMembers = [:] } }
      gossip.due = now.uptime
    }
  }
}

extension ReplicaSettings {
  /// How often peers are told who was heard of, although nobody knows more, in milliseconds.
  var livenessInterval: Int64 { max(evictAfter / 16, 250) }

  /// For how long nothing may have been heard of a member that is not silent, in milliseconds: what is heard of it goes from link to link,
  /// and waits at each.
  var silenceWindow: Int64 { max(evictAfter / 2, 2 * maintenanceInterval + livenessInterval) }
}
