import Documents
import Replication

/// A client that reads what changed page by page, moves from node to node, keeps its token, and holds a plain copy.
struct DeltaReader {
  /// The type that it reads, by its place in the model.
  let type: Int
  /// Where it asks next.
  var node: Int
  /// Its `lastSync`.
  var lastSync = "0"
  /// Whether it may not move before the end of its round: it began with plain milliseconds.
  var isPinned = false
  /// Whether it stands between two rounds.
  var isBetweenRounds = true
  /// How many pages it asked for.
  var steps: UInt64 = 0
  /// How many rounds it has completed since the mesh was quiet.
  var finalRounds = 0
  /// What it has.
  var copy: [DocumentID: Item] = [:]

  /// A document as the reader has it.
  struct Item: Equatable {
    let stamps: Stamps
    let values: [Value?]
    let isDeleted: Bool
    let createdAt: Timestamp
  }
}
