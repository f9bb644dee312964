import GraphQL

/// The server's half of the protocol `graphql-transport-ws` on one WebSocket, as a state machine: what happened goes in, what is to be done
/// comes out. It knows no socket, no clock and no endpoint.
struct SocketProtocol: Sendable {
  /// An operation that runs, or has run: its id may be given to another once it has ended, the number never is.
  struct Operation: Sendable, Hashable {
    let id: String
    let number: Int
  }

  /// What is to be done, in order.
  enum Action: Sendable, Hashable {
    /// A message is to be sent.
    case send([UInt8])
    /// The access of the client is to be judged: by the header of this value, or of the request where it is nil.
    case authorize(String?)
    /// An operation is to be run.
    case start(Operation, GraphQLRequest)
    /// An operation is to be stopped: nothing of it is wanted any more.
    case stop(Operation)
    /// The socket is to be closed; everything that runs is to be stopped.
    case close(SocketCloseReason)
  }

  private enum State: Sendable {
    /// Nothing came yet. Goes on to `authorizing` or `closed`.
    case opened
    /// The client asked for a connection; whether it gets one is being found out. Goes on to `connected` or `closed`.
    case authorizing
    /// Operations may run, by their ids in UTF-8. Goes on to `closed`.
    case connected([[UInt8]: Operation])
    /// The socket is closed, or about to be: nothing is sent any more.
    case closed
  }

  private var state = State.opened
  private var operationCount = 0
  /// The numbers of those that were stopped, and have not ended yet.
  private var stopping: Set<Int> = []
  private var unansweredPings = 0
  private let maximumOperations: Int
  private let limits: JSONLimits

  /// After how many pings without any sign of the client it is given up.
  static let maximumUnansweredPings = 3

  init(maximumOperations: Int, limits: JSONLimits) {
    self.maximumOperations = maximumOperations
    self.limits = limits
  }

  // MARK: What the client did

  /// A text came.
  mutating func receive(_ text: [UInt8]) -> [Action] {
    if case .closed = state { return [] }
    unansweredPings = 0
    do throws(SocketMessage.Problem) {
      return receive(try SocketMessage(text, limits: limits))
    } catch {
      return close(.badMessage(error.reason))
    }
  }

  private mutating func receive(_ message: SocketMessage) -> [Action] {
    switch (message, state) {
    case (_, .closed): return []
    case (.ping(let payload), .opened), (.ping(let payload), .authorizing),
      (.ping(let payload), .connected):
      return [.send(SocketMessage.pong(payload))]
    case (.pong, .opened), (.pong, .authorizing), (.pong, .connected): return []
    case (.connectionInit(let payload), .opened):
      state = .authorizing
      let header = payload?["Authorization"] ?? payload?["authorization"]
      return [.authorize(header?.stringValue)]
    case (.connectionInit, .authorizing), (.connectionInit, .connected):
      return close(.secondInit)
    case (.subscribe, .opened), (.subscribe, .authorizing): return close(.notAcknowledged)
    case (.subscribe(let id, let request), .connected(let operations)):
      return subscribe(id, request, operations)
    case (.complete, .opened), (.complete, .authorizing): return close(.notAcknowledged)
    case (.complete(let id), .connected(var operations)):
      guard let operation = operations.removeValue(forKey: Array(id.utf8)) else { return [] }
      state = .connected(operations)
      stopping.insert(operation.number)
      return [.stop(operation)]
    }
  }

  private mutating func subscribe(
    _ id: String, _ request: GraphQLRequest, _ running: [[UInt8]: Operation]
  ) -> [Action] {
    var operations = running
    let key = Array(id.utf8)
    guard operations[key] == nil else { return close(.duplicate(id)) }
    guard operations.count + stopping.count < maximumOperations else {
      let error = GraphQLError(
        "This connection runs \(maximumOperations) operations already; complete some first.",
        .limitExceeded)
      return [.send(SocketMessage.error(id, [error]))]
    }
    operationCount += 1
    let operation = Operation(id: id, number: operationCount)
    operations[key] = operation
    state = .connected(operations)
    return [.start(operation, request)]
  }

  /// Something came that is against the rules of WebSockets, or of the protocol.
  mutating func violated(_ reason: SocketCloseReason) -> [Action] { close(reason) }

  /// The socket is closed by the client, or gone.
  mutating func disconnected() -> [Action] {
    let running = stops()
    state = .closed
    return running
  }

  // MARK: What came of operations and of access

  /// The client may run operations.
  mutating func authorized() -> [Action] {
    switch state {
    case .authorizing:
      state = .connected([:])
      return [.send(SocketMessage.acknowledgement)]
    case .opened, .connected, .closed: return []
    }
  }

  /// The client may do nothing, or no longer.
  mutating func refused(_ reason: SocketCloseReason) -> [Action] { close(reason) }

  /// An operation has a response, written as JSON.
  func next(_ operation: Operation, _ response: [UInt8]) -> [Action] {
    isRunning(operation) ? [.send(SocketMessage.next(operation.id, response))] : []
  }

  /// An operation ended by errors.
  mutating func failed(_ operation: Operation, _ errors: [GraphQLError]) -> [Action] {
    remove(operation) ? [.send(SocketMessage.error(operation.id, errors))] : []
  }

  /// An operation has no more responses.
  mutating func completed(_ operation: Operation) -> [Action] {
    remove(operation) ? [.send(SocketMessage.complete(operation.id))] : []
  }

  /// Nothing of an operation runs any more: until then one that was stopped takes its place.
  mutating func ended(_ operation: Operation) { stopping.remove(operation.number) }

  // MARK: Time

  /// The time to ask for a connection is over.
  mutating func initializationTimedOut() -> [Action] {
    switch state {
    case .opened: close(.initializationTimeout)
    case .authorizing, .connected, .closed: []
    }
  }

  /// It is time to show that the connection lives, and to see whether it does.
  mutating func keepAlive() -> [Action] {
    switch state {
    case .opened, .authorizing, .closed: return []
    case .connected:
      guard unansweredPings < Self.maximumUnansweredPings else { return close(.noAnswer) }
      unansweredPings += 1
      return [.send(SocketMessage.ping)]
    }
  }

  /// The server stops: operations are completed, and the client is told to go.
  mutating func stop() -> [Action] {
    switch state {
    case .connected(let operations):
      let completions = operations.values.sorted { $0.number < $1.number }
        .map { Action.send(SocketMessage.complete($0.id)) }
      return completions + close(.goingAway)
    case .opened, .authorizing, .closed: return close(.goingAway)
    }
  }

  // MARK: Steps

  private mutating func close(_ reason: SocketCloseReason) -> [Action] {
    if case .closed = state { return [] }
    let running = stops()
    state = .closed
    return running + [.close(reason)]
  }

  private func stops() -> [Action] {
    guard case .connected(let operations) = state else { return [] }
    return operations.values.sorted { $0.number < $1.number }.map { .stop($0) }
  }

  private func isRunning(_ operation: Operation) -> Bool {
    guard case .connected(let operations) = state else { return false }
    return operations[Array(operation.id.utf8)] == operation
  }

  private mutating func remove(_ operation: Operation) -> Bool {
    guard case .connected(var operations) = state, isRunning(operation) else { return false }
    operations.removeValue(forKey: Array(operation.id.utf8))
    state = .connected(operations)
    return true
  }
}
