/// Several errors at once, for the functions that throw all that they find.
public struct GraphQLErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The errors, at least one, in the order in which they were found.
  public var errors: [GraphQLError]

  /// Wraps errors.
  public init(_ errors: [GraphQLError]) {
    self.errors = errors
  }

  /// One error a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
