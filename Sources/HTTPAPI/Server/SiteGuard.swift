import HTTPTypes
import Hummingbird

/// Holds requests to a ``SitePolicy``, answers the preflights of allowed sites, and lets their pages read the responses (CORS).
struct SiteGuard<Context: RequestContext>: RouterMiddleware {
  let policy: SitePolicy

  @concurrent
  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let verdict = policy.verdict(
      authority: request.head.authority, origin: request.headers[.origin],
      site: request.headers[.init("Sec-Fetch-Site")!])
    switch verdict {
    case .own: return try await next(request, context)
    case .refused(let reason): return .failure(.forbidden, reason, code: "FORBIDDEN")
    case .allowed(let origin):
      var response: Response
      if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
        response = Response(status: .noContent)
        response.headers[.accessControlAllowMethods] = "GET, POST"
        response.headers[.accessControlAllowHeaders] =
          "Accept, Argo-Mode, Authorization, Content-Type"
        response.headers[.accessControlMaxAge] = "600"
      } else {
        response = try await next(request, context)
        response.headers[.accessControlExposeHeaders] = "WWW-Authenticate"
      }
      response.headers[.accessControlAllowOrigin] = origin
      response.headers.append(.init(name: .vary, value: "Origin"))
      return response
    }
  }
}
