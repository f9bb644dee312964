import GraphQL

/// What is wrong with an argument: becomes the error of a root field.
struct InputProblem: Error {
  var code: ErrorCode
  var message: String
  /// Where in the operation; empty for the root field.
  var locations: [Location] = []

  /// A value that makes no sense.
  /// - Parameter path: the argument, and where in it, as `filter.text.in`.
  static func bad(_ path: String, _ message: String) -> InputProblem {
    InputProblem(code: .badUserInput, message: "Argument \"\(path)\": \(message).")
  }

  /// More than a limit allows.
  static func limit(_ path: String, _ message: String) -> InputProblem {
    InputProblem(code: .limitExceeded, message: "Argument \"\(path)\": \(message).")
  }

  var error: GraphQLError { GraphQLError(message, code, locations: locations) }
}
