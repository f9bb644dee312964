/// The machine-readable codes that this module puts into `extensions.code`.
public enum ErrorCode: String, Hashable, Sendable {
  /// The text is not GraphQL.
  case parseFailed = "GRAPHQL_PARSE_FAILED"
  /// The operation does not fit the schema, or the schema is not a valid one.
  case validationFailed = "GRAPHQL_VALIDATION_FAILED"
  /// Variables, arguments or the choice of operation are wrong.
  case badUserInput = "BAD_USER_INPUT"
  /// A limit of the configuration is exceeded.
  case limitExceeded = "LIMIT_EXCEEDED"
  /// The server's own data does not fit its schema.
  case internalServerError = "INTERNAL_SERVER_ERROR"
}
