import DocumentAPI
import Documents
import GraphQL
import Replication

extension NodeConfiguration {
  /// What the node is to hold, by its schema: the types of ``scope``, of those that ``filters`` names the documents that match.
  /// - Throws: Which type, field or operator there is not.
  func scope(by schema: DocumentSchema) throws(NodeError) -> ReplicationScope {
    let known = schema.model.types.map(\.name)
    var types: [ScopedType]
    switch scope {
    case .everything:
      if filters.isEmpty { return .everything }
      types = known.map { ScopedType(name: $0) }
    case .types(let named):
      if let unknown = named.first(where: { !known.contains($0.name) }) {
        throw NodeError(
          .configuration,
          "replicate.types names \(unknown.name), and the schema has no such type: it has \(known.joined(separator: ", "))"
        )
      }
      types = named
    }
    for (name, text) in filters.sorted(by: { $0.key < $1.key }) {
      do throws(GraphQLError) {
        guard let json = try? JSON(parsing: Array(text.utf8)) else {
          throw GraphQLError("the filter is no JSON", .badUserInput)
        }
        let filter = try schema.scopeFilter(ofType: name, json)
        guard let index = types.firstIndex(where: { $0.name == name }) else {
          throw GraphQLError("replicate.types does not name the type", .badUserInput)
        }
        types[index].filter = filter
      } catch {
        throw NodeError(.configuration, "replicate.filter.\(name): \(error.message)")
      }
    }
    return .init(types)
  }
}
