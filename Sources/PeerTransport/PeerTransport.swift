internal import NIOCore
internal import NIOPosix
public import Noise
public import PeerWire
public import Replication
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The links of a node over TCP: listens, dials, and moves bytes and timers for ``PeerWire/PeerHub``, which decides everything.
///
/// What happens is told to a closure, on a thread of the transport's own, in order; the closure must not block. All methods may
/// be called from any thread. A transport that was started must be shut down.
public final class PeerTransport: Sendable {
  private let configuration: PeerTransportConfiguration
  private let group: MultiThreadedEventLoopGroup
  private let loop: any EventLoop
  private let core: NIOLoopBoundBox<TransportCore>
  private let inbox = Mutex(Inbox())
  private let listening = Mutex<ListenAddress?>(nil)

  /// What the owner wants, on its way to the transport's thread.
  enum Command: Sendable {
    case send(LinkID, PeerMessage)
    case close(LinkID, DisconnectReason)
    case setReading(Bool)
    case add(PeerAddress, PublicKey?)
    case remove(PeerAddress)
  }

  private struct Inbox {
    var commands: [Command] = []
    var isClosed = false
  }

  /// A transport that does nothing yet.
  ///
  /// - Parameters:
  ///   - sink: is told what happens.
  ///   - log: is told what an operator may want to read; each refused connection once, with its reason.
  public init(
    _ configuration: PeerTransportConfiguration,
    sink: @escaping @Sendable (PeerTransportEvent) -> Void,
    log: @escaping @Sendable (PeerLogEntry) -> Void
  ) {
    self.configuration = configuration
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    loop = group.next()
    core = NIOLoopBoundBox.makeBoxSendingValue(
      TransportCore(configuration, loop: loop, sink: sink, log: log), eventLoop: loop)
  }

  /// Where the transport listens, with the port that it got; nil before ``start()``, or if it only dials.
  public var listeningAddress: ListenAddress? { listening.withLock { $0 } }

  /// Listens, and begins to dial. Where it throws, the transport is shut down.
  public func start() async throws(PeerTransportError) {
    if let address = configuration.listen {
      do {
        let bound = try await listen(on: address)
        listening.withLock { $0 = bound }
      } catch {
        await shutdown()
        throw PeerTransportError(Self.explanation(error, address))
      }
    }
    for peer in configuration.peers { dial(peer) }
  }

  /// Sends a message; nothing happens where the link is gone. Messages of a link keep their order. Never blocks: what may be
  /// sent is bounded by the credit that the peer gave.
  public func send(_ link: LinkID, _ message: PeerMessage) {
    submit(.send(link, message))
  }

  /// Closes a link, and tells the peer why; nothing happens where it is gone.
  public func close(_ link: LinkID, _ reason: DisconnectReason) {
    submit(.close(link, reason))
  }

  /// Stops or resumes reading from all links: for an owner whose inbox is full. What was read already is still told.
  public func setReading(_ isReading: Bool) {
    submit(.setReading(isReading))
  }

  /// Dials an address from now on, while there is no link to the node with `key`, where it is known who is there.
  public func dial(_ address: PeerAddress, key: PublicKey? = nil) {
    submit(.add(address, key))
  }

  /// Dials an address no longer; a link that stands is not touched.
  public func forget(_ address: PeerAddress) {
    submit(.remove(address))
  }

  /// Says goodbye on all links, closes them, and stops listening, all within the configured time. Nothing is told after it
  /// returns. Calling it again does nothing.
  public func shutdown() async {
    let core = core
    let done = loop.makePromise(of: Void.self)
    let isFirst = inbox.withLock { inbox in
      defer { inbox.isClosed = true }
      if !inbox.isClosed { loop.execute { core.value.shutDown(done) } }
      return !inbox.isClosed
    }
    guard isFirst else { return done.succeed() }
    try? await done.futureResult.get()
    try? await group.shutdownGracefully()
  }

  private func submit(_ command: Command) {
    inbox.withLock { inbox in
      guard !inbox.isClosed else { return }
      inbox.commands.append(command)
      // Whoever comes first wakes the transport's thread, which then takes all.
      if inbox.commands.count == 1 { loop.execute { [self] in takeCommands() } }
    }
  }

  private func takeCommands() {
    let commands = inbox.withLock { inbox in
      defer { inbox.commands = [] }
      return inbox.commands
    }
    core.value.execute(commands)
  }

  private func listen(on address: ListenAddress) async throws -> ListenAddress {
    let core = core
    let bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try core.value.prepare(channel, number: nil) }
      }
    let channel: any Channel
    if address.host.isEmpty {
      // All interfaces: IPv6 takes IPv4 as well, where the system has it.
      do {
        channel = try await bootstrap.bind(host: "::", port: Int(address.port)).get()
      } catch {
        channel = try await bootstrap.bind(host: "0.0.0.0", port: Int(address.port)).get()
      }
    } else {
      channel = try await bootstrap.bind(host: address.host, port: Int(address.port)).get()
    }
    try await loop.submit { core.value.server = channel }.get()
    let port = channel.localAddress?.port.flatMap { UInt16(exactly: $0) }
    return ListenAddress(host: address.host, port: port ?? address.port)
  }

  private static func explanation(_ error: any Error, _ address: ListenAddress) -> String {
    let place = "can't listen for peers on \(address)"
    guard let error = error as? IOError else { return "\(place): \(error)" }
    return switch error.errnoCode {
    case EADDRINUSE: "\(place): the port is in use; stop the other process, or choose another port"
    case EADDRNOTAVAIL: "\(place): this machine has no such address"
    case EACCES: "\(place): not permitted; choose a port above 1023"
    default: "\(place): \(error)"
    }
  }
}
