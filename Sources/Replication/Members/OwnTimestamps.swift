import Documents

/// The last own timestamp of each commit that this process made, ascending, bounded. They stand in chunks, because each batch works on
/// a copy of the replica.
struct OwnTimestamps: Sendable {
  private var chunks: [[Timestamp]] = []
  /// Whether older ones were dropped.
  private(set) var isCut = false

  private static let chunkCapacity = 128
  private static let chunkCount = 128

  /// Adds the own timestamp after a commit, unless the commit had no own write.
  mutating func append(_ timestamp: Timestamp) {
    guard timestamp > .zero, chunks.last?.last != timestamp else { return }
    if let last = chunks.last, last.count < Self.chunkCapacity {
      chunks[chunks.count - 1].append(timestamp)
      return
    }
    if chunks.count == Self.chunkCount {
      chunks.removeFirst()
      isCut = true
    }
    chunks.append([timestamp])
  }

  /// Whether a timestamp may be one of these: it is, or it is older than those that are kept.
  func mayHave(_ timestamp: Timestamp) -> Bool {
    guard let oldest = chunks.first?.first else { return isCut }
    if timestamp < oldest { return isCut }
    guard let chunk = chunks.last(where: { $0[0] <= timestamp }) else { return false }
    return chunk.contains(timestamp)
  }
}
