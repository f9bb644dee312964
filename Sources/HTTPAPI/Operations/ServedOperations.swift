import Argo
import DocumentAPI
import GraphQL
import Synchronization

/// The operations of one endpoint, for all transports: planned once and kept, checked against what the caller may do.
final class ServedOperations: Sendable {
  private let endpoint: any GraphQLEndpoint
  private let limits: QueryLimits
  /// What a caller needs for anything at all: without it, nothing is said of the schema either.
  let scope: AccessScope
  private let execution: Duration
  /// The most bytes of a response.
  private let response: Int
  private let cache = Mutex(OperationCache())
  private let argoTyper: WireTyper?
  private let argoCodecs = Mutex<[ObjectIdentifier: (plan: PlannedOperation, codec: ArgoCodec)]>(
    [:])

  /// How many codecs are kept; beyond, all are dropped and made anew as they are needed.
  private static let maximumCodecCount = 500

  init(
    _ endpoint: any GraphQLEndpoint, needs scope: AccessScope, limits: QueryLimits,
    execution: Duration, response: Int
  ) {
    self.endpoint = endpoint
    self.scope = scope
    self.limits = limits
    self.execution = execution
    self.response = response
    // Scalars that say nothing of how they are written describe themselves.
    argoTyper = try? WireTyper(schema: endpoint.schema, fallback: .desc)
  }

  /// What a caller needs for an operation.
  func scope(for kind: OperationKind) -> AccessScope {
    switch kind {
    case .query, .subscription: scope
    case .mutation: max(scope, .write)
    }
  }

  /// The operation of a request.
  /// - Throws: Why it can't be run; nothing was.
  func operation(_ request: GraphQLRequest) throws(GraphQLErrors) -> BoundOperation {
    let cached = cache.withLock {
      $0.operation(text: request.query, operationName: request.operationName)
    }
    if let cached { return try cached.bind(request.variables) }
    let plan = try endpoint.schema.prepare(
      request.query, operationName: request.operationName, limits: limits)
    cache.withLock {
      $0.insert(plan, text: request.query, operationName: request.operationName)
    }
    return try plan.bind(request.variables)
  }

  /// Runs a query or mutation. A query is given up after a time: what it reads by then fails. A mutation is not, as nobody could tell
  /// whether it was carried out.
  func run(_ operation: BoundOperation) async -> OperationResult {
    switch operation.kind {
    case .query:
      await RequestDeadline.$current.withValue(.now + execution) {
        await endpoint.run(operation)
      }
    case .mutation, .subscription: await endpoint.run(operation)
    }
  }

  /// Begins a subscription; one without a root field (its arguments are wrong, or it asks for introspection) has one event.
  func subscribe(_ operation: BoundOperation) async throws(GraphQLErrors) -> any EventSource {
    if operation.rootFields.isEmpty { return SingleEvent() }
    return try await endpoint.subscribe(operation)
  }

  /// The response, or an event, in JSON.
  func json(_ result: OperationResult, of operation: BoundOperation) -> [UInt8] {
    operation.jsonResponse(result.outcomes, extensions: result.extensions, limit: response)
  }

  /// The response in Argo, by the codec of the operation.
  func argo(
    _ result: OperationResult, of operation: BoundOperation, codec: ArgoCodec, modes: ArgoModes
  ) -> [UInt8] {
    operation.argoResponse(
      result.outcomes, codec: codec, modes: modes, extensions: result.extensions, limit: response)
  }

  /// What writes the responses of an operation in Argo; nil where the schema can't be written in it, or the operation is nested too
  /// deeply for it.
  func argoCodec(for operation: BoundOperation) -> ArgoCodec? { codec(for: operation.plan) }

  private func codec(for plan: PlannedOperation) -> ArgoCodec? {
    let key = ObjectIdentifier(plan)
    if let known = argoCodecs.withLock({ $0[key]?.codec }) { return known }
    guard let codec = try? argoTyper?.codec(for: plan) else { return nil }
    argoCodecs.withLock {
      if $0.count >= Self.maximumCodecCount { $0 = [:] }
      $0[key] = (plan, codec)
    }
    return codec
  }
}

/// The one event of a subscription that is completed by the engine alone.
private final class SingleEvent: EventSource {
  private let isTaken = Mutex(false)

  func next() async -> OperationResult? {
    let isFirst = isTaken.withLock { taken in
      defer { taken = true }
      return !taken
    }
    return isFirst ? ([], JSONObject()) : nil
  }
}
