import Documents
import Replication

/// A node of a run: a replica with its store and clocks, and an inbox from which it takes batches, as the daemon does.
final class SimulatedNode<Disk: SimulatedDisk> {
  /// Its number, counted from 0.
  let index: Int
  let clock: SimulatedClock
  var disk: Disk
  /// Nil while the node is down.
  var replica: Replica?
  /// How often it was started; events for an earlier incarnation fall flat.
  var incarnation = 0
  /// What has come in and waits for the next batch.
  var inbox: [Event] = []
  /// Where its loop is.
  var loop = Loop.idle
  /// How many batches there were, over all incarnations.
  var batches: UInt64 = 0
  /// For when a wake event is under way, by the clock that never steps.
  var wakeAt: Int64?
  /// The connections by the link's number.
  var connections: [LinkID: Int] = [:]
  /// What it knew after the last batch.
  var knowledge = Knowledge()
  /// How many writes of each replica were found to be held here.
  var verified: [ReplicaID: Int] = [:]
  /// Who makes a mistake at this node on purpose, if anybody.
  var saboteur: Saboteur?

  /// Where the loop of a node is.
  enum Loop {
    /// The inbox is empty. Goes to ``scheduled``.
    case idle
    /// A batch is about to be taken. Goes to ``committed(_:)``.
    case scheduled
    /// A batch is committed, its actions are about to be carried out. Goes to ``idle`` or ``scheduled``.
    case committed([Action])
  }

  init(index: Int, clock: SimulatedClock, disk: Disk) {
    self.index = index
    self.clock = clock
    self.disk = disk
  }

  /// `node 1`, `node 2`, …
  var name: String { "node \(index + 1)" }
}
