/// A commit that changed documents.
public struct Commit: Sendable, Hashable {
  /// Its name.
  public let mark: CommitMark
  /// When it was made, in milliseconds since the epoch by a clock that never steps back at this node.
  public let time: Int64

  /// A commit.
  public init(mark: CommitMark, time: Int64) {
    self.mark = mark
    self.time = time
  }
}
