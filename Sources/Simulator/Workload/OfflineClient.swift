import Documents
import Replication

/// A client that writes into an outbox while it is offline, and pushes it when it is online: one after the other, each again until it
/// is answered.
struct OfflineClient {
  /// What it knows of documents from the last answer or look.
  var views: [DocumentKey: DocumentView] = [:]
  /// What it wants to write, in order.
  var outbox: [(key: DocumentKey, mutation: Mutation)] = []
  /// Until when it is offline.
  var offlineUntil = VirtualTime.zero
  /// Whether it waits for an answer.
  var isWaiting = false
  /// Whether the first of the outbox was sent before.
  var hasSent = false
  /// How many steps it has made.
  var steps: UInt64 = 0
  /// How many writes it has made.
  var writes = 0
}
