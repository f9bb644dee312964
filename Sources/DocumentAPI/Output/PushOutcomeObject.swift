import Documents
import GraphQL

/// A `PushCommentOutcome`: what came of a row.
struct PushOutcomeObject: ResolvedObject {
  let answer: PushAnswer
  let type: ServedType

  var typeName: String { GeneratedNames.pushOutcome(type.name) }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "id": .string(answer.id.text)
    case "outcome": .string(answer.outcome.rawValue)
    case "state":
      answer.state.map { .object(DocumentObject(view: $0, type: type, isDelta: true)) } ?? .null
    case "message": answer.message.map { .string($0) } ?? .null
    default: .null
    }
  }
}

/// A `CommentMutationResultList`: the documents that matched, as they are now.
struct MutationResultListObject: ResolvedObject {
  let type: ServedType
  let items: [DocumentObject]

  var typeName: String { GeneratedNames.mutationResultList(type.name) }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "items": .list(items.map { .object($0) })
    case "count": .int(Int64(items.count))
    default: .null
    }
  }
}
