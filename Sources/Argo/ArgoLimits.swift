/// What a reader or writer accepts at most.
///
/// Lengths need no limit of their own: nothing is allocated for a length before as many bytes are there, and all lists
/// of a message together have at most as many elements as the message has bytes.
public struct ArgoLimits: Hashable, Sendable {
  /// How deep lists and objects may be nested in a self-describing value.
  public var maximumDepth: Int
  /// How many blocks a message may have.
  public var maximumBlocks: Int

  /// Makes limits; the defaults suit messages from anywhere.
  public init(maximumDepth: Int = 64, maximumBlocks: Int = 1024) {
    self.maximumDepth = maximumDepth
    self.maximumBlocks = maximumBlocks
  }

  /// The defaults.
  public static let standard = ArgoLimits()
}
