/// How much an operation may ask for; whatever exceeds a limit is answered with `LIMIT_EXCEEDED`.
public struct QueryLimits: Hashable, Sendable {
  /// The greatest number of tokens in the text.
  public var tokens = 2_000
  /// The greatest number of brackets open at the same time.
  public var brackets = 12
  /// The greatest number of fields inside one another, fragments taken in; what is beneath
  /// `__schema` and `__type` counts only a quarter, because the usual introspection query is deep
  /// by nature.
  public var depth = 12
  /// The greatest number of aliases in the operation, fragments taken in once each.
  public var aliases = 30
  /// The greatest number of directives in the text.
  public var directives = 50
  /// The greatest number of fields in the plan of an operation, over all types and levels.
  public var plannedFields = 20_000

  /// The greatest number of fields and fragments inside one another: so deep recursions go.
  public var levels = 400
  /// The greatest number of lists of introspection (fields, interfaces, possible types, input
  /// fields) inside one another: each multiplies the size of the answer.
  public var introspectionLists = 2
  /// The greatest effort for comparing fields with one response key, counted in fields looked at.
  public var comparisons = 100_000

  /// The limits for clients.
  public init() {}

  /// For operations that are part of a program, and for tests.
  public static var trusted: QueryLimits {
    var limits = QueryLimits()
    limits.tokens = 100_000
    limits.brackets = 64
    limits.depth = 64
    limits.aliases = 10_000
    limits.directives = 10_000
    limits.plannedFields = 200_000
    return limits
  }

  var parsing: ParseLimits { ParseLimits(tokens: tokens, depth: brackets) }
}
