import Documents

/// What a replica looks at now and then, and how far it has come.
struct Maintenance: Sendable {
  /// When it is due again, by the clock that never steps; nil before the first event.
  var due: Int64?
  /// How far tombstones were looked at, and against what.
  var forgetting = Forgetting()
  /// The members with which a round was completed since they acknowledged that a replica has left, by that replica.
  var settled: [ReplicaID: Set<ReplicaID>] = [:]
  /// When silences were last counted, by the clock that never steps.
  var counted: Int64?
  /// For how long members have been silent while a majority was not, in milliseconds.
  var silences: [ReplicaID: Int64] = [:]
  /// Earlier incarnations of this process, and since when it wrote under them: to be written anew.
  var rewrites: [(replica: ReplicaID, after: Timestamp)] = []
  /// Earlier incarnations that were put back: what is known of them may have holes.
  var putBack: Set<ReplicaID> = []
  /// Closed replicas of which more came than was kept.
  var beyondKept: Set<ReplicaID> = []
  /// How many keys of rows are remembered; nil where that must be counted.
  var keyCount: Int?
  /// When the age of conflict records is to be looked at, by the clock that never steps; zero for the first time.
  var conflictsDue: Int64? = 0
  /// What the peer knew from whom a full copy was made to start over.
  var copied: Knowledge?
  /// How far documents outside of the scope were looked for.
  var departing = Departing()
  /// Whether a claim has shown that what was known here of a closed replica is lost.
  var claimsLost = false
  /// Since when no full peer knows all that is known here, by the clock that never steps; nil where one does.
  var lacksBegan: Int64?
  /// Since when no full replica that is linked knows all deletions that were forgotten here, by the clock that never steps; nil where one
  /// does.
  var belowFloorSince: Int64?
  /// When peers were last told who was heard of, by the clock that never steps.
  var livenessTold: Int64?
}

extension Replica {
  /// Whether maintenance has to be done now.
  func isMaintenanceDue(at now: Moment) -> Bool {
    maintenance.due.map { $0 <= now.uptime } ?? false
  }

  /// Forgets, evicts and closes what is due.
  mutating func maintain(at now: Moment, store: inout some ReplicaStore) throws(StoreError) {
    maintenance.due = now.uptime + settings.maintenanceInterval
    try rewriteOwnWrites(at: now, store: &store)
    goOnIfNobodyHasCopy()
    startOverIfAllLost(at: now)
    retryRefused()
    try finishStartingOver(at: now, store: &store)
    try evictSilentMembers(at: now, store: &store)
    try closeReplicas(at: now, store: &store)
    try forgetTombstones(at: now, store: &store)
    try dropDeparted(at: now, store: &store)
    copyWhatWasDropped()
    try copyWhatWasLost(at: now, &store)
    try dropOldConflicts(at: now, store: &store)
    try forgetKeys(at: now, store: &store)
    try tendRoster(at: now, store: &store)
  }
}
