/// How much JSON text a parser accepts.
public struct JSONLimits: Hashable, Sendable {
  /// The greatest length in bytes.
  public var bytes: Int
  /// The greatest number of arrays and objects inside one another.
  public var depth: Int

  /// Makes limits; by default 1 MiB and 32 levels.
  public init(bytes: Int = 1 << 20, depth: Int = 32) {
    self.bytes = bytes
    self.depth = depth
  }
}
