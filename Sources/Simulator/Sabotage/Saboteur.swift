import Documents
import PeerWire
import Replication

/// Makes a mistake on purpose at a node: wherever something passes between its replica and the simulator. ``StoreSaboteur`` does
/// so within the store.
struct Saboteur {
  /// The mistake.
  let sabotage: Sabotage
  /// What was seen of each link.
  var links: [LinkID: LinkNotes] = [:]
  /// The last pages that each peer was sent.
  var sent: [ReplicaID: [ChangePage]] = [:]
  /// The last commit that each peer was sent.
  var marks: [ReplicaID: (replica: ReplicaID, mark: CommitMark)] = [:]
  /// How many pages with rows, and credits, passed.
  var pageCount = 0
  var creditCount = 0
  /// What the node is to hold.
  var scope = ReplicationScope.everything
  /// The node's replica and its catalogue when it last acted, and what it knew.
  var standing: (replica: ReplicaID, catalog: Catalog, knowledge: Knowledge)?

  init(_ sabotage: Sabotage) {
    self.sabotage = sabotage
  }

  /// What was seen of a link.
  struct LinkNotes {
    /// The peer.
    var peer: ReplicaID?
    /// What the numbers in its pages mean.
    var catalog: Catalog?
    /// The replicas that the peer has links to.
    var direct: Set<ReplicaID> = []
    /// The last page that came.
    var last: (number: SubscriptionNumber, page: ChangePage)?
    /// What the node knew, and its floor, when it asked a question last.
    var standing: (knowledge: Knowledge, floor: Knowledge)?
    /// Whether a page was sent.
    var hasSent = false
    /// What the peer was told last.
    var told: Announcement?
    /// Whether the peer's news are answered by this node's.
    var owesNews = false
    /// How many credits must not be given back, as their pages were never sent.
    var surplus = 0
  }

  /// The node starts: what was in its memory is gone.
  mutating func restart(_ settings: inout ReplicaSettings) {
    self = Saboteur(sabotage)
    if sabotage == .relayingNeverWaits { settings.relayDelay = 0 }
    if sabotage == .futureAccepted { settings.maximumClockDrift = 1 << 40 }
    if sabotage == .recordDroppedEarly { settings.conflictRetention = 1_000 }
    if sabotage == .forgottenEarly { settings.tombstoneRetention = 0 }
    if sabotage == .scopeOverstepped { settings.scope = .everything }
    if sabotage == .filterOverstepped, case .types(let types) = settings.scope {
      settings.scope = .init(types: types.map(\.name))
    }
    scope = settings.scope
  }
}

extension Saboteur {
  /// The limits of the node's links, at the level of bytes.
  func distort(_ limits: inout LinkLimits, ofNode index: Int) {
    if sabotage == .keysReplacedUnevenly, index.isMultiple(of: 2) { limits.rekeyInterval += 1 }
    if sabotage == .silenceIgnored { limits.deadAfterMilliseconds = 1 << 40 }
  }
}

extension SimulatedNode {
  /// Sets a saboteur on the node, if there is to be one.
  func infiltrate(_ sabotage: Sabotage?) {
    guard let sabotage else { return }
    saboteur = Saboteur(sabotage)
    storeSaboteur = StoreSaboteur(sabotage)
  }

  /// Tells the saboteurs of the node, if there are any, that it starts.
  func restartSabotage(_ settings: inout ReplicaSettings) {
    saboteur?.restart(&settings)
    storeSaboteur?.restart()
  }

  /// Reads a page of a round on a snapshot as of now; `link` is that of the peer who gets it, nil for a client.
  func page(
    _ request: PageRequest, over link: LinkID?
  ) throws(StoreError) -> Result<Page, SyncRefusal> {
    let snapshot = try disk.store.snapshot()
    guard let saboteur else { return try RoundReader.page(request, from: snapshot) }
    let distorted = try saboteur.distorted(request, on: snapshot)
    return try RoundReader.page(distorted, from: snapshot).map {
      saboteur.distorted($0, for: distorted, over: link)
    }
  }
}
