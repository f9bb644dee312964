import GraphQL
import HTTPTypes
import Hummingbird
import NIOCore

/// What is served at which path, and to whom.
struct HTTPRoutes: Sendable {
  private let configuration: HTTPServerConfiguration
  private let metrics: @Sendable () async -> [MetricFamily]?
  /// The operations at each path, which all transports share.
  let operations: [String: ServedOperations]
  /// Who is let in.
  let gate: AccessGate

  init(
    configuration: HTTPServerConfiguration, documents: any GraphQLEndpoint,
    admin: any GraphQLEndpoint, metrics: @escaping @Sendable () async -> [MetricFamily]?
  ) {
    self.configuration = configuration
    self.metrics = metrics
    gate = AccessGate(control: configuration.access)
    let execution = configuration.execution
    let response = configuration.maximumResponseSize
    // The operator's commands are part of the program: what clients may ask for is no measure for them.
    operations = [
      "/graphql": ServedOperations(
        documents, needs: .read, limits: configuration.queryLimits, execution: execution,
        response: response),
      "/admin/graphql": ServedOperations(
        admin, needs: .admin, limits: QueryLimits(), execution: execution,
        response: max(response, HTTPServerConfiguration.maximumAdminResponseSize)),
    ]
  }

  private static let health = ["/health/live": "live", "/health/ready": "ready"]
  private static let figures = "/metrics"

  /// The router.
  var router: Router<ConnectionContext> {
    let router = Router(context: ConnectionContext.self)
    router.add(middleware: SiteGuard(policy: configuration.sitePolicy))
    router.add(
      middleware: FailureResponses(
        methods: operations.mapValues { _ in "GET, POST" }
          .merging(Self.health.mapValues { _ in "GET, HEAD" }) { $1 }
          .merging([Self.figures: "GET"]) { $1 }))
    for (path, operations) in operations {
      var configuration = configuration
      if operations.scope == .admin {
        configuration.maximumBodySize = max(configuration.maximumBodySize, 1 << 20)
        configuration.maximumJSONDepth = max(configuration.maximumJSONDepth, 32)
      }
      GraphQLRoute(operations: operations, gate: gate, configuration: configuration)
        .add(to: router, at: RouterPath(path))
    }
    for (path, status) in Self.health {
      for method in [HTTPRequest.Method.get, .head] {
        router.on(RouterPath(path), method: method) { _, _ in
          Response.bytes(
            JSON.object(["status": .string(status)]).bytes, type: MediaType.json.contentType)
        }
      }
    }
    router.get(RouterPath(Self.figures)) { request, _ in await figures(for: request) }
    return router
  }

  private func figures(for request: Request) async -> Response {
    do throws(GraphQLRequest.Problem) {
      _ = try await gate.access(of: request, needs: .read)
    } catch {
      return .refusal(error)
    }
    guard let families = await metrics() else {
      return Response.failure(
        .serviceUnavailable, "the node is stopping, or its disk fails", code: "UNAVAILABLE")
    }
    return Response.bytes(
      Array(MetricFamily.text(of: families).utf8),
      type: "text/plain; version=0.0.4; charset=utf-8")
  }
}

extension Response {
  /// A response with a body of a type.
  static func bytes(
    _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
