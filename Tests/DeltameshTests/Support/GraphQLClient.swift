import Foundation
import GraphQL

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends operations to a node, as any client would.
struct GraphQLClient: Sendable {
  let port: Int
  var token: String?

  /// The whole response to an operation.
  func response(
    _ query: String, variables: JSON = .object([:]), path: String = "/graphql"
  ) async throws -> JSON {
    try await exchange(
      .object(["query": .string(query), "variables": variables]), path: path
    ).body
  }

  /// The status and the body of the response to an operation.
  func exchange(
    _ body: JSON, path: String = "/graphql", accept: String = "application/graphql-response+json"
  ) async throws -> (status: Int, body: JSON) {
    var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
    request.httpMethod = "POST"
    request.timeoutInterval = 20
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(accept, forHTTPHeaderField: "Accept")
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    request.httpBody = Data(body.bytes)
    let (data, response) = try await Self.session.data(for: request)
    let json = try JSON(
      parsing: Array(data), limits: JSONLimits(bytes: 64 << 20, depth: 64))
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, json)
  }

  /// What a path answers to a GET, as text.
  func text(_ path: String) async throws -> String {
    let url = URL(string: "http://127.0.0.1:\(port)\(path)")!
    return String(decoding: try await Self.session.data(from: url).0, as: UTF8.self)
  }

  /// The data of a response without errors.
  func data(_ query: String, variables: JSON = .object([:])) async throws -> JSON {
    let response = try await response(query, variables: variables)
    guard response["errors"] == nil, let data = response["data"] else {
      throw TestFailure("\(query) was answered with \(response)")
    }
    return data
  }

  /// The first error of a response.
  func error(_ query: String) async throws -> JSON {
    let response = try await response(query)
    guard let error = response["errors"]?[0] else {
      throw TestFailure("\(query) was answered without an error: \(response)")
    }
    return error
  }

  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpMaximumConnectionsPerHost = 16
    return URLSession(configuration: configuration)
  }()
}

extension JSON {
  /// The value at a path of keys and indices separated by dots, as `errors.0.extensions.code`.
  func at(_ path: String) -> JSON? {
    path.split(separator: ".").reduce(JSON?.some(self)) { value, step in
      Int(step).flatMap { value?[$0] } ?? value?[String(step)]
    }
  }
}
