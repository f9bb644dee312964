import GraphQL
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// Serves the documents at `/graphql`, the operator's schema at `/admin/graphql`, the health of the node, and its figures at
/// `/metrics`; over HTTP/1.1 and WebSockets, with TLS where there is a certificate.
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
    let routes = HTTPRoutes(
      configuration: configuration, documents: documents, admin: admin, metrics: metrics)
    let server = Application(
      router: routes.router,
      server: try channels(for: routes),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: configuration.port), serverName: "deltamesh",
        availableConnectionsDelegate: MaximumAvailableConnections(
          configuration.maximumConnections, logger: quiet)),
      onServerRunning: { [logger, onReady, isSecure = configuration.tls != nil] channel in
        isServing.store(true, ordering: .relaxed)
        let port = channel.localAddress?.port ?? 0
        let address = channel.localAddress?.ipAddress ?? ""
        logger.info(
          "serving GraphQL",
          metadata: [
            "address": "\(address.contains(":") ? "[\(address)]" : address):\(port)",
            "scheme": isSecure ? "https" : "http",
          ])
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

  /// What is made of each connection.
  private func channels(for routes: HTTPRoutes) throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder { responder in
      ConnectionChannel(
        responder: responder, configuration: configuration,
        socketOperations: routes.operations, gate: routes.gate)
    }
    guard let certificate = configuration.tls else { return plain }
    return try .tls(plain, tlsConfiguration: certificate.configuration)
  }
}
