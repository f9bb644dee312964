/// The values of a trace hash after every so many events, by which the place is found where two runs part.
///
/// There are at most ``limit`` of them: a long run has them at greater distances.
public struct TraceCheckpoints: Sendable, Hashable, Codable {
  /// How many events lie between two checkpoints.
  public private(set) var interval = 256
  /// The hash after `interval` events, after twice as many, and so on.
  public private(set) var hashes: [UInt64] = []

  /// The most checkpoints that are kept.
  public static let limit = 1_024

  /// No events yet.
  public init() {}

  /// An event has come to its end: the how manieth it was, counted from 1, and the hash after it.
  mutating func note(_ event: Int, _ hash: UInt64) {
    guard event.isMultiple(of: interval) else { return }
    hashes.append(hash)
    guard hashes.count == Self.limit else { return }
    hashes = stride(from: 1, to: hashes.count, by: 2).map { hashes[$0] }
    interval *= 2
  }

  /// The numbers of the events, counted from 1, among which is the first that went otherwise in two runs.
  ///
  /// Where all common checkpoints are equal it is what comes behind them, without an end. The result is only of use where the
  /// hashes at the end differ.
  public func difference(from other: TraceCheckpoints) -> Range<Int> {
    let interval = max(interval, other.interval)
    var start = 1
    while let own = hash(after: start - 1 + interval),
      let others = other.hash(after: start - 1 + interval)
    {
      if own != others { return start..<start + interval }
      start += interval
    }
    return start..<Int.max
  }

  private func hash(after event: Int) -> UInt64? {
    let index = event / interval - 1
    return hashes.indices.contains(index) ? hashes[index] : nil
  }
}
