import HTTPAPI
import Logging
import ServiceLifecycle

/// A server on a free port, for as long as a test talks with it.
struct RunningServer: Sendable {
  let client: RawClient
  let documents: FakeEndpoint
  let admin: FakeEndpoint
  let group: ServiceGroup
}

/// Runs a server while `body` runs, and stops it as SIGTERM does.
func withServer(
  _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
  _ body: @Sendable (RunningServer) async throws -> Void
) async throws {
  var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0)
  // Tests run beside others that keep the machine busy: what is not about time must not depend on it.
  configuration.keepAliveSeconds = 600
  configuration.initializationSeconds = 600
  configuration.stall = .seconds(600)
  configuration.shutdownSeconds = 60
  configure(&configuration)
  let documents = try FakeEndpoint()
  let admin = try FakeEndpoint()
  let (ports, port) = AsyncStream<Int>.makeStream()
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let server = HTTPServer(
    configuration: configuration, documents: documents, admin: admin, logger: logger,
    onReady: { port.yield($0) })
  let group = ServiceGroup(
    configuration: ServiceGroupConfiguration(
      services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
      logger: logger))
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask {
      defer { port.finish() }
      try await group.run()
    }
    var iterator = ports.makeAsyncIterator()
    if let port = await iterator.next() {
      do {
        try await body(
          RunningServer(
            client: RawClient(port: port), documents: documents, admin: admin, group: group))
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
    }
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
  }
}
