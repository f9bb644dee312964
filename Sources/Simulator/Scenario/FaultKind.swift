/// What can go wrong in a run, by the name that it has in a scenario.
public enum FaultKind: String, Sendable, Hashable, CaseIterable {
  /// The mesh falls into two parts; some partitions cut one direction only.
  case partitions
  /// Two nodes lose sight of each other.
  case cuts
  /// Two nodes lose and regain sight of each other again and again.
  case flapping
  /// A connection breaks, in the midst of a frame perhaps; what is on its way is lost.
  case resets
  /// A connection dies without a sign: what is sent is lost, and its ends find out late, one after the other.
  case halfOpen = "half-open"
  /// The way between two nodes is slow: little goes through in a second. At the level of bytes only.
  case slowLinks = "slow-links"
  /// Somebody on the way flips, drops, repeats or cuts bytes. At the level of bytes only.
  case tampering
  /// The loop of a node stands still: it takes no batches, and carries nothing out. Its links go on.
  case stalls
  /// The process of a node is killed, and starts again.
  case crashes
  /// The machine of a node loses power, and starts again.
  case powerCuts = "power-cuts"
  /// Operations of a node's disk fail.
  case diskErrors = "disk-errors"
  /// The disk of a node is full for a while.
  case fullDisks = "full-disks"
  /// Syncs of a node's disk fail.
  case failingSyncs = "failing-syncs"
  /// Syncs of a node's disk are confirmed, but do nothing; ends with a power cut. With SQLite only.
  case lyingSyncs = "lying-syncs"
  /// The wall clock of a node steps forward or back.
  case clockSteps = "clock-steps"
  /// A node is put back to an older copy of its disk, as a new replica.
  case restores
  /// A node that has not joined yet begins on a copy of another's disk, as a new replica. Needs late nodes.
  case clones
  /// A node stops, and starts with the next schema.
  case upgrades
  /// A node stops for ever. At least two nodes stay.
  case deaths
  /// An operator of one node evicts another, which runs, is cut off, or down.
  case evictions
  /// A node is put back to an older copy of its disk, and goes on as the replica that it was.
  case rollbacks
  /// A node that has not joined yet begins on a copy of another's disk, as the same replica. Needs late nodes.
  case twins
  /// A document changes, or is lost, behind the back of a node's store. Comes about once the mesh has converged.
  case flippedRows = "flipped-rows"
  /// The wall clock of a node jumps an hour ahead; later it is set right, and the node repaired.
  case clockAhead = "clock-ahead"
  /// A node stops, and starts with another scope. Needs partial nodes; the first node stays a full one.
  case scopeChanges = "scope-changes"

  /// Whether nodes go on under new ReplicaIDs because of it while they run.
  var changesMembers: Bool {
    switch self {
    case .evictions, .rollbacks, .twins, .clockAhead: true
    case .partitions, .cuts, .flapping, .resets, .halfOpen, .slowLinks, .tampering, .stalls,
      .crashes, .powerCuts, .diskErrors, .fullDisks, .failingSyncs, .lyingSyncs, .clockSteps,
      .restores, .clones, .upgrades, .deaths, .flippedRows, .scopeChanges:
      false
    }
  }
}
