public import Documents

/// What the document API needs of a node: reading documents, asking for writes, following changes.
///
/// Types are named by the model; fields by their index in the type of the model. The caller has checked what it passes against
/// the model and the API's limits; filters and values are in internal form. Every method may be called from any task, and many at
/// a time; reads never wait for writes. A method whose task is cancelled may end early with any error.
/// Each throws `NOT_REPLICATED` for a type of which the node holds no documents.
public protocol DocumentService: Sendable {
  /// One live document: a batch with one row, or none where there is no such document or it is deleted.
  func get(_ request: GetRequest) async throws(ServiceError) -> ChangeBatch

  /// Live documents that match, in order, from one snapshot.
  func find(_ query: DocumentQuery) async throws(ServiceError) -> DocumentQueryResult

  /// One page of what changed since a `lastSync`.
  /// - Throws: `BAD_LAST_SYNC`, `RESYNC_REQUIRED`, `UNAVAILABLE`.
  func sync(_ request: SyncRequest) async throws(ServiceError) -> SyncResult

  /// Asks for a write; returns once it is committed, or refused.
  func apply(_ mutation: Mutation) async throws(ServiceError) -> MutationOutcome

  /// The pages of ``sync(_:)`` one after the other, without end: behind the last page of a round the next comes when something
  /// changed. The first page comes at once, even if it is empty; a later one has a row, or ends a round.
  /// - Throws: what the first page would throw.
  func follow(_ request: SyncRequest) async throws(ServiceError) -> any Feed<SyncResult>

  /// What happens to documents from now on, whichever node it came from. When this returns, the subscription stands: no later
  /// commit is missed.
  func events(_ request: EventRequest) async throws(ServiceError) -> any Feed<ChangeBatch>
}

/// A sequence that the reader pulls: nothing is read ahead for it but what a page holds, so a slow reader costs no memory and gets
/// a document that changed several times once, in its latest state.
public protocol Feed<Element>: Sendable {
  /// What it gives.
  associatedtype Element: Sendable

  /// The next element; waits until there is one. Nil when the node stops, or the task was cancelled. Only one call at a time.
  ///
  /// What the feed holds is given back when it is released.
  func next() async throws(ServiceError) -> Element?
}
