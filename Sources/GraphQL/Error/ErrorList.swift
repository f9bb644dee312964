/// Gathers errors up to a number, so that no text makes an endless answer; and makes no message that
/// would be dropped, as looking for near misses takes time.
final class ErrorList {
  private(set) var errors: [GraphQLError] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Whether no more is taken.
  var isFull: Bool { errors.count >= limit }

  /// Adds an error, unless there are enough of them.
  func add(_ error: GraphQLError) {
    if !isFull { errors.append(error) }
  }

  /// Makes an error and adds it, unless there are enough of them.
  func report(
    _ message: @autoclosure () -> String, _ code: ErrorCode = .validationFailed,
    at locations: [Location]
  ) {
    if !isFull { errors.append(GraphQLError(message(), code, locations: locations)) }
  }
}
