/// An event of a run, in a window that was asked for (``RunOptions/traceWindow``).
public struct TraceLine: Sendable, Hashable, Codable {
  /// The number of the event, counted from 1.
  public var number: Int
  /// When it was.
  public var time: VirtualTime
  /// What it was, in a few words, which may differ between equal runs: only numbers, times and hashes are to be compared.
  public var text: String
  /// What came of it, as a story tells it.
  public var details: [String]
  /// The trace hash after it.
  public var hash: UInt64

  /// Whether the event went the same way in another run.
  public func agrees(with other: TraceLine) -> Bool {
    number == other.number && time == other.time && hash == other.hash
  }

  /// The most characters of ``text``.
  static let width = 160
}
