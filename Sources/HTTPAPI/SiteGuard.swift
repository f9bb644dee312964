import GraphQL
import HTTPTypes
import Hummingbird

/// Turns away what a page of another site makes a browser send (DESIGN section 14): a request whose `Origin` is not this server, or,
/// where only loopback is served, whose `Host` is not loopback, as after a name was rebound.
struct SiteGuard<Context: RequestContext>: RouterMiddleware {
  let servesLoopback: Bool

  @concurrent
  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let authority = request.head.authority ?? ""
    if servesLoopback, !Self.isLoopback(authority) {
      return Self.forbidden("this node serves only loopback; the Host \(authority) is not that")
    }
    if let origin = request.headers[.origin], origin != "http://\(authority)",
      origin != "https://\(authority)"
    {
      return Self.forbidden("requests from pages of \(origin) are not allowed")
    }
    return try await next(request, context)
  }

  private static func isLoopback(_ authority: String) -> Bool {
    let host: Substring
    if authority.hasPrefix("[") {
      host = authority.dropFirst().prefix { $0 != "]" }
    } else {
      host = authority.prefix { $0 != ":" }
    }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  private static func forbidden(_ message: String) -> Response {
    let error = GraphQLError(message, code: "FORBIDDEN")
    return .bytes(
      GraphQLResponse.json(errors: [error]), type: MediaType.json.contentType, status: .forbidden)
  }
}
