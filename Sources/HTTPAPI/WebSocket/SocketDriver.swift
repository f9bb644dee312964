import GraphQL
import NIOCore
import NIOWebSocket
import ServiceLifecycle
import Synchronization

/// Drives a ``SocketProtocol`` on one WebSocket: reads frames, runs operations, keeps time.
final class SocketDriver: Sendable {
  typealias Channel = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
  private typealias Operation = SocketProtocol.Operation

  private struct State {
    var machine: SocketProtocol
    var access: Access?
    var tasks: [Operation: Task<Void, Never>] = [:]
  }

  private let operations: ServedOperations
  private let gate: AccessGate
  private let configuration: HTTPServerConfiguration
  /// The `Authorization` header of the request that became the socket.
  private let header: String?
  private let state: Mutex<State>
  private let pace: SubscriberPace

  /// For how long a client has to answer a close, in seconds.
  private static let closingSeconds = 2

  init(
    operations: ServedOperations, gate: AccessGate, configuration: HTTPServerConfiguration,
    header: String?
  ) {
    self.operations = operations
    self.gate = gate
    self.configuration = configuration
    self.header = header
    state = Mutex(
      State(
        machine: SocketProtocol(
          maximumOperations: configuration.maximumOperationsPerConnection,
          limits: configuration.jsonLimits)))
    pace = configuration.subscriberPace
  }

  /// Serves a socket until it is closed.
  /// - Parameter isSubprotocol: whether the client offered `graphql-transport-ws`.
  @concurrent
  func run(_ channel: Channel, isSubprotocol: Bool) async throws {
    try await channel.executeThenClose { inbound, outbound in
      let socket = Socket(outbound: outbound, channel: channel.channel)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.keepTime(socket) }
        group.addTask {
          if (try? await self.pace.giveUp()) != nil { socket.cut() }
        }
        group.addTask {
          guard (try? await gracefulShutdown()) != nil else { return }
          await self.perform(on: socket) { $0.stop() }
        }
        if isSubprotocol {
          group.addTask { await self.awaitInitialization(socket) }
        } else {
          await perform(on: socket) { $0.violated(.subprotocol) }
        }
        await read(inbound, socket)
        await perform(on: socket) { $0.disconnected() }
        group.cancelAll()
      }
      let rest = state.withLock { Array($0.tasks.values) }
      // One may have begun while something else closed the socket.
      for task in rest { task.cancel() }
      for task in rest { await task.value }
    }
  }

  // MARK: Frames

  @concurrent
  private func read(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ socket: Socket
  ) async {
    do {
      for try await frame in inbound {
        guard await take(frame, socket) else { return }
      }
    } catch is NIOWebSocketFrameAggregator.Error {
      await perform(on: socket) { $0.violated(.tooLarge) }
    } catch let error as SocketViolation {
      await perform(on: socket) { $0.violated(error.reason) }
    } catch {
      // The connection broke, or NIO has closed it for a frame that was wrong.
    }
  }

  /// Takes a frame; false once the socket is closed.
  @concurrent
  private func take(_ frame: WebSocketFrame, _ socket: Socket) async -> Bool {
    switch frame.opcode {
    case .text:
      let bytes = Array(frame.unmaskedData.readableBytesView)
      if String(validating: bytes, as: UTF8.self) == nil {
        await perform(on: socket) { $0.violated(.notUTF8) }
      } else {
        await perform(on: socket) { $0.receive(bytes) }
      }
      return true
    case .binary:
      await perform(on: socket) { $0.violated(.binary) }
      return true
    case .ping:
      _ = try? await socket.send(.pong, frame.unmaskedData, pace)
      return true
    case .pong: return true
    case .connectionClose:
      await socket.answerClose(frame.unmaskedData)
      return false
    default:
      await perform(on: socket) { $0.violated(.badFrame) }
      return true
    }
  }

  // MARK: Time

  @concurrent
  private func awaitInitialization(_ socket: Socket) async {
    guard
      (try? await Task.sleep(for: .seconds(configuration.initializationSeconds))) != nil
    else { return }
    await perform(on: socket) { $0.initializationTimedOut() }
  }

  @concurrent
  private func keepTime(_ socket: Socket) async {
    while (try? await Task.sleep(for: .seconds(configuration.keepAliveSeconds))) != nil {
      await perform(on: socket) { $0.keepAlive() }
    }
  }

  // MARK: Actions

  /// Lets the machine take a step, and does what it says. Returns whether the client took what was sent in time.
  @concurrent @discardableResult
  private func perform(
    on socket: Socket, _ step: @Sendable (inout SocketProtocol) -> [SocketProtocol.Action]
  ) async -> Bool {
    var isInTime = true
    let actions = state.withLock { step(&$0.machine) }
    for action in actions {
      switch action {
      case .send(let message):
        do {
          let wasInTime = try await socket.send(.text, ByteBuffer(bytes: message), pace)
          isInTime = wasInTime && isInTime
        } catch { return false }
      case .authorize(let value): await authorize(value ?? header, socket)
      case .start(let operation, let request): start(operation, request, socket)
      case .stop(let operation):
        state.withLock { $0.tasks[operation] }?.cancel()
      case .close(let reason):
        await socket.close(reason, within: Self.closingSeconds)
      }
    }
    return isInTime
  }

  @concurrent
  private func authorize(_ value: String?, _ socket: Socket) async {
    guard let control = gate.control else {
      state.withLock { $0.access = .unlimited }
      await perform(on: socket) { $0.authorized() }
      return
    }
    switch await control.grant(authorization: value) {
    case .granted(let access) where access.scope < operations.scope:
      let reason = AccessGate.message(access.scope, operations.scope)
      await perform(on: socket) { $0.refused(.forbidden(reason)) }
    case .granted(let access):
      state.withLock { $0.access = access }
      await perform(on: socket) { $0.authorized() }
      if let seconds = access.secondsLeft { socket.expire(after: seconds, self) }
    case .refused(let reason):
      await perform(on: socket) { $0.refused(.unauthorized(reason)) }
    }
  }

  /// The client's token is no longer good.
  @concurrent
  func expired(on socket: Socket) async {
    await perform(on: socket) { $0.refused(.expired) }
  }

  // MARK: Operations

  private func start(_ operation: Operation, _ request: GraphQLRequest, _ socket: Socket) {
    // Its end takes the lock as well, so it is noted before it can end.
    state.withLock { state in
      state.tasks[operation] = Task {
        await self.run(operation, request, socket)
        self.state.withLock {
          $0.tasks.removeValue(forKey: operation)
          $0.machine.ended(operation)
        }
      }
    }
  }

  @concurrent
  private func run(
    _ operation: Operation, _ request: GraphQLRequest, _ socket: Socket
  ) async {
    do throws(GraphQLErrors) {
      let bound = try operations.operation(request)
      let needed = operations.scope(for: bound.kind)
      let access = state.withLock { $0.access }
      if let access, access.scope < needed {
        throw GraphQLErrors([
          GraphQLError(AccessGate.message(access.scope, needed), code: "FORBIDDEN")
        ])
      }
      switch bound.kind {
      case .query, .mutation:
        let result = await operations.run(bound)
        let response = operations.json(result, of: bound)
        await perform(on: socket) { $0.next(operation, response) }
      case .subscription:
        let source = try await operations.subscribe(bound)
        while !Task.isCancelled, let event = await source.next() {
          let response = operations.json(event, of: bound)
          let token = source.resumeToken
          guard await perform(on: socket, { $0.next(operation, response) }) else {
            throw GraphQLErrors([SubscriberPace.error(lastSync: token)])
          }
        }
      }
      await perform(on: socket) { $0.completed(operation) }
    } catch {
      await perform(on: socket) { $0.failed(operation, error.errors) }
    }
  }
}
