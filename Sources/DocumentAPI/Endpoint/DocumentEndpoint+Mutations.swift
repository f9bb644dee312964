import Documents
import GraphQL

extension DocumentEndpoint {
  /// Runs a mutation; what the node made of it becomes data, or an error with what both sides have.
  func mutate(
    _ field: BoundField, _ kind: Mutation.Kind, _ type: ServedType
  ) async throws -> FieldOutcome {
    let mutation = try MutationReader(type: type, limits: limits).mutation(field, kind)
    let selection = try reader(type).selection([field])
    let report = ConflictReport(type: type)
    switch try await service.apply(mutation) {
    case .applied(let view):
      return FieldOutcome(.object(await object(view, selection, type)))
    case .merged(let view, let info, let decision):
      return FieldOutcome(
        .object(await object(view, selection, type)),
        conflicts: [report.entry(info, decision, path: [.string(field.responseKey)])])
    case .conflict(let info):
      return FieldOutcome(
        report.error("CONFLICT", message(of: info, type), report.json(info)))
    case .alreadyExists(let view):
      return FieldOutcome(
        report.error(
          "ALREADY_EXISTS",
          "\(type.name) \(quoted(view.id)) exists already, with other content; update it, or choose another id.",
          report.json(
            ConflictInfo(
              serverState: view, clientState: report.clientState(of: mutation, id: view.id)))))
    case .notFound(let id):
      let hint =
        kind == .restore
        ? " Nothing of it is left here: if its values are in the conflict log, create it anew with them."
        : ""
      return FieldOutcome(
        GraphQLError("There is no \(type.name) \(quoted(id)).\(hint)", code: "NOT_FOUND"))
    case .invalid(let reason):
      return FieldOutcome(GraphQLError("Argument \"input\": \(reason).", .badUserInput))
    case .unavailable(let reason):
      return FieldOutcome(
        ServiceError(.unavailable, "The node can't write at the moment: \(reason).").graphQL)
    }
  }

  /// A document that was written, with what is selected beneath.
  private func object(
    _ view: DocumentView, _ selection: DocumentSelection, _ type: ServedType
  ) async -> DocumentObject {
    await objects([view], selection, type)[0]
  }

  /// Documents that were written, with what is selected beneath. The writes are done: what can't be read beneath is an error there.
  func objects(
    _ views: [DocumentView], _ selection: DocumentSelection, _ type: ServedType
  ) async -> [DocumentObject] {
    var relations: [Int: RelatedRows] = [:]
    if !selection.relations.isEmpty, !views.isEmpty {
      let limit = limits.related
      do throws(ServiceError) {
        relations = try await service.read { reader throws(ServiceError) in
          var levels = LevelReader(reader, limit: limit)
          return try levels.related(
            selection.relations, from: ViewStarts(views: views, type: type))
        }
      } catch {
        for relation in selection.relations { relations[relation.field] = .failed(error) }
      }
    }
    return views.enumerated().map {
      DocumentObject(view: $1, type: type, relations: relations, place: $0)
    }
  }

  private func message(of info: ConflictInfo, _ type: ServedType) -> String {
    let id = quoted(info.serverState.id)
    let advice = "look at extensions.conflictInfo, and try again with its updatedAt and _version"
    return info.serverState.isDeleted == true
      ? "\(type.name) \(id) was deleted meanwhile; \(advice)."
      : "\(type.name) \(id) was changed meanwhile; \(advice)."
  }

  private func quoted(_ id: DocumentID) -> String { JSON.string(id.text).description }
}
