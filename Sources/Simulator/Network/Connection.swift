import Replication

/// Two nodes that have a link whenever both are there and see each other; the first dials.
struct Edge {
  /// Who dials, and who listens.
  let nodes: [Int]
  /// The connection that the dialler has, if any.
  var connection: Int?
  /// How often dialling failed since it last succeeded.
  var failures: Int64 = 0
  /// How often was dialled.
  var attempts: UInt64 = 0
  /// Whether an attempt is scheduled or under way.
  var isDialling = false
}

/// A connection between two nodes, with what is on its way. Side 0 dialled.
struct Connection {
  /// The edge that it belongs to.
  let edge: Int
  /// The nodes at its sides.
  let nodes: [Int]
  /// Their incarnations when it came up.
  let incarnations: [Int]
  /// The link's number at each side.
  let links: [LinkID]
  /// Whether each side takes the connection for open.
  var isOpen = [true, true]
  /// Whether it is dead: what is sent, and what was on its way, is lost.
  var isBroken = false
  /// What is on its way to each side, in order.
  var queues: [[Item]] = [[], []]
  /// How many arrivals at each side wait for the direction to be unblocked.
  var owed = [0, 0]
  /// How many messages were sent to each side.
  var sent: [UInt64] = [0, 0]
  /// How many pages are on their way to each side.
  var pages = [0, 0]
  /// Counts how often a partition began or ended around it: a suspicion of an earlier time falls flat.
  var epoch = 0

  /// What is on its way.
  enum Item {
    case message(PeerMessage)
    /// The other side closed.
    case end
  }
}
