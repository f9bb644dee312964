import GraphQL

/// What a relation has for each of the documents that it starts from.
enum RelatedRows: Sendable {
  /// One document at most: its row, for each.
  case one(DocumentRows, [Int?])
  /// Any number of documents: their rows, for each.
  case many(DocumentRows, [Range<Int>])
  /// It could not be read.
  case failed(ServiceError)

  /// The value of the field for the document at an index.
  func resolved(_ index: Int) -> Resolved {
    switch self {
    case .one(let rows, let places): places[index].map { .row(rows, $0) } ?? .null
    case .many(let rows, let ranges): .rowRange(rows, ranges[index])
    case .failed(let error): .error(error.graphQL)
    }
  }
}
