import GraphQL
import HTTPTypes
import Hummingbird

/// Answers what no route takes as JSON with a code, and a known path with another method by the methods that it takes.
struct FailureResponses<Context: RequestContext>: RouterMiddleware {
  /// The methods of each path, as the header `Allow` has them.
  let methods: [String: String]

  @concurrent
  func handle(
    _ request: Request, context: Context,
    next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPError {
      let path = request.uri.path
      if error.status == .notFound,
        let allowed = methods[path.hasSuffix("/") ? String(path.dropLast()) : path]
      {
        response = .failure(.methodNotAllowed, "\(path) takes \(allowed)", code: "BAD_USER_INPUT")
        response.headers[.allow] = allowed
      } else if error.status == .notFound {
        response = .failure(
          .notFound, "nothing is served at \(path); the API is at /graphql", code: "NOT_FOUND")
      } else {
        response = .failure(
          error.status, error.body ?? "the request is wrong", code: "BAD_USER_INPUT")
      }
    }
    // A body behind the answer to HEAD would be taken for the beginning of the next answer.
    if request.method == .head { response.body = ResponseBody() }
    return response
  }
}

extension Response {
  /// A response that says what is wrong, as a GraphQL response with one error.
  static func failure(
    _ status: HTTPResponse.Status, _ message: String, code: String
  ) -> Response {
    .bytes(
      GraphQLResponse.json(errors: [GraphQLError(message, code: code)]),
      type: MediaType.json.contentType, status: status)
  }
  /// The answer to a request that is refused before anything was run.
  static func refusal(_ problem: GraphQLRequest.Problem) -> Response {
    var response = failure(problem.status, problem.message, code: problem.code)
    for field in problem.headers { response.headers.append(field) }
    return response
  }
}
