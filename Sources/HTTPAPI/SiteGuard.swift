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
    let authority = (request.head.authority ?? "").lowercased()
    if servesLoopback, !Loopback.contains(Loopback.host(of: authority)) {
      return .failure(
        .forbidden, "this node serves only loopback; the Host \(authority) is not that",
        code: "FORBIDDEN")
    }
    if let origin = request.headers[.origin]?.lowercased(), origin != "http://\(authority)",
      origin != "https://\(authority)"
    {
      return .failure(
        .forbidden, "requests from pages of \(origin) are not allowed", code: "FORBIDDEN")
    }
    return try await next(request, context)
  }
}
