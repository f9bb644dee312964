import PeerWire
import Replication

/// What can happen in a run.
enum SimulationEvent {
  /// A node starts, for the first time or again.
  case start(node: Int)
  /// A node takes a batch out of its inbox.
  case batch(node: Int, incarnation: Int)
  /// A node carries out the actions of its last batch.
  case perform(node: Int, incarnation: Int)
  /// A node reads a page, on a snapshot as of now.
  case read(node: Int, incarnation: Int, LinkID, SubscriptionNumber, PageRequest)
  /// A node examines its documents, on a snapshot as of now.
  case examine(node: Int, incarnation: Int, AuditPurpose, Examination)
  /// Something comes into the inbox of a node.
  case enqueue(node: Int, incarnation: Int, Event)
  /// A deadline of a node comes.
  case wake(node: Int, incarnation: Int, due: Int64)
  /// The dialler of an edge tries to connect.
  case dial(edge: Int)
  /// A try to connect comes to its end.
  case dialled(edge: Int, incarnation: Int)
  /// What is first on its way to a side of a connection arrives.
  case arrive(connection: Int, side: Int)
  /// A node's try to connect to another comes to its end; at the level of bytes.
  case connected(node: Int, incarnation: Int, LinkNumber, target: Int)
  /// Bytes of a node were taken by its system.
  case wrote(node: Int, incarnation: Int, LinkNumber, Int)
  /// A deadline of a node's links comes.
  case wireTimer(node: Int, incarnation: Int, due: VirtualTime)
  /// A side of a connection finds out that it is dead; with an epoch only if that still holds.
  case lost(connection: Int, side: Int, epoch: Int?)
  /// A client writes.
  case write(Int)
  /// A client sends a write once more, perhaps to another node.
  case retry(Int)
  /// A reader asks for a page.
  case readDelta(reader: Int)
  /// A client that writes while offline does something.
  case offline(client: Int)
  /// A fault begins.
  case fault(FaultKind, index: Int)
  /// A fault that blocked the way between nodes ends.
  case unblock([Way])
  /// Ways between nodes are blocked, as a part of a fault.
  case block([Way])
  /// Slow ways are as fast as before.
  case restoreSpeed([Way])
  /// A node does something again.
  case stallEnds(node: Int)
  /// The disk of a node works again.
  case diskRecovers(node: Int, incarnation: Int)
  /// A node is put back to an older copy of its disk.
  case restore(node: Int)
  /// The clock of a node that jumped ahead is set right.
  case clockIsSet(node: Int)
  /// The operator of a node has it stamp anew what is in the future.
  case repairClock(node: Int)
  /// All faults stop.
  case faultsStop
  /// Whether the mesh has converged is looked at.
  case checkConvergence
  /// From here on nothing more may be sent.
  case quietBegins
  /// The run ends.
  case finish

  /// From one node to another.
  struct Way {
    let from: Int
    let to: Int
  }
}
