internal import NIOCore
internal import NIOPosix
internal import PeerWire
internal import Replication

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The transport on its thread: carries the hub's effects out, and brings it what happens on the sockets.
final class TransportCore {
  private let configuration: PeerTransportConfiguration
  private let loop: any EventLoop
  private let sink: @Sendable (PeerTransportEvent) -> Void
  private let log: @Sendable (PeerLogEntry) -> Void
  private var hub: PeerHub
  private var random = SystemRandomNumberGenerator()
  /// The sockets of links.
  private var connections: [LinkNumber: ConnectionHandler] = [:]
  /// All sockets, those that are about to end as well.
  private var open: [ObjectIdentifier: any Channel] = [:]
  private var isReading = true
  private var timer: (at: MonotonicTime, task: Scheduled<Void>)?
  /// Timers don't fire earlier: what arrived while nothing was read must be read first.
  private var earliestTimer = MonotonicTime(milliseconds: 0)
  private var stopped: EventLoopPromise<Void>?
  private var isStopped = false
  private var isPerforming = false

  /// The socket that listens.
  var server: (any Channel)?

  init(
    _ configuration: PeerTransportConfiguration, loop: any EventLoop,
    sink: @escaping @Sendable (PeerTransportEvent) -> Void,
    log: @escaping @Sendable (PeerLogEntry) -> Void
  ) {
    self.configuration = configuration
    self.loop = loop
    self.sink = sink
    self.log = log
    hub = PeerHub(configuration.link, backoff: configuration.backoff)
  }

  private var now: MonotonicTime {
    MonotonicTime(milliseconds: NIODeadline.now().uptimeNanoseconds / 1_000_000)
  }

  // MARK: What the owner wants

  func execute(_ commands: [PeerTransport.Command]) {
    guard stopped == nil else { return }
    let now = now
    for command in commands {
      switch command {
      case .send(let link, let message): hub.send(message, on: link, at: now, random: &random)
      case .close(let link, let reason): hub.close(link, reason, at: now, random: &random)
      case .add(let address, let key): hub.add(address, key: key, at: now, random: &random)
      case .remove(let address): hub.remove(address)
      case .setReading(let isReading): setReading(isReading, at: now)
      }
    }
    perform()
  }

  private func setReading(_ isReading: Bool, at now: MonotonicTime) {
    guard self.isReading != isReading else { return }
    self.isReading = isReading
    if isReading { earliestTimer = now.advanced(byMilliseconds: 1_000) }
    for connection in connections.values { updateReading(connection) }
  }

  func shutDown(_ done: EventLoopPromise<Void>) {
    if let stopped {
      stopped.futureResult.cascade(to: done)
      return
    }
    stopped = done
    server?.close(promise: nil)
    hub.stop(at: now, random: &random)
    perform()
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: .milliseconds(configuration.shutdownMilliseconds)) {
      bound.value.concludeShutdown(force: true)
    }
    concludeShutdown(force: false)
  }

  private func concludeShutdown(force: Bool) {
    guard let stopped, !isStopped, force || open.isEmpty else { return }
    isStopped = true
    timer?.task.cancel()
    for channel in open.values { channel.close(promise: nil) }
    stopped.succeed()
  }

  // MARK: What happens on the sockets

  /// Sets up a new socket: accepted, or dialled under a number.
  func prepare(_ channel: any Channel, number: LinkNumber?) throws {
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(self, channel: channel, number: number))
  }

  func opened(_ connection: ConnectionHandler) {
    open[ObjectIdentifier(connection)] = connection.channel
    guard connection.number == nil else { return }
    let address = connection.channel.remoteAddress?.shortDescription ?? "an unknown address"
    guard let number = hub.accepted(from: address, at: now, random: &random) else {
      connection.channel.close(promise: nil)
      return perform()
    }
    begin(connection, number)
    perform()
  }

  private func begin(_ connection: ConnectionHandler, _ number: LinkNumber) {
    connection.number = number
    connections[number] = connection
    updateReading(connection)
  }

  func received(_ bytes: UnsafeRawBufferPointer, on number: LinkNumber) {
    hub.received(bytes, on: number, at: now, random: &random)
    perform()
  }

  func wrote(_ count: Int, on number: LinkNumber) {
    hub.wrote(count, on: number, at: now, random: &random)
    if let connection = connections[number] { updateReading(connection) }
    perform()
  }

  func ended(_ end: LinkMachine.TransportEnd, _ number: LinkNumber) {
    hub.ended(end, of: number, at: now, random: &random)
    perform()
  }

  func closed(_ connection: ConnectionHandler) {
    open[ObjectIdentifier(connection)] = nil
    concludeShutdown(force: false)
  }

  // MARK: What the hub wants

  /// Carries out what the hub wants, until it wants nothing more. What that brings about meanwhile joins in at the end.
  private func perform() {
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    var written: Set<LinkNumber> = []
    while true {
      let effects = hub.takeEffects()
      for effect in effects { perform(effect, &written) }
      guard effects.isEmpty else { continue }
      if written.isEmpty { break }
      let numbers = written
      written = []
      for number in numbers {
        guard let connection = connections[number] else { continue }
        connection.channel.flush()
        updateReading(connection)
      }
    }
    arm()
  }

  private func perform(_ effect: PeerHubEffect, _ written: inout Set<LinkNumber>) {
    switch effect {
    case .dial(let number, let address): dial(address, number)
    case .write(let number, let bytes):
      guard let connection = connections[number] else { return }
      connection.write(bytes)
      written.insert(number)
    case .finish(let number): connections.removeValue(forKey: number)?.finish()
    case .drop(let number): connections.removeValue(forKey: number)?.drop()
    case .opened(let link, let peer): tell(.linkOpened(link, peer))
    case .received(let link, let message): tell(.received(link, message))
    case .closed(let link, let reason): tell(.linkClosed(link, reason))
    case .log(let entry): if !isStopped { log(entry) }
    }
  }

  private func tell(_ event: PeerTransportEvent) {
    if !isStopped { sink(event) }
  }

  private func updateReading(_ connection: ConnectionHandler) {
    guard let number = connection.number else { return }
    connection.setReading(isReading && hub.unsentBytes(of: number) < Self.maximumUnsent)
  }

  /// From how many unsent bytes on nothing more is read from a peer, who asks without listening.
  private static let maximumUnsent = PeerLink.maximumWaiting / 2

  private func dial(_ address: PeerAddress, _ number: LinkNumber) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    var bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(.seconds(5))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try bound.value.prepare(channel, number: number) }
      }
    if let bind = configuration.bind {
      do {
        bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: bind, port: 0))
      } catch {
        return hub.ended(
          .failed("\(bind) is no IP address to dial from"), of: number, at: now, random: &random)
      }
    }
    bootstrap.connect(host: address.host, port: Int(address.port)).assumeIsolated()
      .whenComplete { result in
        switch result {
        case .success(let channel): self.connected(channel, number)
        case .failure(let error): self.ended(.failed(Self.explanation(error)), number)
        }
      }
  }

  private func connected(_ channel: any Channel, _ number: LinkNumber) {
    do {
      begin(try channel.pipeline.syncOperations.handler(type: ConnectionHandler.self), number)
    } catch {
      channel.close(promise: nil)
      return ended(.failed("\(error)"), number)
    }
    hub.connected(number, at: now, random: &random)
    perform()
  }

  private static func explanation(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first { return explanation(first.error) }
      if error.dnsAError != nil || error.dnsAAAAError != nil { return "unknown host \(error.host)" }
      return "\(error)"
    case let error as ChannelError:
      if case .connectTimeout = error { return "no answer within 5 seconds" }
      return "\(error)"
    case let error as IOError: return error.localizedReason
    default: return "\(error)"
    }
  }

  // MARK: Time

  private func arm() {
    guard isReading, !isStopped, var deadline = hub.deadline else { return }
    deadline = max(deadline, earliestTimer)
    if let timer, timer.at <= deadline { return }
    timer?.task.cancel()
    let delay = deadline.milliseconds(since: now)
    let bound = NIOLoopBound(self, eventLoop: loop)
    let task = loop.scheduleTask(in: .milliseconds(Int64(min(delay, 86_400_000)))) {
      bound.value.timerFired()
    }
    timer = (deadline, task)
  }

  private func timerFired() {
    timer = nil
    guard isReading, !isStopped else { return }
    if now >= earliestTimer { hub.timerFired(at: now, random: &random) }
    perform()
  }
}

extension SocketAddress {
  /// `address:port`, as an operator writes it.
  var shortDescription: String {
    guard let ip = ipAddress, let port else { return description }
    return ip.utf8.contains(UInt8(ascii: ":")) ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }
}

extension IOError {
  /// The system's own words, without the name of the call.
  var localizedReason: String {
    switch errnoCode {
    case ECONNREFUSED: "connection refused"
    case ECONNRESET, EPIPE: "connection reset"
    case EHOSTUNREACH: "no route to the host"
    case ENETUNREACH: "the network can't be reached"
    case ETIMEDOUT: "no answer"
    default: "\(self)"
    }
  }
}
