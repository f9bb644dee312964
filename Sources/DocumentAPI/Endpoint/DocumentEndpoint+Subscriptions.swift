import Documents
public import GraphQL

extension DocumentEndpoint {
  /// Starts a subscription. When this returns it stands: nothing that happens later is missed.
  /// - Throws: why it can't start; the response then has these errors and no data.
  public func subscribe(
    _ operation: BoundOperation
  ) async throws(GraphQLErrors) -> DocumentSubscription {
    // Without a root field its arguments are wrong: the engine reports that when the response is completed.
    guard let field = operation.rootFields.first else {
      return DocumentSubscription(.single)
    }
    guard let root = documents.operation(named: field.name, isSubscription: true) else {
      throw failure(GraphQLError("No resolver for \(field.name).", .internalServerError), field)
    }
    let type = documents.types[root.type]
    let reader = reader(type)
    do {
      switch root.kind {
      case .sync:
        let request = try reader.sync(field)
        let feed = try await service.follow(request)
        return DocumentSubscription(.pages(feed, request, type, self))
      case .events(let kind):
        let (request, selection) = try reader.events(field, kind)
        let feed = try await service.events(request)
        return DocumentSubscription(.rows(feed, selection, type, self))
      case .get, .find, .mutate, .mutateMany, .push:
        throw GraphQLError("No resolver for \(field.name).", .internalServerError)
      }
    } catch let problem as InputProblem {
      throw failure(problem.error, field)
    } catch let error as ServiceError {
      throw failure(error.graphQL, field)
    } catch let error as GraphQLError {
      throw failure(error, field)
    } catch {
      throw failure(GraphQLError("The request failed: \(error)", .internalServerError), field)
    }
  }

  private func failure(_ error: GraphQLError, _ field: BoundField) -> GraphQLErrors {
    var error = error
    error.locations = field.plan.locations
    error.path = [.key(field.responseKey)]
    return GraphQLErrors([error])
  }
}

/// The answers of a subscription, pulled one by one: while nobody asks, nothing is read. It ends when the node stops, when the task is
/// cancelled, or behind an answer with an error.
public struct DocumentSubscription: AsyncSequence, Sendable {
  /// Where answers come from.
  enum Source: Sendable {
    /// One answer, which the engine fills with an error.
    case single
    case pages(any Feed<SyncResult>, SyncRequest, ServedType, DocumentEndpoint)
    case rows(any Feed<ChangeBatch>, DocumentSelection, ServedType, DocumentEndpoint)
  }

  /// What the engine completes a response from.
  public typealias Element = DocumentEndpoint.Result
  /// Errors are part of answers.
  public typealias Failure = Never

  private let source: Source

  init(_ source: Source) {
    self.source = source
  }

  /// An iterator; only one is to be used.
  public func makeAsyncIterator() -> Iterator { Iterator(source: source) }

  /// Gives the answers.
  public struct Iterator: AsyncIteratorProtocol, Sendable {
    let source: Source
    private var hasEnded = false
    private var rows: DocumentRows?
    private var nextRow = 0
    /// The token of the last page, from which another subscription can go on; nil before the first, and where answers have none.
    public private(set) var lastSync: String?

    init(source: Source) {
      self.source = source
    }

    /// The next answer; waits until there is one. Nil at the end.
    public mutating func next() async -> Element? {
      guard !hasEnded else { return nil }
      if case .single = source {
        hasEnded = true
        return ([], JSONObject())
      }
      do throws(ServiceError) {
        guard let value = try await nextValue() else {
          hasEnded = true
          return nil
        }
        return ([.value(value)], JSONObject())
      } catch {
        hasEnded = true
        return ([.errors([error.graphQL])], JSONObject())
      }
    }

    private mutating func nextValue() async throws(ServiceError) -> Resolved? {
      switch source {
      case .single: return nil
      case .pages(let feed, let request, let type, let endpoint):
        guard let page = try await feed.next() else { return nil }
        lastSync = page.lastSync
        return endpoint.deltaList(page, request, type)
      case .rows(let feed, let selection, let type, let endpoint):
        while true {
          if let rows, nextRow < rows.rowCount {
            nextRow += 1
            return .row(rows, nextRow - 1)
          }
          guard let batch = try await feed.next() else { return nil }
          rows = try await endpoint.rows(batch, selection, type)
          nextRow = 0
        }
      }
    }
  }
}
