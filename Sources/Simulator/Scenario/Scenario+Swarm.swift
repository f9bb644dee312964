extension Scenario {
  /// The scenario as a seed has it. In a swarm each seed draws which faults exist at all and how strong they are, the mesh, and how
  /// hard clients push; what the scenario says is the most. Any other scenario is the same for all seeds.
  public func drawn(seed: UInt64) -> Scenario {
    guard isSwarm else { return self }
    var random = KeyedRandom(seed: seed, .swarm)
    var drawn = self
    drawn.isSwarm = false
    drawn.drawMesh(&random)
    drawn.drawWorkload(&random)
    for kind in FaultKind.allCases {
      guard let fault = drawn.faults[kind] else { continue }
      let factor = random.pick([0.3, 1.0, 1.0, 3.0])
      let isThere = random.chance(0.4)
      drawn.faults[kind] =
        isThere
        ? Fault(
          every: VirtualTime(microseconds: Int64(Double(fault.every.microseconds) * factor)),
          last: random.time(.milliseconds(5), fault.last)) : nil
    }
    drawn.drawMembers(&random, seed: seed)
    var schemas = KeyedRandom(seed: seed, .swarm, 1)
    drawn.areSchemasIncompatible = areSchemasIncompatible && schemas.chance(0.4)
    drawn.drawPartialNodes(seed: seed)
    return drawn
  }

  /// How many nodes are partial: none where full ones might lose sight of each other, or of what only partial ones have.
  private mutating func drawPartialNodes(seed: UInt64) {
    var random = KeyedRandom(seed: seed, .swarm, 2)
    let most = min(partialNodes, nodes - lateNodes - 1)
    let isFit = (topology == .full || topology == .star) && !evicts && faults[.deaths] == nil
    partialNodes = isFit && random.chance(0.6) ? random.below(most + 1) : 0
    filteredNodes = random.below(min(filteredNodes, partialNodes) + 1)
  }

  /// How members change, how soon tombstones are forgotten and silent members evicted; what the scenario says is the soonest. Seeds in
  /// which members change excuse much: where there is to be a share of them, the others have none of that, and each has one way.
  private mutating func drawMembers(_ random: inout KeyedRandom, seed: UInt64) {
    var members = KeyedRandom(seed: seed, .swarm, 3)
    let isShared = faults.memberShare < 1
    let changes = members.chance(faults.memberShare)
    faults.memberShare = 1
    let never = VirtualTime.seconds(3_600)
    var way: MemberChanges? = .evictions
    if isShared { way = changes ? members.pick(MemberChanges.allCases) : nil }
    if isShared || !changes {
      for kind in FaultKind.allCases where kind.changesMembers {
        if !changes || !(way?.faults.contains(kind) ?? false) { faults[kind] = nil }
      }
    }
    if !changes || way == .clocks || faults[.clockAhead] != nil {
      // A tombstone that was forgotten by a clock that was ahead leaves nothing that could be accounted for.
      replica.tombstoneRetention = max(replica.tombstoneRetention, Self.clockJump * 3)
    }
    if !changes || way != .evictions { replica.evictAfter = max(replica.evictAfter, never) }
    guard changes else { return }
    let soonest = replica.tombstoneRetention
    if soonest < never { replica.tombstoneRetention = random.pick([soonest, soonest * 4, never]) }
    let silence = replica.evictAfter
    guard silence < never else { return }
    let drawn = random.pick([silence, silence * 3, never, never])
    replica.evictAfter = max(drawn, VirtualTime(microseconds: longestWay.microseconds * 5 / 2))
  }

  /// For how long news of a member may be under way to the other end of the mesh: who is not heard of for less is not silent.
  private var longestWay: VirtualTime {
    let hops =
      switch topology {
      case .line: nodes - 1
      case .ring: nodes / 2
      case .full, .star, .random: 2
      }
    return (replica.maintenance + network.maximumLatency * 2) * Int64(hops)
  }

  /// In which way members change in a seed of a swarm in which a share of the seeds have that.
  private enum MemberChanges: CaseIterable {
    /// They are evicted, by hand or for their silence.
    case evictions
    /// They go on from older copies of their disks, or two from one.
    case copies
    /// Their clocks are far ahead, are set right, and they are repaired.
    case clocks

    /// The faults that make up the way.
    var faults: [FaultKind] {
      switch self {
      case .evictions: [.evictions]
      case .copies: [.rollbacks, .twins]
      case .clocks: [.clockAhead]
      }
    }
  }

  /// Whether tombstones may be forgotten while the run lasts, by the nodes' clocks.
  var forgets: Bool {
    let jump = faults[.clockAhead] == nil ? VirtualTime.zero : Self.clockJump
    return replica.tombstoneRetention < duration + convergeWithin + .seconds(600) + jump
  }

  /// Whether members may be evicted while the run lasts.
  var evicts: Bool {
    faults[.evictions] != nil || replica.evictAfter < duration + convergeWithin + .seconds(600)
  }

  /// Whether nodes may go on under a new ReplicaID while they run.
  var changesIdentities: Bool {
    evicts || forgets || durability == .normal || faults[.rollbacks] != nil
      || faults[.twins] != nil || faults[.clockAhead] != nil
  }

  private mutating func drawMesh(_ random: inout KeyedRandom) {
    // Few nodes mostly; many now and then.
    let most = random.chance(0.03) ? nodes : min(nodes, random.chance(0.3) ? 8 : 5)
    nodes = 2 + random.below(max(most - 1, 1))
    lateNodes = min(lateNodes, random.below(nodes))
    topology = random.pick(nodes > 12 ? [.ring, .star, .line, .random] : Topology.allCases)
    durability = random.pick(durability == .normal ? [.normal, .full] : [.full])
    olderSchemas = random.chance(0.4) ? random.below(olderSchemas + 1) : 0
    duration = random.time(.seconds(2), max(duration, .seconds(2)))
    network.minimumLatency = random.time(.zero, network.minimumLatency)
    network.maximumLatency = random.time(network.minimumLatency, network.maximumLatency)
    // Clocks are off by more than what others accept only now and then: that takes long to heal.
    let accepted = min(clocks.skew, VirtualTime.seconds(5))
    clocks.skew = random.time(.zero, random.chance(0.03) ? clocks.skew : accepted)
    replica.pageRows = 1 + random.below(replica.pageRows)
    replica.relayDelay = random.pick([replica.relayDelay, .zero])
    if nodes > 12 {
      // Announcements go over every link: what many nodes do costs much.
      duration = min(duration, .seconds(4))
      workload.writesPerSecond = min(workload.writesPerSecond, 10)
    }
  }

  private mutating func drawWorkload(_ random: inout KeyedRandom) {
    workload.writesPerSecond = 1 + random.below(workload.writesPerSecond)
    workload.burst = random.pick([1, 1, workload.burst])
    workload.documents = 1 + random.below(workload.documents)
    workload.hotDocuments = min(workload.documents, 1 + random.below(workload.hotDocuments))
    workload.hotShare = random.fraction()
    workload.staleShare = random.fraction()
    workload.retryShare = random.fraction() * workload.retryShare
    workload.readers = random.below(workload.readers + 1)
    workload.readerPageRows = 1 + random.below(workload.readerPageRows)
    workload.subscribers = random.below(workload.subscribers + 1)
    workload.timeReaders = random.below(workload.timeReaders + 1)
    workload.offlineClients = random.below(workload.offlineClients + 1)
  }

  /// By how much a clock can be off, all in all.
  var largestClockError: VirtualTime {
    let steps = faults[.clockSteps] == nil ? VirtualTime.zero : clocks.step * 3
    let ahead = faults[.clockAhead] == nil ? VirtualTime.zero : Self.clockJump
    return clocks.skew + clocks.skew + steps + ahead
      + VirtualTime(microseconds: Int64(clocks.driftPerMillion) * duration.microseconds / 1_000_000)
  }

  /// By how much a clock jumps ahead that is set right later.
  static let clockJump = VirtualTime.seconds(3_600)
}
