import GraphQL

/// What a relation has for each of the documents that it starts from.
enum RelatedRows: Sendable {
  /// One document at most: its row, for each.
  case one(DocumentRows, [Int?])
  /// Any number of documents: their rows, for each; a list with more than `most` is not given, as a part could be taken for the whole.
  case many(DocumentRows, [Range<Int>], most: Int?)
  /// It could not be read.
  case failed(ServiceError)

  /// The value of the field for the document at an index.
  func resolved(_ index: Int) -> Resolved {
    switch self {
    case .one(let rows, let places): places[index].map { .row(rows, $0) } ?? .null
    case .many(_, let ranges, let most?) where ranges[index].count > most:
      .error(
        GraphQLError(
          "The list has more than \(most) documents; ask for pages of it by the argument \"page\".",
          .limitExceeded))
    case .many(let rows, let ranges, _): .rowRange(rows, ranges[index])
    case .failed(let error): .error(error.graphQL)
    }
  }
}
