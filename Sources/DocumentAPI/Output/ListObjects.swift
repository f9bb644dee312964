import Documents
import GraphQL

/// A `CommentResultList`.
struct ResultListObject: ResolvedObject {
  let type: ServedType
  let rows: DocumentRows
  let offset: Int
  let limit: Int
  let count: Int?

  var typeName: String { type.resultListName }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "items": .rows(rows)
    case "offset": .int(Int64(offset))
    case "limit": .int(Int64(limit))
    case "count": count.map { .int(Int64($0)) } ?? .null
    default: .null
    }
  }
}

/// A `CommentDeltaList`.
struct DeltaListObject: ResolvedObject {
  let type: ServedType
  let rows: DocumentRows
  let lastSync: String
  let hasMore: Bool

  var typeName: String { type.deltaListName }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "items": .rows(rows)
    case "lastSync": .string(lastSync)
    case "hasMore": .bool(hasMore)
    default: .null
    }
  }
}
