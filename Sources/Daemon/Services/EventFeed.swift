import DocumentAPI
import Documents
import Replication
import Synchronization

/// A subscription to new, updated or deleted documents of a type, from its beginning on.
final class EventFeed: Feed {
  private struct Place {
    var token: SyncToken
    /// What was known when the reader's last round ended: a document created behind it is new.
    var known: Knowledge
    /// The last commit that was looked at to the end; nil in the middle of a round.
    var waitsBehind: SequenceNumber?
  }

  private let reader: DeltaReader
  private let changes: ChangeSignal
  private let kind: EventRequest.Kind
  private let place: Mutex<Place>

  init(reader: DeltaReader, changes: ChangeSignal, kind: EventRequest.Kind, since token: SyncToken)
  {
    self.reader = reader
    self.changes = changes
    self.kind = kind
    let sequence: SequenceNumber? =
      if case .finished(_, let mark) = token.phase { mark.sequence } else { nil }
    place = Mutex(Place(token: token, known: token.knowledge, waitsBehind: sequence))
  }

  /// The next documents; never none.
  func next() async throws(ServiceError) -> ChangeBatch? {
    while true {
      var place = place.withLock { $0 }
      if let sequence = place.waitsBehind {
        guard await changes.change(of: reader.scope.type, after: sequence) else { return nil }
      }
      let page = try reader.page(since: .token(place.token))
      let rows = page.rows.filtered { row in self.kind(of: row, in: page.rows, place.known) == kind
      }
      place.token = page.token
      place.waitsBehind = page.endsRound ? page.commit.mark.sequence : nil
      if page.endsRound { place.known = page.knowledge }
      let next = place
      self.place.withLock { $0 = next }
      if !rows.isEmpty { return rows }
    }
  }

  /// What happened to a document since `known`; nil if nothing did that a client can see: it was just merged with what lost to it.
  private func kind(
    of row: ChangeBatch.Row, in rows: ChangeBatch, _ known: Knowledge
  ) -> EventRequest.Kind? {
    if rows.isCovered(row, by: known) { return nil }
    if row.isDeleted { return .deleted }
    guard let created = rows.stamps(of: row)?[.createdAt] else { return .updated }
    return known.covers(created.version) ? .updated : .new
  }
}

extension ChangeBatch {
  /// The rows that are wanted, in their order.
  fileprivate func filtered(_ isWanted: (Row) -> Bool) -> ChangeBatch {
    let wanted = rows.filter(isWanted)
    if wanted.count == rows.count { return self }
    var result = ChangeBatch(replicas: replicas)
    bytes.withUnsafeBytes { bytes in
      for row in wanted {
        result.append(
          type: row.type, sequence: row.sequence, createdAt: row.createdAt,
          updatedAt: row.updatedAt, isDeleted: row.isDeleted, isLeft: row.isLeft,
          id: UnsafeRawBufferPointer(rebasing: bytes[row.id]),
          stamps: UnsafeRawBufferPointer(rebasing: bytes[row.stamps])
        ) { $0.append(contentsOf: bytes[row.values]) }
      }
    }
    return result
  }
}
