import Documents
import GraphQL

/// Mutations of several documents at once.
extension DocumentEndpoint {
  /// Writes rows, each by itself: what is wrong with one is its own outcome.
  func push(_ field: BoundField, _ type: ServedType) async throws -> FieldOutcome {
    let rows = try PushReader(type: type, limits: limits).rows(field)
    var answers = try await service.push(rows.compactMap { try? $0.row.get() })[...]
    let report = ConflictReport(type: type)
    var outcomes: [Resolved] = []
    var conflicts: [JSON] = []
    for (index, row) in rows.enumerated() {
      var answer = PushAnswer(id: row.id, outcome: .invalid, state: nil)
      switch row.row {
      case .success:
        guard let given = answers.popFirst() else {
          throw ServiceError(.internalServerError, "There is no answer to a row.")
        }
        answer = given
      case .failure(let problem): answer.message = problem.message
      }
      if let merged = answer.conflict {
        conflicts.append(
          report.entry(
            merged.info, merged.decision,
            path: [.string(field.responseKey), .int(Int64(index))]))
      }
      outcomes.append(.object(PushOutcomeObject(answer: answer, type: type)))
    }
    return FieldOutcome(.list(outcomes), conflicts: conflicts)
  }

  /// Updates or deletes all live documents that match. Each is written in the state in which it matched, or looked at again.
  func mutateMany(
    _ field: BoundField, _ kind: Mutation.Kind, _ type: ServedType
  ) async throws -> Resolved {
    let reader = reader(type)
    let selection = try reader.selection(
      field.selectedFields(on: GeneratedNames.mutationResultList(type.name))
        .filter { $0.name == "items" })
    let filter = try reader.filter(field.arguments["filter"], .acrossRelations) ?? .all([])
    var template = Mutation(
      kind: kind, type: type.name, id: nil, fields: [], base: nil, strategy: .reject)
    if kind == .update, case .object(let input)? = field.arguments["input"] {
      template.fields = try MutationReader(type: type, limits: limits).mutation(input, kind).fields
    }
    var written: [DocumentID: DocumentView] = [:]
    var remaining = filter
    for _ in 0..<Self.attempts {
      var open: [Value] = []
      for answer in try await service.push(try await matching(remaining, template)) {
        switch answer.outcome {
        case .applied, .merged, .unchanged: written[answer.id] = answer.state
        // Somebody else has changed it since it matched.
        case .conflict: open.append(.string(answer.id.text))
        case .invalid:
          throw ServiceError(
            .badUserInput,
            "\(type.name) \(answer.id) can't be written: \(answer.message ?? "it makes no sense").")
        }
      }
      guard !open.isEmpty else {
        let views = written.values.sorted { $0.id < $1.id }
        return .object(
          MutationResultListObject(type: type, items: await objects(views, selection, type)))
      }
      remaining = .all([.isIn(.id, open), filter])
    }
    throw ServiceError(
      .unavailable,
      "Other writes came between again and again; \(written.count) documents are written. Send it again for the others."
    )
  }

  /// How often documents are looked at again that others change at the same time.
  private static var attempts: Int { 10 }

  /// The write for each document that matches, as it is now.
  private func matching(
    _ filter: Filter, _ template: Mutation
  ) async throws(ServiceError) -> [PushRow] {
    let found = try await service.find(
      DocumentQuery(
        type: template.type, filter: filter, limit: limits.rows + 1, fields: [],
        wantsVersion: true)
    ).rows
    guard found.count <= limits.rows else {
      throw ServiceError(
        .limitExceeded,
        "More than \(limits.rows) documents match, and nothing is written; narrow the filter, by ids for example."
      )
    }
    return found.rows.map { row in
      var mutation = template
      mutation.id = found.id(of: row)
      mutation.base = MutationBase(
        updatedAt: row.updatedAt, version: found.stamps(of: row)?.versionVector)
      return PushRow(mutation)
    }
  }
}
