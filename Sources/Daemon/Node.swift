import AdminAPI
public import DocumentAPI
import Documents
import Foundation
import HTTPAPI
public import Logging
import Noise
import PeerTransport
import PeerWire
import Replication
import ServiceLifecycle
import Storage
import UnixSignals

/// A node of a mesh: a replica in a folder, links to its peers, and the GraphQL API over it. `deltamesh serve` runs one; another
/// program can run one inside itself.
///
/// ```swift
/// let node = try await Node(configuration)
/// let outcome = try await node.documents.apply(mutation)
/// await node.stop()
/// ```
public final class Node: Sendable {
  /// Typed access to documents, deltas and live changes, without HTTP.
  public var documents: any DocumentService { service }

  /// Where peers are listened for, `HOST:PORT` with the port that it got; nil for a node that does not listen.
  public var peerAddress: String? { transport?.listeningAddress.map { "\($0)" } }

  /// How many links to peers are up.
  public var linkCount: Int { links.current.count }

  private let loop: ReplicaLoop
  private let links: PeerLinks
  private let changes: ChangeSignal
  private let transport: PeerTransport?
  private let service: NodeDocumentService
  let admin: NodeAdminService
  private let schema: DocumentSchema
  private let configuration: NodeConfiguration
  private let logger: Logger
  private let run: NodeRun

  /// Opens the data, starts the replica, listens for peers and begins to dial them. HTTP is served by ``serve()``.
  /// - Throws: Why the node can't start; nothing is left running then.
  public init(
    _ configuration: NodeConfiguration, logger: Logger? = nil
  ) async throws(NodeError) {
    do throws(ConfigurationError) { try configuration.check() } catch {
      throw NodeError(.configuration, error.message)
    }
    let logger = logger ?? configuration.log.logger
    let schema = try SchemaFile(path: configuration.schema).schema
    let scope = try configuration.scope(by: schema)
    let identity = try NodeIdentity(configuration)
    var random = SystemRandomNumberGenerator()
    var store: SQLiteStore
    let replica: Replica
    let run: NodeRun
    do throws(StoreError) {
      store = try SQLiteStore(
        folder: configuration.data, model: schema.model, durability: configuration.durability)
    } catch {
      throw NodeError(.store, error.message)
    }
    run = try NodeRun(
      folder: configuration.data, store: &store, durability: configuration.durability,
      logger: logger, random: &random)
    do throws(StoreError) {
      var settings = ReplicaSettings(
        mesh: identity.mesh, process: random.next(), name: configuration.name,
        version: Version.number)
      configuration.apply(to: &settings)
      settings.key = "\(identity.publicKey)"
      settings.scope = scope
      if let stored = try store.record()?.scope, stored != scope {
        Self.log(scope, after: stored, logger)
      }
      replica = try Self.open(settings, schema.model, &store, logger: logger, random: &random)
    } catch {
      throw NodeError(.store, error.message)
    }
    let reader = store.reader
    let loop = ReplicaLoop(reader: reader, logger: logger)
    let changes = ChangeSignal()
    let links = PeerLinks()
    let transport = identity.transport(configuration, loop: loop, links: links, logger: logger)
    let dialler = transport.map { configuration.dialler(identity.publicKey, $0) }
    dialler?.update(replica.members)
    self.loop = loop
    self.changes = changes
    self.transport = transport
    self.links = links
    self.schema = schema
    self.configuration = configuration
    self.logger = logger
    self.run = run
    service = NodeDocumentService(
      loop: loop, changes: changes, reader: reader, model: replica.model, mesh: identity.mesh,
      replicated: replica.scope)
    admin = NodeAdminService(
      loop: loop, links: links, dialler: dialler, reader: reader, schema: schema,
      documents: service,
      conflictLog: ConflictReader(
        reader: reader, model: replica.model, retention: configuration.conflictRetention),
      backups: BackupJob(folder: configuration.data, logger: logger),
      name: configuration.name, clockBound: configuration.maximumClockDrift,
      started: SystemClock.now())
    logger.info(
      "the replica is open",
      metadata: [
        "replica": "\(replica.id)", "key": "\(identity.publicKey)", "data": "\(configuration.data)",
        "durability": "\(configuration.durability.rawValue)",
        "replicates": "\(replica.scope.summary)",
      ])
    loop.start(
      replica, store: store,
      outlets: ReplicaLoop.Outlets(
        send: { transport?.send($0, $1) }, disconnect: { transport?.close($0, $1) },
        committed: { changes.committed($0, $1) }, members: { dialler?.update($0) },
        setReading: { transport?.setReading($0) }))
    do throws(PeerTransportError) {
      try await transport?.start()
    } catch {
      await loop.stop()
      endRun()
      throw NodeError(.address, error.message)
    }
    if let address = transport?.listeningAddress {
      logger.info("listening for peers", metadata: ["address": "\(address)"])
    }
    if transport != nil, configuration.announcement == .unknown {
      logger.warning(
        "other nodes are not told where to dial this one: set peer.advertise to the HOST:PORT where they reach it, or to none if only those that are configured shall dial it",
        metadata: ["listen": "\(configuration.peer.listen ?? "")"])
    }
    dialler?.start()
  }

  /// Says that a node is to hold something else than before.
  private static func log(
    _ scope: ReplicationScope, after stored: ReplicationScope, _ logger: Logger
  ) {
    logger.notice(
      "the node is to replicate something else than before: what is new is copied from a full node, what is left out is dropped once all members have it",
      metadata: ["was": "\(stored.summary)", "is": "\(scope.summary)"])
    guard scope.isPartial, !stored.isPartial else { return }
    logger.warning(
      "this node was a full one, and no longer is: keep at least one node that replicates everything, as nobody can make a full copy without"
    )
  }

  /// Runs a node until SIGTERM or SIGINT: then requests in flight finish, links say goodbye, and the store is closed.
  public static func run(_ configuration: NodeConfiguration) async throws {
    let node = try await Node(configuration)
    do {
      try await node.serve()
    } catch {
      await node.stop()
      throw error
    }
    await node.stop()
    node.logger.info("the node has stopped")
  }

  /// Serves HTTP until a signal to stop.
  /// - Throws: ``NodeError`` where the port is taken.
  private func serve() async throws {
    let signals: [UnixSignal] = [.sigterm, .sigint]
    guard let http = configuration.http else {
      return try await ServiceGroup(
        services: [IdleService()], gracefulShutdownSignals: signals, logger: logger
      ).run()
    }
    do {
      let metrics = NodeMetrics(admin: admin, loop: loop)
      let admin = try AdminEndpoint(service: admin)
      let access = NodeAccess(configuration)
      if http.tls == nil, http.isProtected, !Loopback.contains(http.host) {
        logger.warning(
          "tokens and documents cross the network as plain text: set http.tls.certificate and http.tls.key, unless a proxy or a tunnel encrypts them",
          metadata: ["host": "\(http.host)"])
      }
      let server = HTTPServer(
        configuration: try await access.serverConfiguration(http),
        documents: DocumentEndpoint(
          schema, service: service, limits: DocumentLimits(configuration.limits)),
        admin: admin, logger: logger,
        metrics: { await metrics.current() })
      // The service listed last is shut down first: the server waits for subscriptions, so they must end before it.
      try await ServiceGroup(
        services: [server, Subscriptions(changes: changes)], gracefulShutdownSignals: signals,
        logger: logger
      ).run()
    } catch let error as HTTPServerError {
      throw NodeError(.address, error.message)
    }
  }

  /// Ends subscriptions, says goodbye to peers, carries out what is in the inbox, and closes the store.
  public func stop() async {
    changes.stop()
    await transport?.shutdown()
    await loop.stop()
    endRun()
  }

  /// Marks the end of the run as clean, if it was.
  private func endRun() {
    guard loop.hasClosedCleanly else { return }
    do throws(NodeError) { try run.end() } catch {
      logger.warning("the end of the run was not marked", metadata: ["error": "\(error.message)"])
    }
  }
}

/// Waits for a signal to stop.
private struct IdleService: Service {
  func run() async throws {
    try await gracefulShutdown()
  }
}

/// Ends the subscriptions when the node is told to stop.
private struct Subscriptions: Service {
  let changes: ChangeSignal

  func run() async throws {
    try await gracefulShutdown()
    changes.stop()
  }
}

extension NodeConfiguration.Log {
  /// A logger that writes as configured.
  var logger: Logger {
    let level = Logger.Level(rawValue: level.rawValue) ?? .info
    return Logger(label: "deltamesh") { _ in LineLogHandler(logLevel: level, format: format) }
  }
}
