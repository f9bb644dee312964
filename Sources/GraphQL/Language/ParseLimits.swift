/// How much source text a parser accepts, so that neither time nor stack can be exhausted by it.
public struct ParseLimits: Hashable, Sendable {
  /// The greatest number of tokens; comments and commas don't count.
  public var tokens: Int
  /// The greatest number of brackets `(`, `[`, `{` that are open at the same time.
  public var depth: Int

  /// Makes limits; the parser recurses at most once a level of `depth`, so keep that below a few
  /// hundred.
  public init(tokens: Int, depth: Int) {
    self.tokens = tokens
    self.depth = depth
  }

  /// For operations of clients: 2,000 tokens, 12 levels.
  public static let operation = ParseLimits(tokens: 2_000, depth: 12)
  /// For schema documents and other texts that the operator writes: 1,000,000 tokens, 64 levels.
  public static let schema = ParseLimits(tokens: 1_000_000, depth: 64)
}
