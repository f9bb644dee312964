import AdminAPI
import DocumentAPI
import GraphQL
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// Serves the documents at `/graphql`, the operator's schema at `/admin/graphql`, and the health of the node.
public struct HTTPServer: Service {
  private let configuration: HTTPServerConfiguration
  private let documents: any GraphQLEndpoint
  private let admin: any GraphQLEndpoint
  private let logger: Logger

  /// A server of two endpoints; it serves from ``run()`` on.
  public init(
    configuration: HTTPServerConfiguration, documents: any GraphQLEndpoint,
    admin: any GraphQLEndpoint, logger: Logger
  ) {
    self.configuration = configuration
    self.documents = documents
    self.admin = admin
    self.logger = logger
  }

  /// Serves until the task's graceful shutdown: then requests in flight are answered, and subscriptions end.
  /// - Throws: ``HTTPServerError`` where the address can't be had.
  public func run() async throws {
    let router = Router()
    router.add(middleware: SiteGuard(servesLoopback: Self.isLoopback(configuration.host)))
    GraphQLRoute(documents, configuration: configuration, logger: logger).add(
      to: router, at: "/graphql")
    GraphQLRoute(admin, configuration: configuration, logger: logger).add(
      to: router, at: "/admin/graphql")
    router.get("/health/live") { _, _ in Response.json(["status": "live"]) }
    router.get("/health/ready") { _, _ in Response.json(["status": "ready"]) }
    // The log of the node is about the node: what Hummingbird says of its own is of interest only when something is wrong.
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let logger = logger
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: "deltamesh"),
      onServerRunning: { channel in
        let address = channel.localAddress.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" } ?? ""
        logger.info("serving GraphQL", metadata: ["address": "\(address)"])
      },
      logger: quiet)
    do {
      try await application.run()
    } catch let error as IOError {
      throw HTTPServerError(
        "can't serve HTTP on \(configuration.host):\(configuration.port): \(Self.reason(error)); "
          + "is another node running there? choose another http.port, or stop it")
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  private static func reason(_ error: IOError) -> String {
    String(describing: error).split(separator: ":").last.map {
      String($0.drop { $0 == " " })
    } ?? "the address can't be used"
  }
}

extension Response {
  /// A response with a JSON object.
  static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
    bytes(json.bytes, type: "application/json; charset=utf-8", status: status)
  }

  /// A response with a body of a type.
  static func bytes(
    _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
