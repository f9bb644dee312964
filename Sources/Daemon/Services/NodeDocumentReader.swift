import DocumentAPI
import Documents
import Replication
import Storage

/// Reads documents from a snapshot.
struct NodeDocumentReader: DocumentReader {
  let snapshot: SQLiteSnapshot
  /// What the node holds.
  let replicated: ReplicationScope

  func get(_ request: GetRequest) throws(ServiceError) -> ChangeBatch {
    try replicated.check(request.type)
    return try reading { () throws(StoreError) in
      try snapshot.get(
        request.id, type: request.type, fields: request.fields, wantsVersion: request.wantsVersion)
    }
  }

  func find(_ query: DocumentQuery) throws(ServiceError) -> DocumentQueryResult {
    try check(query)
    return try reading { () throws(StoreError) in try snapshot.find(query) }
  }

  func related(_ query: RelatedQuery) throws(ServiceError) -> RelatedDocuments {
    try check(query.documents)
    return try reading { () throws(StoreError) in try snapshot.related(query) }
  }

  private func check(_ query: DocumentQuery) throws(ServiceError) {
    try replicated.check(query.type)
    for type in (query.filter?.relatedTypes ?? []).sorted() { try replicated.check(type) }
  }

  private func reading<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(ServiceError) -> Value {
    do throws(StoreError) { return try body() } catch { throw ServiceError(error) }
  }
}
