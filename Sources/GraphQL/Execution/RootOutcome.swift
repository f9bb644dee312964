/// How a root field came out.
public enum RootOutcome: Sendable {
  /// It has a value.
  case value(Resolved)
  /// It failed, for one or more reasons.
  case errors([GraphQLError])
}
