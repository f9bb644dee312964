import GraphQL
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// Serves the documents at `/graphql`, the operator's schema at `/admin/graphql`, the health of the node, and its figures at
/// `/metrics`.
public struct HTTPServer: Service {
  private let configuration: HTTPServerConfiguration
  private let documents: any GraphQLEndpoint
  private let admin: any GraphQLEndpoint
  private let logger: Logger
  private let metrics: @Sendable () async -> [MetricFamily]?
  private let onReady: @Sendable (Int) -> Void

  /// A server of two endpoints; it serves from ``run()`` on.
  /// - Parameters:
  ///   - metrics: gives the figures at `/metrics`; nil where it can't now.
  ///   - onReady: is told the port once requests are taken.
  public init(
    configuration: HTTPServerConfiguration, documents: any GraphQLEndpoint,
    admin: any GraphQLEndpoint, logger: Logger,
    metrics: @escaping @Sendable () async -> [MetricFamily]? = { [] },
    onReady: @escaping @Sendable (_ port: Int) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.documents = documents
    self.admin = admin
    self.logger = logger
    self.metrics = metrics
    self.onReady = onReady
  }

  /// Serves until the task's graceful shutdown: then requests in flight are answered, and subscriptions end. What has not ended
  /// within ``HTTPServerConfiguration/shutdownSeconds`` is cut off.
  /// - Throws: ``HTTPServerError`` where the address can't be had.
  public func run() async throws {
    let host = Loopback.unbracketed(configuration.host)
    // The log of the node is about the node: what Hummingbird says of its own is of interest only when something is wrong.
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let isServing = Atomic(false)
    let server = Application(
      router: router(servesLoopback: Loopback.contains(host)),
      server: .http1(
        configuration: .init(idleTimeout: .seconds(Int64(configuration.idleSeconds)))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: configuration.port), serverName: "deltamesh"),
      onServerRunning: { [logger, onReady] channel in
        isServing.store(true, ordering: .relaxed)
        let port = channel.localAddress?.port ?? 0
        let address = channel.localAddress?.ipAddress ?? ""
        logger.info(
          "serving GraphQL",
          metadata: ["address": "\(address.contains(":") ? "[\(address)]" : address):\(port)"])
        onReady(port)
      },
      logger: quiet)
    var group = ServiceGroupConfiguration(services: [server], logger: quiet)
    group.maximumGracefulShutdownDuration = .seconds(configuration.shutdownSeconds)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      if isServing.load(ordering: .relaxed) || error is CancellationError { throw error }
      throw HTTPServerError(error, host: host, port: configuration.port)
    }
  }

  private func router(servesLoopback: Bool) -> Router<BasicRequestContext> {
    let router = Router()
    let graphQL = ["/graphql": documents, "/admin/graphql": admin]
    let health = ["/health/live": "live", "/health/ready": "ready"]
    let figures = ["/metrics": metrics]
    router.add(middleware: SiteGuard(servesLoopback: servesLoopback))
    router.add(
      middleware: FailureResponses(
        methods: graphQL.mapValues { _ in "GET, POST" }
          .merging(health.mapValues { _ in "GET, HEAD" }) { $1 }
          .merging(figures.mapValues { _ in "GET" }) { $1 }))
    for (path, endpoint) in graphQL {
      GraphQLRoute(endpoint, configuration: configuration).add(to: router, at: RouterPath(path))
    }
    for (path, status) in health {
      for method in [HTTPRequest.Method.get, .head] {
        router.on(RouterPath(path), method: method) { _, _ in
          Response.bytes(
            JSON.object(["status": .string(status)]).bytes, type: MediaType.json.contentType)
        }
      }
    }
    for (path, metrics) in figures {
      router.get(RouterPath(path)) { _, _ in
        guard let families = await metrics() else {
          return Response.failure(
            .serviceUnavailable, "the node is stopping, or its disk fails", code: "UNAVAILABLE")
        }
        return Response.bytes(
          Array(MetricFamily.text(of: families).utf8),
          type: "text/plain; version=0.0.4; charset=utf-8")
      }
    }
    return router
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
