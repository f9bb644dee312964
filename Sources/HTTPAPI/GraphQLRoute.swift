import GraphQL
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// GraphQL over HTTP at one path, as the GraphQL-over-HTTP specification says; subscriptions by Server-Sent Events, in the distinct
/// connections mode of the GraphQL-over-SSE protocol.
final class GraphQLRoute: Sendable {
  private let endpoint: any GraphQLEndpoint
  private let configuration: HTTPServerConfiguration
  private let cache = Mutex(OperationCache())

  init(_ endpoint: any GraphQLEndpoint, configuration: HTTPServerConfiguration) {
    self.endpoint = endpoint
    self.configuration = configuration
  }

  /// Serves POST and GET at a path.
  func add(to router: Router<some RequestContext>, at path: RouterPath) {
    router.post(path) { request, _ in await self.respond(to: request) }
    router.get(path) { request, _ in await self.respond(to: request) }
  }

  private func respond(to request: Request) async -> Response {
    do throws(GraphQLHTTPRequest.Problem) {
      let parameters: GraphQLHTTPRequest
      if request.method == .post {
        let body = try await body(of: request)
        parameters = try GraphQLHTTPRequest(body: body, contentType: request.headers[.contentType])
      } else {
        parameters = try GraphQLHTTPRequest(urlQuery: request.uri.query ?? "")
      }
      return try await run(parameters, for: request)
    } catch {
      return refusal(error)
    }
  }

  private func body(of request: Request) async throws(GraphQLHTTPRequest.Problem) -> [UInt8] {
    do {
      let buffer = try await request.body.collect(upTo: configuration.maximumBodySize)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw GraphQLHTTPRequest.Problem(
        status: .contentTooLarge,
        message: "the body is larger than \(configuration.maximumBodySize) bytes",
        code: "LIMIT_EXCEEDED")
    } catch {
      throw GraphQLHTTPRequest.Problem(status: .badRequest, message: "the body was cut off")
    }
  }

  private func run(
    _ parameters: GraphQLHTTPRequest, for request: Request
  ) async throws(GraphQLHTTPRequest.Problem) -> Response {
    let accept = request.headers[.accept]
    let operation: BoundOperation
    do throws(GraphQLErrors) {
      operation = try prepared(parameters).bind(parameters.variables)
    } catch {
      guard
        let type = MediaType.negotiate(accept: accept, offered: [.graphQLResponse, .json])
          ?? MediaType.negotiate(accept: accept, offered: [.eventStream]).map({ _ in .json })
      else { throw Self.notAcceptable }
      return .bytes(
        GraphQLResponse.json(errors: error.errors), type: type.contentType,
        status: type == .json ? .ok : .badRequest)
    }
    if request.method == .get, operation.kind == .mutation {
      throw GraphQLHTTPRequest.Problem(
        status: .methodNotAllowed, message: "a GET runs queries only; use POST for mutations",
        headers: [.allow: "POST"])
    }
    let offered: [MediaType] =
      operation.kind == .subscription ? [.eventStream] : [.graphQLResponse, .json, .eventStream]
    guard let type = MediaType.negotiate(accept: accept, offered: offered) else {
      throw Self.notAcceptable
    }
    switch (operation.kind, type) {
    case (.subscription, _): return await stream(operation)
    case (_, .eventStream):
      let result = await result(of: operation)
      return EventStream.response { writer in try await writer.next(result) }
    case (_, .graphQLResponse), (_, .json):
      return .bytes(await result(of: operation), type: type.contentType)
    }
  }

  private static let notAcceptable = GraphQLHTTPRequest.Problem(
    status: .notAcceptable,
    message:
      "Accept must allow application/graphql-response+json or application/json, for subscriptions text/event-stream"
  )

  /// The planned operation, from the cache if it was run before.
  private func prepared(
    _ parameters: GraphQLHTTPRequest
  ) throws(GraphQLErrors) -> PlannedOperation {
    let cached = cache.withLock {
      $0.operation(text: parameters.query, operationName: parameters.operationName)
    }
    if let cached { return cached }
    let operation = try endpoint.schema.prepare(
      parameters.query, operationName: parameters.operationName)
    cache.withLock {
      $0.insert(operation, text: parameters.query, operationName: parameters.operationName)
    }
    return operation
  }

  /// Runs a query or mutation, and writes the response.
  private func result(of operation: BoundOperation) async -> [UInt8] {
    let result = await endpoint.run(operation)
    return operation.jsonResponse(result.outcomes, extensions: result.extensions)
  }

  private func stream(_ operation: BoundOperation) async -> Response {
    guard !operation.rootFields.isEmpty else {
      // The arguments of the root field are wrong, or it is of introspection: it completes at once.
      let result = operation.jsonResponse([])
      return EventStream.response { writer in try await writer.next(result) }
    }
    do throws(GraphQLErrors) {
      let source = try await endpoint.subscribe(operation)
      let interval = configuration.keepAliveSeconds
      return EventStream.response { writer in
        try await writer.follow(source, keepAliveSeconds: interval) { event in
          operation.jsonResponse(event.outcomes, extensions: event.extensions)
        }
      }
    } catch {
      let result = GraphQLResponse.json(errors: error.errors)
      return EventStream.response { writer in try await writer.next(result) }
    }
  }

  private func refusal(_ problem: GraphQLHTTPRequest.Problem) -> Response {
    var response = Response.failure(problem.status, problem.message, code: problem.code)
    for field in problem.headers { response.headers.append(field) }
    return response
  }
}
