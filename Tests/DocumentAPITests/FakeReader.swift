import DocumentAPI
import Documents
import Synchronization

/// Reads the documents of a ``FakeService``: the plainest way that relations can be followed.
struct FakeReader: DocumentReader {
  let service: FakeService

  func get(_ request: GetRequest) throws(ServiceError) -> ChangeBatch {
    let type = try service.type(request.type)
    service.state.withLock {
      $0.lastGet = request
      $0.requests.append("get \(request.type)")
    }
    let view = live(request.type).first { $0.id == request.id }
    return service.batch(view.map { [$0] } ?? [], fields: request.fields, type: type)
  }

  func find(_ query: DocumentQuery) throws(ServiceError) -> DocumentQueryResult {
    service.state.withLock {
      $0.lastQuery = query
      $0.requests.append("find \(query.type)")
    }
    let all = try matching(query)
    return DocumentQueryResult(
      rows: service.batch(
        Array(all.dropFirst(query.offset).prefix(query.limit)), fields: query.fields,
        type: try service.type(query.type)),
      count: query.wantsCount ? all.count : nil)
  }

  func related(_ query: RelatedQuery) throws(ServiceError) -> RelatedDocuments {
    let documents = query.documents
    service.state.withLock { $0.requests.append("related \(documents.type)") }
    if service.state.withLock({ $0.missingTypes.contains(documents.type) }) {
      throw ServiceError(.notReplicated, "not here: \(documents.type)")
    }
    let all = try matching(documents)
    var found: [DocumentView] = []
    var ranges: [Range<Int>] = []
    for key in query.keys {
      let start = found.count
      let own = all.filter { value(of: query.field, $0) == .string(key) }
      let page =
        query.field == .id ? own : Array(own.dropFirst(documents.offset).prefix(documents.limit))
      found += page.prefix(max(query.total - found.count, 0))
      ranges.append(start..<found.count)
    }
    return RelatedDocuments(
      rows: service.batch(found, fields: documents.fields, type: try service.type(documents.type)),
      ranges: ranges)
  }

  private func live(_ type: String) -> [DocumentView] {
    service.state.withLock { state in
      (state.documents[type] ?? [:]).values.map(\.view).filter { $0.isDeleted != true }
    }
  }

  /// The live documents that match, in order.
  private func matching(_ query: DocumentQuery) throws(ServiceError) -> [DocumentView] {
    let type = try service.type(query.type)
    let evaluator = try query.filter.map { filter throws(ServiceError) in
      FilterEvaluator(try resolved(filter), type: type)
    }
    return live(query.type).filter { evaluator?.matches($0) != false }
      .sorted { FakeService.precedes($0, $1, query.order) }
  }

  /// The filter without relations.
  private func resolved(_ filter: Filter) throws(ServiceError) -> Filter {
    try filter.resolvingRelations { relation, filter throws(ServiceError) in
      let query = DocumentQuery(type: relation.target, filter: filter, limit: .max, fields: [])
      let documents = try matching(query)
      return switch relation.key {
      case .own: documents.map { .string($0.id.text) }
      case .target(let key): documents.map { $0.values[key] ?? .null }
      }
    }
  }

  private func value(of field: FilterField, _ view: DocumentView) -> Value {
    switch field {
    case .id: .string(view.id.text)
    case .createdAt: .int(view.createdAt ?? 0)
    case .updatedAt: .int(view.updatedAt ?? 0)
    case .field(let index): view.values[index] ?? .null
    }
  }
}
