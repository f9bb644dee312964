import GraphQL

/// How much a line may ask for. All is far above what operations need, and low enough that no line
/// can exhaust memory or stack.
enum AdapterLimits {
  /// The greatest number of bytes of a line.
  static let line = 64 << 20
  /// The greatest number of bytes of the data of a result.
  static let result = 4 << 20
  /// How many schemas can have names.
  static let schemas = 10_000
  /// How deeply texts and JSON may be nested.
  static let depth = 2_000

  static let json = JSONLimits(bytes: line, depth: depth)
  static let parsing = ParseLimits(tokens: 4_000_000, depth: depth)

  static var query: QueryLimits {
    var limits = QueryLimits()
    limits.tokens = parsing.tokens
    limits.brackets = parsing.depth
    limits.depth = depth
    limits.levels = depth
    limits.aliases = .max
    limits.directives = .max
    limits.plannedFields = 2_000_000
    limits.comparisons = 20_000_000
    return limits
  }
}
