import Documents

/// A commit of this process that is recent enough for relaying to be held back.
struct RecentCommit: Sendable {
  /// Its place among the commits of this process, counted from 0.
  let index: UInt64
  /// The sequence numbers of its changes; nil where it only raised the knowledge.
  let changes: ClosedRange<SequenceNumber>?
  /// The mark of the last commit with changes, up to and with this one.
  let mark: CommitMark
  /// When it was made, by the clock that never steps.
  let uptime: Int64
  /// The knowledge after it.
  let knowledge: Knowledge
  /// The highest version of each replica in the rows that it changed, and the entries of the knowledge that it raised: a peer
  /// that covers this has nothing to gain from the commit.
  let touched: Knowledge
  /// The greatest sequence number of a row that it replaced; zero if it replaced none. Only if a peer has everything up to
  /// there can the commit be held back from it: a replaced state that was never sent must be superseded at once, or the claim
  /// of the commits before would be false.
  let replaced: SequenceNumber
}

/// The most recent commits, in order, bounded. They stand in chunks, because each batch works on a copy of the replica: what
/// it adds to the last chunk leaves the others shared.
struct RecentCommits: Sendable {
  /// Each but the last has ``chunkCapacity`` commits.
  private var chunks: [[RecentCommit]] = []
  private var nextIndex: UInt64 = 0

  private static let chunkCapacity = 16
  private static let chunkCount = 17

  /// How many are kept at least, once there were that many.
  static let capacity = chunkCapacity * (chunkCount - 1)

  /// The index of the commit made last, and 1; 0 before the first.
  var endIndex: UInt64 { nextIndex }

  /// The index of the oldest commit that is kept; ``endIndex`` if none is.
  var startIndex: UInt64 { chunks.first?.first?.index ?? nextIndex }

  /// Those from an index on that are kept.
  subscript(from index: UInt64) -> some Sequence<RecentCommit> {
    let skipped = Int(max(index, startIndex) - startIndex)
    return chunks.dropFirst(skipped / Self.chunkCapacity).joined()
      .dropFirst(skipped % Self.chunkCapacity)
  }

  /// The one with an index, if it is kept.
  subscript(index: UInt64) -> RecentCommit? {
    guard startIndex..<nextIndex ~= index else { return nil }
    let place = Int(index - startIndex)
    return chunks[place / Self.chunkCapacity][place % Self.chunkCapacity]
  }

  /// Adds a commit, and drops old ones now and then.
  mutating func append(
    changes: ClosedRange<SequenceNumber>?, mark: CommitMark, uptime: Int64, knowledge: Knowledge,
    touched: Knowledge, replaced: SequenceNumber
  ) {
    let commit = RecentCommit(
      index: nextIndex, changes: changes, mark: mark, uptime: uptime, knowledge: knowledge,
      touched: touched, replaced: replaced)
    nextIndex += 1
    if let last = chunks.last, last.count < Self.chunkCapacity {
      chunks[chunks.count - 1].append(commit)
    } else {
      if chunks.count == Self.chunkCount { chunks.removeFirst() }
      chunks.append([commit])
    }
  }

  /// One more than the index of the last commit that a snapshot with this mark and knowledge shows. If none of those kept is in it,
  /// an index before ``startIndex``, since commits that are no longer kept may lack in the snapshot as well; 0 if all are kept.
  func end(of mark: CommitMark, _ knowledge: Knowledge) -> UInt64 {
    for chunk in chunks.reversed() {
      for commit in chunk.reversed()
      where commit.mark.sequence <= mark.sequence && knowledge.covers(commit.knowledge) {
        return commit.index + 1
      }
    }
    return max(startIndex, 1) - 1
  }
}
