public import GraphQL

extension AdminEndpoint {
  /// What came of an operation: an outcome for each of its root fields, in order, and the response's `extensions`.
  public typealias Result = (outcomes: [RootOutcome], extensions: JSONObject)

  /// The most conflicts of a page, and how many come where nothing is said.
  private static var maximumPage: Int { 1_000 }
  private static var defaultPage: Int { 50 }

  /// The list of conflicts.
  func conflicts(_ field: BoundField) async -> RootOutcome {
    do throws(AdminServiceError) {
      let filter = try Self.filter(field)
      let page = field.arguments["page"]
      let limit = try Self.number(page?["limit"], "page.limit", 1...Self.maximumPage)
      let offset = try Self.number(page?["offset"], "page.offset", 0...1_000_000_000)
      let found = try await service.conflicts(
        filter, offset: offset ?? 0, limit: limit ?? Self.defaultPage)
      return .value(
        .object(
          StatusObject.conflicts(found, offset: offset ?? 0, limit: limit ?? Self.defaultPage)))
    } catch {
      return .errors([error.graphQL])
    }
  }

  /// Starts the subscription to conflicts. When this returns it stands: no record that comes later is missed.
  /// - Throws: Why it can't start.
  public func follow(_ operation: BoundOperation) async throws(GraphQLErrors) -> ConflictEvents {
    // Without a root field its arguments are wrong: the engine reports that when the response is completed.
    guard let field = operation.rootFields.first else { return ConflictEvents(nil) }
    do throws(AdminServiceError) {
      return ConflictEvents(try await service.followConflicts(try Self.filter(field)))
    } catch {
      var failure = error.graphQL
      failure.locations = field.plan.locations
      failure.path = [.key(field.responseKey)]
      throw GraphQLErrors([failure])
    }
  }

  private static func filter(_ field: BoundField) throws(AdminServiceError) -> ConflictFilter {
    guard let filter = field.arguments["filter"], !filter.isNull else { return ConflictFilter() }
    var since: Int64?
    if let text = filter["since"]?.stringValue {
      guard let milliseconds = Int64(text), milliseconds >= 0 else {
        throw .badInput("filter.since must be epoch milliseconds, such as \"1750000000000\"")
      }
      since = milliseconds
    }
    return ConflictFilter(
      type: filter["type"]?.stringValue, document: filter["document"]?.stringValue, since: since)
  }

  private static func number(
    _ value: JSON?, _ name: String, _ range: ClosedRange<Int>
  ) throws(AdminServiceError) -> Int? {
    guard case .int(let number)? = value else { return nil }
    guard let number = Int(exactly: number), range.contains(number) else {
      throw .badInput("\(name) must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

/// The events of a subscription to conflicts, one a conflict; to be asked by one reader at a time.
public actor ConflictEvents {
  private let feed: (any ConflictFeed)?
  /// What was read and not yet given out.
  private var waiting: ArraySlice<Conflict> = []
  private var hasEnded = false

  init(_ feed: (any ConflictFeed)?) {
    self.feed = feed
  }

  /// The next event; nil at the end.
  public func next() async -> AdminEndpoint.Result? {
    if let conflict = waiting.popFirst() { return Self.event(conflict) }
    if hasEnded { return nil }
    guard let feed else {
      // One answer, which the engine fills with an error.
      hasEnded = true
      return ([], JSONObject())
    }
    do throws(AdminServiceError) {
      let conflicts = try await feed.next()
      hasEnded = conflicts == nil
      waiting += conflicts ?? []
      return waiting.popFirst().map(Self.event)
    } catch {
      hasEnded = true
      return ([.errors([error.graphQL])], JSONObject())
    }
  }

  private static func event(_ conflict: Conflict) -> AdminEndpoint.Result {
    ([.value(.object(StatusObject.conflict(conflict)))], JSONObject())
  }
}
