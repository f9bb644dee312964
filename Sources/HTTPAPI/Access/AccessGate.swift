import HTTPTypes
import Hummingbird

/// Lets requests in by their tokens; all of them where access is not controlled.
struct AccessGate: Sendable {
  let control: AccessControl?

  /// What the sender of a request may do.
  /// - Throws: 401 where that is nothing.
  func access(
    of request: Request, needs scope: AccessScope
  ) async throws(GraphQLRequest.Problem) -> Access {
    guard let control else { return .unlimited }
    switch await control.grant(authorization: request.headers[.authorization]) {
    case .granted(let access):
      try check(access, allows: scope)
      return access
    case .refused(let reason):
      throw GraphQLRequest.Problem(
        status: .unauthorized, message: reason, code: "UNAUTHENTICATED",
        headers: [.wwwAuthenticate: "Bearer realm=\"deltamesh\""])
    }
  }

  /// - Throws: 403 where a scope is not enough.
  func check(_ access: Access, allows scope: AccessScope) throws(GraphQLRequest.Problem) {
    guard access.scope < scope else { return }
    throw GraphQLRequest.Problem(
      status: .forbidden, message: Self.message(access.scope, scope), code: "FORBIDDEN",
      headers: [
        .wwwAuthenticate:
          "Bearer realm=\"deltamesh\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
      ])
  }

  /// What is said to who has one scope and needs another.
  static func message(_ scope: AccessScope, _ needed: AccessScope) -> String {
    "the token allows \(scope.rawValue); this needs \(needed.rawValue)"
  }
}
