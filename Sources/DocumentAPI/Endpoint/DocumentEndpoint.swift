import Documents
public import GraphQL

/// Resolves the root fields of the document API on a ``DocumentService``: one root field, one call.
///
/// Whoever drives it parses, plans and binds an operation with ``schema``, hands it to ``run(_:)`` or ``subscribe(_:)``, and completes
/// the response with the engine.
public struct DocumentEndpoint: Sendable {
  /// What came of an operation: an outcome for each of its root fields, in their order, and the response's `extensions`.
  public typealias Result = (outcomes: [RootOutcome], extensions: JSONObject)

  /// The schema that operations are planned with.
  public var schema: Schema { documents.schema }
  /// The model and its schema.
  public let documents: DocumentSchema
  let service: any DocumentService
  let limits: DocumentLimits

  /// An endpoint.
  public init(
    _ documents: DocumentSchema, service: any DocumentService,
    limits: DocumentLimits = DocumentLimits()
  ) {
    self.documents = documents
    self.service = service
    self.limits = limits
  }

  /// Runs a query or mutation: the root fields of a query at the same time, those of a mutation one after the other.
  public func run(_ operation: BoundOperation) async -> Result {
    let fields = operation.rootFields
    var outcomes: [FieldOutcome] = []
    switch operation.kind {
    case .query where fields.count > 1:
      outcomes = await withTaskGroup(of: (Int, FieldOutcome).self) { group in
        for (index, field) in fields.enumerated() {
          group.addTask { (index, await resolve(field)) }
        }
        var found = [FieldOutcome?](repeating: nil, count: fields.count)
        for await (index, outcome) in group { found[index] = outcome }
        return found.compactMap { $0 }
      }
    case .query, .mutation:
      for field in fields { outcomes.append(await resolve(field)) }
    case .subscription:
      outcomes = fields.map { _ in
        FieldOutcome(GraphQLError("This transport has no subscriptions.", .badUserInput))
      }
    }
    var extensions = JSONObject()
    let conflicts = outcomes.flatMap(\.conflicts)
    if !conflicts.isEmpty { extensions["conflicts"] = .array(conflicts) }
    return (outcomes.map(\.root), extensions)
  }

  /// Resolves one root field of a query or mutation.
  func resolve(_ field: BoundField) async -> FieldOutcome {
    guard let operation = documents.operation(named: field.name, isSubscription: false) else {
      return FieldOutcome(GraphQLError("No resolver for \(field.name).", .internalServerError))
    }
    let type = documents.types[operation.type]
    do {
      switch operation.kind {
      case .get: return FieldOutcome(try await get(field, type))
      case .find: return FieldOutcome(try await find(field, type))
      case .sync: return FieldOutcome(try await sync(field, type))
      case .mutate(let kind): return try await mutate(field, kind, type)
      case .mutateMany(let kind): return FieldOutcome(try await mutateMany(field, kind, type))
      case .push: return try await push(field, type)
      case .events:
        return FieldOutcome(GraphQLError("No resolver for \(field.name).", .internalServerError))
      }
    } catch let problem as InputProblem {
      return FieldOutcome(problem.error)
    } catch let error as ServiceError {
      return FieldOutcome(error.graphQL)
    } catch {
      return FieldOutcome(GraphQLError("The request failed: \(error)", .internalServerError))
    }
  }

  // MARK: Queries

  private func get(_ field: BoundField, _ type: ServedType) async throws -> Resolved {
    let (request, selection) = try reader(type).get(field)
    let limit = limits.related
    return try await service.read { reader throws(ServiceError) in
      let batch = try reader.get(request)
      guard let row = batch.rows.first, !row.isDeleted else { return .null }
      var levels = LevelReader(reader, limit: limit)
      return .row(try levels.rows(batch, selection, of: type), 0)
    }
  }

  private func find(_ field: BoundField, _ type: ServedType) async throws -> Resolved {
    let (query, selection) = try reader(type).find(field)
    let limit = limits.related
    return try await service.read { reader throws(ServiceError) in
      let result = try reader.find(query)
      var levels = LevelReader(reader, limit: limit)
      return .object(
        ResultListObject(
          type: type, rows: try levels.rows(result.rows, selection, of: type),
          offset: query.offset, limit: query.limit, count: result.count))
    }
  }

  private func sync(_ field: BoundField, _ type: ServedType) async throws -> Resolved {
    let request = try reader(type).sync(field)
    return deltaList(try await service.sync(request), request, type)
  }

  /// What reads the arguments of fields about a type.
  func reader(_ type: ServedType) -> RequestReader {
    RequestReader(type, among: documents.types, limits: limits)
  }

  /// The documents of an event, with what is selected beneath as it is by now.
  func rows(
    _ batch: ChangeBatch, _ selection: DocumentSelection, _ type: ServedType
  ) async throws(ServiceError) -> DocumentRows {
    if selection.relations.isEmpty {
      return DocumentRows(batch, fields: selection.fields, type: type, isDelta: false)
    }
    let limit = limits.related
    return try await service.read { reader throws(ServiceError) in
      var levels = LevelReader(reader, limit: limit)
      return try levels.rows(batch, selection, of: type)
    }
  }

  func deltaList(_ result: SyncResult, _ request: SyncRequest, _ type: ServedType) -> Resolved {
    .object(
      DeltaListObject(
        type: type,
        rows: DocumentRows(result.rows, fields: request.fields, type: type, isDelta: true),
        lastSync: result.lastSync, hasMore: result.hasMore))
  }
}

/// How a root field came out, and what was decided where it was in conflict.
struct FieldOutcome: Sendable {
  var root: RootOutcome
  var conflicts: [JSON] = []

  init(_ value: Resolved, conflicts: [JSON] = []) {
    root = .value(value)
    self.conflicts = conflicts
  }

  init(_ error: GraphQLError) {
    root = .errors([error])
  }
}

extension ServiceError {
  /// As a response reports it.
  var graphQL: GraphQLError { GraphQLError(message, code: code.rawValue) }
}
