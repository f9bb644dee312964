public import Documents

/// What the document API needs of a node: reading documents, asking for writes, following changes.
///
/// Types are named by the model; fields by their index in the type of the model. The caller has checked what it passes against
/// the model and the API's limits; filters and values are in internal form. Every method may be called from any task, and many at
/// a time; reads never wait for writes. A method whose task is cancelled may end early with any error.
/// Each throws `NOT_REPLICATED` for a type of which the node holds no documents.
public protocol DocumentService: Sendable {
  /// Reads documents, all from one state of the node: what is committed meanwhile does not show. `body` runs at once and is to be
  /// short; the reader is good in it alone.
  func read<Value: Sendable>(
    _ body: (any DocumentReader) throws(ServiceError) -> Value
  ) async throws(ServiceError) -> Value

  /// One page of what changed since a `lastSync`.
  /// - Throws: `BAD_LAST_SYNC`, `RESYNC_REQUIRED`, `UNAVAILABLE`.
  func sync(_ request: SyncRequest) async throws(ServiceError) -> SyncResult

  /// Asks for a write; returns once it is committed, or refused.
  func apply(_ mutation: Mutation) async throws(ServiceError) -> MutationOutcome

  /// Asks for several writes, each by itself; returns once they are committed, or refused. Their types are part of the model.
  /// - Throws: `UNAVAILABLE` where the store could take none of them.
  func push(_ rows: [PushRow]) async throws(ServiceError) -> [PushAnswer]

  /// The pages of ``sync(_:)`` one after the other, without end: behind the last page of a round the next comes when something
  /// changed. The first page comes at once, even if it is empty; a later one has a row, or ends a round.
  /// - Throws: what the first page would throw.
  func follow(_ request: SyncRequest) async throws(ServiceError) -> any Feed<SyncResult>

  /// What happens to documents from now on, whichever node it came from. When this returns, the subscription stands: no later
  /// commit is missed.
  func events(_ request: EventRequest) async throws(ServiceError) -> any Feed<ChangeBatch>
}

extension DocumentService {
  /// One live document: a batch with one row, or none where there is no such document or it is deleted.
  public func get(_ request: GetRequest) async throws(ServiceError) -> ChangeBatch {
    try await read { reader throws(ServiceError) in try reader.get(request) }
  }

  /// Live documents that match, in order.
  public func find(_ query: DocumentQuery) async throws(ServiceError) -> DocumentQueryResult {
    try await read { reader throws(ServiceError) in try reader.find(query) }
  }
}

/// Reads documents from one state of a node.
///
/// Each method throws `NOT_REPLICATED` for a type of which the node holds no documents.
public protocol DocumentReader {
  /// One live document: a batch with one row, or none where there is no such document or it is deleted.
  func get(_ request: GetRequest) throws(ServiceError) -> ChangeBatch

  /// Live documents that match, in order.
  func find(_ query: DocumentQuery) throws(ServiceError) -> DocumentQueryResult

  /// The live documents that belong to each of several others; read at once, not one by one.
  func related(_ query: RelatedQuery) throws(ServiceError) -> RelatedDocuments
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
