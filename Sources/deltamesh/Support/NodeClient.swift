import Foundation
import GraphQL

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Talks to a running node over HTTP.
struct NodeClient {
  /// Where the node is, as `http://127.0.0.1:4000`.
  let base: String

  /// Sends an operation and returns `data`.
  /// - Throws: ``Failure`` where the node can't be reached, or answers with errors.
  func execute(_ path: String, query: String, variables: JSON = .object([:])) async throws -> JSON {
    guard let url = URL(string: base + path) else {
      throw Failure(.configuration, "\(base) is not the address of a node")
    }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("application/graphql-response+json", forHTTPHeaderField: "Accept")
    request.httpBody = Data(JSON.object(["query": .string(query), "variables": variables]).bytes)
    let body: Data
    do {
      body = try await URLSession.shared.data(for: request).0
    } catch {
      throw Failure(
        .unavailable, "no node answers at \(base); is it running? (\(error.localizedDescription))")
    }
    guard
      let response = try? JSON(parsing: Array(body), limits: JSONLimits(bytes: 64 << 20, depth: 64))
    else {
      throw Failure(.unavailable, "what answers at \(base) is not a Deltamesh node")
    }
    if let errors = response["errors"]?.arrayValue, let first = errors.first {
      throw Failure(.badData, first["message"]?.stringValue ?? "\(first)")
    }
    return response["data"] ?? .null
  }
}
