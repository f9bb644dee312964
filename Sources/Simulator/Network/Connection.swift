import PeerWire
import Replication

/// Two nodes that have a link whenever both are there and see each other; the first dials.
struct Edge {
  /// Who dials, and who listens.
  let nodes: [Int]
  /// Whether the second dials as well; at the level of bytes only.
  let isMutual: Bool
  /// The connection that the dialler has, if any. At the level of bytes the nodes see to it themselves.
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
  /// The edge that it belongs to; nil at the level of bytes.
  let edge: Int?
  /// The nodes at its sides.
  let nodes: [Int]
  /// Their incarnations when it came up.
  let incarnations: [Int]
  /// The link's number at each side.
  let links: [LinkID]
  /// The same as the nodes' hubs know them; none at the level of messages.
  let numbers: [LinkNumber]
  /// Whether each side takes the connection for open.
  var isOpen = [true, true]
  /// Whether it is dead: what is sent, and what was on its way, is lost.
  var isBroken = false
  /// What goes to each side.
  var lanes = [Lane(), Lane()]
  /// Counts how often a partition began or ended around it: a suspicion of an earlier time falls flat.
  var epoch = 0

  /// One direction.
  struct Lane {
    /// What is on its way, in order.
    var items: [Item] = []
    /// What waits for room on the way; at the level of bytes only.
    var unsent: [[UInt8]] = []
    /// How many bytes are on their way.
    var bytes = 0
    /// When the line is free again.
    var freeAt = VirtualTime.zero
    /// How many arrivals wait for the direction to be unblocked, or for the node to read.
    var owed = 0
    /// How many items were sent.
    var sent: UInt64 = 0
    /// How many pages are on their way.
    var pages = 0
    /// The pages on their way, by their place in the recording.
    var flights: [Int] = []
    /// What their sender had merged of the rows of the pages on their way.
    var histories: [[RowHistory]] = []
    /// What is done to the next bytes.
    var tampering: Tampering?
  }

  /// What is on its way.
  enum Item {
    case message(PeerMessage)
    case bytes([UInt8])
    /// The other side closed.
    case end
  }

  /// What somebody on the way does to bytes.
  enum Tampering: CaseIterable {
    case flip, drop, `repeat`, cut
  }

  /// The side that a node has: 0 or 1.
  func side(of link: LinkID, at node: Int) -> Int { nodes[0] == node && links[0] == link ? 0 : 1 }
}
