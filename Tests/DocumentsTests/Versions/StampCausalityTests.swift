import Testing

@testable import Documents

/// One field on three replicas, beside what really happened: who had which write in its past.
private struct Mesh {
  /// The past of a write: a set of writes by index, itself included.
  struct Write {
    var version: Version
    var past: UInt32
  }

  var writes: [Write] = []
  /// Each replica's stamp of the field, the index of the write that it names, and its past.
  var stamps: [Stamp?] = [nil, nil, nil]
  var holds: [Int] = [0, 0, 0]
  var pasts: [UInt32] = [0, 0, 0]
  var clocks: [Int64]

  init(clocks: [Int64]) {
    self.clocks = clocks
  }

  mutating func write(_ node: Int) {
    clocks[node] += 1
    let version = version(clocks[node], UInt64(node + 1))
    stamps[node] = stamps[node]?.successor(version) ?? Stamp(version: version)
    holds[node] = writes.count
    pasts[node] |= 1 << UInt32(writes.count)
    writes.append(Write(version: version, past: pasts[node]))
  }

  /// Moves the field from one replica to another. Returns what contradicts the past, if anything.
  mutating func send(_ from: Int, _ to: Int) -> String? {
    guard let stamp = stamps[from] else { return nil }
    var problem: String?
    if let own = stamps[to], own.version != stamp.version {
      let localWins = own.version > stamp.version
      let winner = localWins ? own : stamp
      let (won, lost) = localWins ? (holds[to], holds[from]) : (holds[from], holds[to])
      problem = check(winner, winner: won, loser: lost)
    }
    switch stamps[to] {
    case let own? where own.version > stamp.version: stamps[to] = own.staying(over: stamp)
    case let own?:
      stamps[to] = stamp.staying(over: own)
      holds[to] = holds[from]
    case nil:
      stamps[to] = stamp
      holds[to] = holds[from]
    }
    clocks[to] = max(clocks[to], clocks[from])
    pasts[to] |= pasts[from]
    return problem
  }

  private func check(_ stamp: Stamp, winner: Int, loser: Int) -> String? {
    let lost = writes[loser]
    let wasKnown = writes[winner].past & 1 << UInt32(loser) != 0
    if stamp.hasSeen(lost.version) {
      return wasKnown ? nil : "\(stamp) claims to have seen \(lost.version)"
    }
    return wasKnown ? "\(stamp) forgot that it had seen \(lost.version)" : nil
  }
}

@Suite struct StampCausalityTests {
  /// Tries every schedule of writes and transfers up to a length; returns the first contradiction, and how many merges were made.
  private func explore(_ mesh: Mesh, depth: Int, count: inout Int) -> String? {
    guard depth > 0 else { return nil }
    for node in 0..<3 {
      var next = mesh
      next.write(node)
      if let problem = explore(next, depth: depth - 1, count: &count) { return problem }
      for other in 0..<3 where other != node && mesh.stamps[node] != nil {
        var next = mesh
        count += 1
        if let problem = next.send(node, other) { return problem }
        // A transfer that changed nothing leads where the schedule without it leads.
        if next.pasts == mesh.pasts, next.holds == mesh.holds { continue }
        if let problem = explore(next, depth: depth - 1, count: &count) { return problem }
      }
    }
    return nil
  }

  @Test(arguments: [[0, 0, 0], [10, 0, 5]])
  func seenAgreesWithThePastInAllSchedules(clocks: [Int64]) {
    var count = 0
    #expect(explore(Mesh(clocks: clocks), depth: 6, count: &count) == nil)
    #expect(count > 10_000)
  }

  @Test func aWriteThatWasNotKnownIsNotSeenByTheWritersNextOne() {
    let c = version(96, 3)
    let first = Stamp(version: version(97, 1))
    let second = first.successor(version(98, 1))
    #expect(!second.hasSeen(c))
    #expect(second.hasSeen(version(97, 1)))
    #expect(second.seen.isEmpty)
  }

  @Test func whatWasMergedStaysSeenAlongAChain() {
    let a = Stamp(version: version(1, 1))
    let b = a.successor(version(2, 2))
    let c = b.successor(version(3, 3))
    #expect(c.seen == Knowledge([version(1, 1), version(2, 2)]))
    #expect(c.successor(version(4, 1)).seen == Knowledge([version(2, 2), version(3, 3)]))
  }

  @Test func whatLostInAMergeIsSeenByTheNextWriteAndNotByThePresentOne() {
    let lost = Stamp(version: version(4, 2), seen: Knowledge([version(1, 3)]))
    let winner = Stamp(version: version(5, 1)).staying(over: lost)
    #expect(winner.merged == Knowledge([version(4, 2), version(1, 3)]))
    #expect(!winner.hasSeen(version(4, 2)))
    #expect(winner.staying(over: lost) == winner)
    let next = winner.successor(version(6, 3))
    #expect(next.hasSeen(version(4, 2)))
    #expect(next.merged.isEmpty)
  }

  @Test func whatWasSeenIsNeverMergedBeside() {
    let stamp = Stamp(
      version: version(5, 1), seen: Knowledge([version(3, 2)]),
      merged: Knowledge([version(5, 1), version(2, 2), version(4, 3)]))
    #expect(stamp.merged == Knowledge([version(4, 3)]))
    #expect(stamp.withoutMerged.merged.isEmpty)
  }

  @Test func anEntryOfTheWriterItselfIsLeftOut() {
    let stamp = Stamp(
      version: version(5, 1), seen: Knowledge([version(3, 1), version(4, 2)]))
    #expect(stamp.seen == Knowledge([version(4, 2)]))
    #expect(stamp.hasSeen(version(5, 1)))
    #expect(!stamp.hasSeen(version(6, 1)))
  }
}
