import Documents
import PeerWire
import Replication

/// A node of a run: a replica with its store and clocks, and an inbox from which it takes batches, as the daemon does.
final class SimulatedNode<Disk: SimulatedDisk> {
  /// Its number, counted from 0.
  let index: Int
  var clock: SimulatedClock
  var disk: Disk
  /// Which of the schemas it has, the oldest being 0.
  var schema: Int
  /// What it holds.
  var scope = ReplicationScope.everything
  /// The filters of what it holds, by type.
  var filters: [Int: ScopeFilter] = [:]
  /// How often it was given another scope.
  var scopeChanges = 0
  /// Nil while the node is down.
  var replica: Replica?
  /// The replica that it was when it last ran.
  var replicaID: ReplicaID?
  /// Whether it takes a new ReplicaID at its next start.
  var takesNewIdentity = false
  /// Whether it never starts again.
  var isDead = false
  /// How often it was started; events for an earlier incarnation fall flat.
  var incarnation = 0
  /// What has come in and waits for the next batch.
  var inbox: [Event] = []
  /// Whether it takes what arrives on its links.
  var isReading = true
  /// Where its loop is.
  var loop = Loop.idle
  /// Until when it does nothing.
  var stalledUntil = VirtualTime.zero
  /// How many batches there were, over all incarnations.
  var batches: UInt64 = 0
  /// For when a wake event is under way, by the clock that never steps.
  var wakeAt: Int64?
  /// The connections by the link's number.
  var connections: [LinkID: Int] = [:]

  /// Its links; at the level of bytes only.
  var hub: PeerHub?
  /// How often the hub was driven, over all incarnations.
  var wireSteps: UInt64 = 0
  /// For when a timer of the hub is under way.
  var wireWakeAt: VirtualTime?
  /// Whether effects of the hub are being carried out.
  var isPerformingWire = false

  /// What is wrong with its disk.
  var diskFault: FaultKind?
  /// Until when refusals may still be an effect of what was wrong with its disk.
  var diskTroubleUntil = VirtualTime.zero
  /// Whether power fails in its next batch.
  var isAboutToFail = false
  /// Whether a commit that was reported as failed may be found at the next start.
  var mayHaveSurvivors = false
  /// Whether power was cut while syncs were lies, so that anything may be found on the disk.
  var mayBeDamaged = false
  /// Whether it lost its disk and went on with an empty one.
  var wasReplaced = false
  /// Whether its clock has jumped far ahead, and was not set right yet.
  var isClockAhead = false
  /// How often its machine has lost power.
  var powerCuts = 0
  /// What the file beside its database says of its last run, where the database does not keep all that is answered.
  var runRecord: RunRecord?
  /// A copy of its disk that it is going to be put back to.
  var backup: Disk?
  /// Whether it goes on from that copy as the replica that it was.
  var backupGoesOn = false
  /// The ReplicaIDs that it gave up in its last batch.
  var givenUp: [ReplicaID] = []
  /// Whether it was put back to an older copy, or stands on one that another node runs on, without being told.
  var wasPutBack = false
  /// The replica as which it goes on from an older copy, and the nodes, with their replicas, that knew more of it then.
  var future: ReplicaID?
  var witnesses: [(node: Int, replica: ReplicaID)] = []

  /// Who makes a mistake at this node on purpose, if anybody.
  var saboteur: Saboteur?
  /// Who makes it within the store.
  var storeSaboteur: StoreSaboteur<Disk.Base>?

  /// How its documents are to be seen.
  var lens = Lens(Model(types: []), Catalog())
  /// What its disk has merged, and what the copy of its disk had.
  var history = MergeHistory()
  var backupHistory = MergeHistory()
  /// What the senders of the pages in its inbox had merged, by link in the order of the pages.
  var arrived: [LinkID: [[RowHistory]]] = [:]
  /// What its store was told to keep; nil where nobody looks at it.
  var journal: StoreJournal?
  /// Which tombstones its store was told to drop; nil where none is forgotten.
  var removals: Removals?

  /// What it knew after the last batch.
  var knowledge = Knowledge()
  /// How many writes of each replica were found to be held here.
  var verified: [ReplicaID: Int] = [:]
  /// Up to which sequence number its changes were looked at.
  var sequence = SequenceNumber.zero
  /// The versions of each document's slots when they were last looked at.
  var held: [DocumentKey: [Version?]] = [:]
  /// Since when each document was held as deleted, by its wall clock in milliseconds.
  var tombstones: [DocumentKey: Int64] = [:]
  /// The members that it was told of, by the last that it said of each.
  var members: [ReplicaID: MemberEntry] = [:]
  /// How long it had run when it last had links to each member and to most, and when that was.
  var heard: [ReplicaID: (runTime: VirtualTime, time: VirtualTime)] = [:]
  /// How long it had run when the links came up that it has.
  var linkedSince: [ReplicaID: VirtualTime] = [:]
  /// As whom it introduced itself, by link.
  var introductions: [LinkID: ReplicaID] = [:]
  /// How long it ran before its last start.
  var hasRun = VirtualTime.zero
  /// When it was last started.
  var runsSince = VirtualTime.zero

  /// Where the loop of a node is.
  enum Loop {
    /// The inbox is empty. Goes to ``scheduled``.
    case idle
    /// A batch is about to be taken. Goes to ``committed(_:)``.
    case scheduled
    /// A batch is committed, its actions are about to be carried out. Goes to ``idle`` or ``scheduled``.
    case committed([Action])
  }

  init(index: Int, clock: SimulatedClock, schema: Int, disk: Disk) {
    self.index = index
    self.clock = clock
    self.schema = schema
    self.disk = disk
  }

  /// `node 1`, `node 2`, …
  var name: String { "node \(index + 1)" }

  /// Whether its replica has written since the last commit that was looked at: for a client, or to record a conflict.
  var hasOwnNews: Bool { replica.map { $0.knowledge[$0.id] > knowledge[$0.id] } ?? false }

  /// How long it has run in all, if it runs.
  func runTime(at now: VirtualTime) -> VirtualTime { hasRun + (now - runsSince) }

  /// What the checkers remember of it does not hold for what it goes on with.
  func forget() {
    knowledge = Knowledge()
    verified = [:]
    sequence = .zero
    held = [:]
    tombstones = [:]
    members = [:]
    heard = [:]
  }
}
