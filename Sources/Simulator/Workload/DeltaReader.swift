import Documents
import Replication

/// A client that reads what changed page by page, keeps its token, and holds a plain copy.
struct DeltaReader {
  /// How a reader goes about it.
  enum Kind {
    /// Asks now and then, and moves from node to node.
    case roaming
    /// Follows what one node changes, live; moves where that node is down.
    case following
    /// Keeps nothing but the milliseconds of `lastSync`, and stays with one node.
    case byTime
  }

  let kind: Kind
  /// The type that it reads, by its place in the newest model.
  let type: Int
  /// Where it asks next.
  var node: Int
  /// Which documents it wants; what does not match comes to it as left.
  var filter: Filter?
  /// Its `lastSync`.
  var lastSync = "0"
  /// Which replica gave it; what plain milliseconds mean is known to that one alone.
  var source: ReplicaID?
  /// Whether it stands between two rounds.
  var isBetweenRounds = true
  /// How many pages it asked for.
  var steps: UInt64 = 0
  /// Whether a page is about to be asked for.
  var isScheduled = false
  /// Whether something changed since a page was last asked for; of a follower.
  var isWoken = true
  /// How many rounds it has completed since the mesh was quiet.
  var finalRounds = 0
  /// What it has.
  var copy: [DocumentID: Item] = [:]

  /// A document as the reader has it.
  struct Item {
    let stamps: [Stamp?]
    let values: [Value?]
    let isDeleted: Bool
    /// Whether it does not match the reader's filter.
    let isLeft: Bool
    let createdAt: Timestamp
  }
}
