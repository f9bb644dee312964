import DocumentAPI
import Documents
import Replication
import Synchronization

/// A subscription to deltas: the rest of a round page by page, then each change as it comes. Pages are read only when they are
/// asked for, so a slow reader costs nothing but its place.
final class DeltaFeed: Feed {
  private struct Place {
    var since: Since
    /// The last commit that was looked at to the end; nil in the middle of a round.
    var waitsBehind: SequenceNumber?
  }

  private let reader: DeltaReader
  private let changes: ChangeSignal
  private let place: Mutex<Place>

  init(reader: DeltaReader, changes: ChangeSignal, since: Since) {
    self.reader = reader
    self.changes = changes
    place = Mutex(Place(since: since, waitsBehind: nil))
  }

  /// The next page; the first one comes at once, even if it is empty.
  func next() async throws(ServiceError) -> SyncResult? {
    while true {
      let place = place.withLock { $0 }
      if let sequence = place.waitsBehind {
        guard await changes.change(of: reader.scope.type, after: sequence) else { return nil }
      }
      let page = try reader.page(since: place.since)
      self.place.withLock {
        $0 = Place(
          since: .token(page.token), waitsBehind: page.endsRound ? page.commit.mark.sequence : nil)
      }
      if !page.rows.isEmpty || place.waitsBehind == nil { return SyncResult(page) }
    }
  }
}
