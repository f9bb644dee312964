import DocumentAPI
import Documents
import Replication
import Storage

/// Documents as the API sees them, on this node: reads go to snapshots, beside the loop; writes go into its inbox.
struct NodeDocumentService: DocumentService {
  let loop: ReplicaLoop
  let changes: ChangeSignal
  let reader: SnapshotSource
  let model: BoundModel
  let mesh: MeshID
  /// What the node holds: the API has all types of the schema on every node, so that a client finds the same everywhere.
  let replicated: ReplicationScope

  func read<Value: Sendable>(
    _ body: (any DocumentReader) throws(ServiceError) -> Value
  ) async throws(ServiceError) -> Value {
    let snapshot: SQLiteSnapshot
    do throws(StoreError) {
      snapshot = try reader.snapshot(until: RequestDeadline.current)
    } catch {
      throw ServiceError(error)
    }
    return try body(NodeDocumentReader(snapshot: snapshot, replicated: replicated))
  }

  func apply(_ mutation: Mutation) async throws(ServiceError) -> MutationOutcome {
    try checkReplicated(mutation.type)
    return await loop.apply(mutation)
  }

  func push(_ rows: [PushRow]) async throws(ServiceError) -> [PushAnswer] {
    for row in rows { try checkReplicated(row.mutation.type) }
    switch await loop.push(rows) {
    case .success(let answers): return answers
    case .failure(let error):
      throw ServiceError(.unavailable, "The node can't write at the moment: \(error.message).")
    }
  }

  func sync(_ request: SyncRequest) async throws(ServiceError) -> SyncResult {
    let reader = try reader(for: request)
    let since = try Self.refusing { () throws(SyncRefusal) in
      try LastSync.parse(request.lastSync, mesh: mesh, scope: reader.scope.fingerprint)
    }
    return SyncResult(try reader.page(since: since))
  }

  func follow(_ request: SyncRequest) async throws(ServiceError) -> any Feed<SyncResult> {
    let reader = try reader(for: request)
    let since = try Self.refusing { () throws(SyncRefusal) in
      try LastSync.parse(request.lastSync, mesh: mesh, scope: reader.scope.fingerprint)
    }
    return DeltaFeed(reader: reader, changes: changes, since: since)
  }

  func events(_ request: EventRequest) async throws(ServiceError) -> any Feed<ChangeBatch> {
    let scope = try scope(
      type: request.type, filter: request.filter, marksLeft: false, fields: request.fields)
    let reader = DeltaReader(
      source: reader, scope: scope, mesh: mesh, rows: Self.eventPageRows)
    return EventFeed(
      reader: reader, changes: changes, kind: request.kind, since: try reader.now())
  }

  /// Reads the changes of a type with all its fields, for this node itself.
  func deltas(ofAll name: String) throws(ServiceError) -> DeltaReader {
    let fields = model.type(named: name)?.model.fields.indices ?? 0..<0
    return DeltaReader(
      source: reader,
      scope: try scope(type: name, filter: nil, marksLeft: false, fields: Array(fields)),
      mesh: mesh, rows: Self.eventPageRows)
  }

  /// How many changes are looked at in one go for the subscribers to events.
  private static let eventPageRows = 1_000

  private func reader(for request: SyncRequest) throws(ServiceError) -> DeltaReader {
    let scope = try scope(
      type: request.type, filter: request.filter, marksLeft: request.marksLeft,
      fields: request.fields)
    return DeltaReader(source: reader, scope: scope, mesh: mesh, rows: request.limit)
  }

  private func scope(
    type name: String, filter: Filter?, marksLeft: Bool, fields: [Int]
  ) throws(ServiceError) -> SyncScope {
    guard let type = model.type(named: name) else {
      throw ServiceError(.internalServerError, "there is no type \(name)")
    }
    guard filter?.crossesRelations != true else {
      throw ServiceError(
        .badUserInput, "what changes can't be told by a filter that looks at related documents")
    }
    try checkReplicated(name)
    return SyncScope(
      type: type.number,
      fingerprint: SyncScope.fingerprint(of: filter, type: type.model, in: replicated),
      filter: filter, marksLeft: marksLeft, fields: fields)
  }

  /// A partial replica says that it does not hold a type, where it could give no true answer.
  private func checkReplicated(_ type: String) throws(ServiceError) {
    try replicated.check(type)
  }

  private static func refusing<Value>(
    _ body: () throws(SyncRefusal) -> Value
  ) throws(ServiceError) -> Value {
    do throws(SyncRefusal) { return try body() } catch { throw ServiceError(error) }
  }
}

extension ReplicationScope {
  /// A partial replica says that it does not hold a type, where it could give no true answer.
  func check(_ type: String) throws(ServiceError) {
    guard !holds(typeNamed: type) else { return }
    throw ServiceError(
      .notReplicated, "this node does not replicate the type \(type): ask one that does")
  }
}

extension ServiceError {
  /// What a client is told when the store fails.
  init(_ error: StoreError) {
    switch error.kind {
    case .interrupted:
      self.init(
        .limitExceeded,
        "the request took longer than limits.execution: ask for less, or by an id or an indexed field"
      )
    case .full, .inputOutput, .locked, .corrupt, .otherVersion, .rejected:
      self.init(.unavailable, error.message)
    }
  }

  /// What a client is told when a sync query is refused.
  init(_ refusal: SyncRefusal) {
    switch refusal {
    case .badToken(let message): self.init(.badLastSync, message)
    case .resyncRequired(let message), .evicted(let message): self.init(.resyncRequired, message)
    case .unavailable(let message): self.init(.unavailable, message)
    }
  }
}

extension SyncResult {
  /// A page as a client gets it.
  init(_ page: Page) {
    self.init(rows: page.rows, lastSync: LastSync.text(of: page), hasMore: !page.endsRound)
  }
}
