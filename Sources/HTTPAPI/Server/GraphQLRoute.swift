import Argo
import GraphQL
import HTTPTypes
import Hummingbird
import NIOCore

/// GraphQL over HTTP at one path, as the GraphQL-over-HTTP specification says; subscriptions by Server-Sent Events, in the distinct
/// connections mode of the GraphQL-over-SSE protocol; responses in Argo where the client prefers it.
struct GraphQLRoute: Sendable {
  let operations: ServedOperations
  let gate: AccessGate
  let configuration: HTTPServerConfiguration

  /// Serves POST and GET at a path.
  func add(to router: Router<ConnectionContext>, at path: RouterPath) {
    for method in [HTTPRequest.Method.post, .get] {
      router.on(path, method: method) { request, context in
        await respond(to: request, on: context.channel)
      }
    }
  }

  private func respond(to request: Request, on channel: any Channel) async -> Response {
    do throws(GraphQLRequest.Problem) {
      let access = try await gate.access(of: request, needs: operations.scope)
      let parameters: GraphQLRequest
      if request.method == .post {
        let body = try await body(of: request)
        parameters = try GraphQLRequest(
          body: body, contentType: request.headers[.contentType], limits: configuration.jsonLimits)
      } else {
        parameters = try GraphQLRequest(
          urlQuery: request.uri.query ?? "", limits: configuration.jsonLimits)
      }
      return try await run(parameters, for: request, on: channel, access: access)
    } catch {
      return .refusal(error)
    }
  }

  private func body(of request: Request) async throws(GraphQLRequest.Problem) -> [UInt8] {
    do {
      let buffer = try await request.body.collect(upTo: configuration.maximumBodySize)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw GraphQLRequest.Problem(
        status: .contentTooLarge,
        message: "the body is larger than \(configuration.maximumBodySize) bytes",
        code: "LIMIT_EXCEEDED")
    } catch {
      throw GraphQLRequest.Problem(status: .badRequest, message: "the body was cut off")
    }
  }

  private func run(
    _ parameters: GraphQLRequest, for request: Request, on channel: any Channel, access: Access
  ) async throws(GraphQLRequest.Problem) -> Response {
    let accept = request.headers[.accept]
    let operation: BoundOperation
    do throws(GraphQLErrors) {
      operation = try operations.operation(parameters)
    } catch {
      return try refusal(error, accept: accept, modes: modes(of: request))
    }
    if request.method == .get, operation.kind == .mutation {
      throw GraphQLRequest.Problem(
        status: .methodNotAllowed, message: "a GET runs queries only; use POST for mutations",
        headers: [.allow: "POST"])
    }
    try gate.check(access, allows: operations.scope(for: operation.kind))
    let offered: [MediaType] =
      operation.kind == .subscription
      ? [.eventStream] : [.graphQLResponse, .json, .argo, .eventStream]
    var type = MediaType.negotiate(accept: accept, offered: offered)
    // Found before it runs: a mutation that was carried out has to be answered.
    let codec = type == .argo ? operations.argoCodec(for: operation) : nil
    if type == .argo, codec == nil {
      type = MediaType.negotiate(accept: accept, offered: offered.filter { $0 != .argo })
    }
    guard let type else { throw Self.notAcceptable }
    switch (operation.kind, type) {
    case (.subscription, _): return await stream(operation, on: channel, access)
    case (_, .eventStream):
      let result = await json(operation)
      return EventStream.response { writer in try await writer.next(result) }
    case (_, .argo):
      guard let codec else { throw Self.notAcceptable }
      let result = await operations.run(operation)
      let bytes = operations.argo(
        result, of: operation, codec: codec, modes: modes(of: request))
      return .bytes(bytes, type: type.contentType)
    case (_, .graphQLResponse), (_, .json):
      return .bytes(await json(operation), type: type.contentType)
    }
  }

  private static let notAcceptable = GraphQLRequest.Problem(
    status: .notAcceptable,
    message:
      "Accept must allow application/graphql-response+json, application/json or application/argo, for subscriptions text/event-stream"
  )

  /// The answer to a request that can't be run, in a form that the client takes.
  private func refusal(
    _ errors: GraphQLErrors, accept: String?, modes: ArgoModes
  ) throws(GraphQLRequest.Problem) -> Response {
    let offered: [MediaType] = [.graphQLResponse, .json, .argo, .eventStream]
    guard let type = MediaType.negotiate(accept: accept, offered: offered) else {
      throw Self.notAcceptable
    }
    switch type {
    case .graphQLResponse, .json:
      return .bytes(
        GraphQLResponse.json(errors: errors.errors), type: type.contentType,
        status: type == .json ? .ok : .badRequest)
    case .argo:
      return .bytes(
        GraphQLResponse.argo(errors: errors.errors, modes: modes), type: type.contentType,
        status: .badRequest)
    case .eventStream:
      // A browser's EventSource shows nothing of a response with another status.
      let result = GraphQLResponse.json(errors: errors.errors)
      return EventStream.response { writer in try await writer.next(result) }
    }
  }

  private func modes(of request: Request) -> ArgoModes {
    ArgoModes(preference: request.headers[.init(ArgoModes.preferenceHeader)!] ?? "")
  }

  /// Runs a query or mutation, and writes the response.
  private func json(_ operation: BoundOperation) async -> [UInt8] {
    operations.json(await operations.run(operation), of: operation)
  }

  private func stream(
    _ operation: BoundOperation, on channel: any Channel, _ access: Access
  ) async -> Response {
    do throws(GraphQLErrors) {
      let source = try await operations.subscribe(operation)
      let pace = EventStream.Pace(
        keepAliveSeconds: configuration.keepAliveSeconds,
        subscriber: configuration.subscriberPace, secondsLeft: access.secondsLeft,
        cut: { channel.close(promise: nil) })
      return EventStream.response { writer in
        try await writer.follow(source, pace: pace) { event in
          operations.json(event, of: operation)
        }
      }
    } catch {
      let result = GraphQLResponse.json(errors: error.errors)
      return EventStream.response { writer in try await writer.next(result) }
    }
  }
}
