public import AdminAPI
public import DocumentAPI
public import GraphQL
import Synchronization

/// A GraphQL schema with what runs its operations: what ``HTTPServer`` serves at a path.
public protocol GraphQLEndpoint: Sendable {
  /// The schema.
  var schema: Schema { get }

  /// Runs a query or mutation.
  func run(_ operation: BoundOperation) async -> OperationResult

  /// Begins a subscription.
  /// - Throws: Why it can't begin.
  func subscribe(_ operation: BoundOperation) async throws(GraphQLErrors) -> any EventSource
}

/// What came of an operation: an outcome for each of its root fields, in order, and the response's `extensions`.
public typealias OperationResult = (outcomes: [RootOutcome], extensions: JSONObject)

/// The events of a subscription. The next is asked for when the last was written, so a slow reader buffers nothing.
public protocol EventSource: Sendable {
  /// The next event; nil at the end. Ends when the task is cancelled.
  func next() async -> OperationResult?

  /// The token of the last event, from which another subscription can go on; nil where events have none.
  var resumeToken: String? { get }
}

extension EventSource {
  /// None.
  public var resumeToken: String? { nil }
}

extension DocumentEndpoint: GraphQLEndpoint {
  /// Begins a subscription to documents.
  public func subscribe(
    _ operation: BoundOperation
  ) async throws(GraphQLErrors) -> any EventSource {
    let subscription: DocumentSubscription = try await subscribe(operation)
    return DocumentEvents(subscription)
  }
}

/// The events of a subscription to documents.
private final class DocumentEvents: EventSource {
  private let iterator: Mutex<DocumentSubscription.Iterator>

  init(_ subscription: DocumentSubscription) {
    iterator = Mutex(subscription.makeAsyncIterator())
  }

  func next() async -> OperationResult? {
    // The iterator is a handle on the feed: a copy goes on at the same place.
    var current = iterator.withLock { $0 }
    let event = await current.next()
    let moved = current
    iterator.withLock { $0 = moved }
    return event
  }

  var resumeToken: String? { iterator.withLock { $0.lastSync } }
}

extension ConflictEvents: EventSource {}

extension AdminEndpoint: GraphQLEndpoint {
  /// Begins a subscription to conflicts.
  public func subscribe(
    _ operation: BoundOperation
  ) async throws(GraphQLErrors) -> any EventSource {
    try await follow(operation)
  }
}
