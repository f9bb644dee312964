import GraphQL

/// Reads delta lists as a client does.
struct Deltas {
  /// The documents, in the order in which they came.
  var items: [JSON]
  /// The last token.
  var lastSync: String
  /// How many pages there were.
  var pages: Int

  /// The ids, sorted.
  var ids: [String] { items.compactMap { $0.at("id")?.stringValue }.sorted() }

  /// Asks for one round, page by page.
  static func round(
    _ client: GraphQLClient, since: String, limit: Int? = nil
  ) async throws -> Deltas {
    var result = Deltas(items: [], lastSync: since, pages: 0)
    while true {
      let data = try await client.data(
        """
        query ($lastSync: String!, $limit: Int) {
          syncComments(lastSync: $lastSync, limit: $limit) {
            items { id text description likes createdAt updatedAt _deleted _version } lastSync hasMore
          }
        }
        """,
        variables: .object([
          "lastSync": .string(result.lastSync), "limit": limit.map { .int(Int64($0)) } ?? .null,
        ]))
      guard let items = data.at("syncComments.items")?.arrayValue,
        let lastSync = data.at("syncComments.lastSync")?.stringValue,
        let hasMore = data.at("syncComments.hasMore")?.boolValue
      else { throw TestFailure("not a delta list: \(data)") }
      result.items += items
      result.lastSync = lastSync
      result.pages += 1
      guard hasMore else { return result }
      guard result.pages < 100_000 else { throw TestFailure("the pages don't end") }
    }
  }
}
