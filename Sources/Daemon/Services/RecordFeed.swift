import AdminAPI
import DocumentAPI
import Documents
import Replication
import Storage
import Synchronization

/// A subscription to the conflict log, from its beginning on.
final class RecordFeed: ConflictFeed {
  private struct Place {
    var token: SyncToken
    /// The last commit that was looked at to the end; nil in the middle of a round.
    var waitsBehind: SequenceNumber?
  }

  private let conflicts: ConflictReader
  private let deltas: DeltaReader
  private let changes: ChangeSignal
  private let filter: ConflictFilter
  private let place: Mutex<Place>

  init(
    _ conflicts: ConflictReader, _ deltas: DeltaReader, _ changes: ChangeSignal,
    _ filter: ConflictFilter
  ) throws(ServiceError) {
    self.conflicts = conflicts
    self.deltas = deltas
    self.changes = changes
    self.filter = filter
    let token = try deltas.now()
    let sequence: SequenceNumber? =
      if case .finished(_, let mark) = token.phase { mark.sequence } else { nil }
    place = Mutex(Place(token: token, waitsBehind: sequence))
  }

  func next() async throws(AdminServiceError) -> [Conflict]? {
    while true {
      var place = place.withLock { $0 }
      if let sequence = place.waitsBehind {
        guard await changes.change(of: deltas.scope.type, after: sequence) else { return nil }
      }
      let page: Page
      let found: [Conflict]
      do throws(ServiceError) { page = try deltas.page(since: .token(place.token)) } catch {
        throw AdminServiceError(error.message)
      }
      do throws(StoreError) {
        found = try conflicts.conflicts(page.rows, filter, try conflicts.reader.snapshot())
      } catch {
        throw AdminServiceError(error.message)
      }
      place.token = page.token
      place.waitsBehind = page.endsRound ? page.commit.mark.sequence : nil
      let next = place
      self.place.withLock { $0 = next }
      if !found.isEmpty { return found }
    }
  }
}
