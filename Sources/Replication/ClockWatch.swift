import Documents

/// How the local wall clock compares with those of the peers (DESIGN section 5).
///
/// One peer that differs proves nothing: either clock may be wrong. Of three and more, the median is right as long as most are.
struct ClockComparison: Sendable, Hashable {
  /// By how many milliseconds the median of the peers' clocks is ahead of the local one; nil with fewer than three peers, where
  /// nobody can tell.
  let median: Int64?
  /// How far the median may be from the local clock, in milliseconds.
  let bound: Int64

  /// Fewer peers say nothing.
  static let fewestPeers = 3

  /// Compares with peers, of each of which it is known by how many milliseconds its clock is ahead.
  init(differences: [Int64], bound: Int64) {
    self.bound = bound
    guard differences.count >= Self.fewestPeers else {
      median = nil
      return
    }
    let sorted = differences.sorted()
    let upper = sorted[sorted.count / 2]
    let lower = sorted[(sorted.count - 1) / 2]
    median = lower + (upper - lower) / 2
  }

  /// Whether the local clock is off; nil where nobody can tell.
  var isSuspect: Bool? { median.map { abs($0) > bound } }
}

/// Whether the local clock is under suspicion, and when to look again: as links come and go, and when the clock is set.
struct ClockWatch: Sendable {
  /// The last verdict. Stays while there are too few peers for another one.
  private(set) var isSuspect = false
  private var mustLook = false
  /// By how much the wall clock was ahead of the clock that never steps at the last look, in milliseconds.
  private var offset: Int64?

  /// A change of the offset by less than this is drift, or slewing: nobody has set the clock.
  private static let step: Int64 = 1_000

  /// A link came or went.
  mutating func linksChanged() { mustLook = true }

  /// Whether there is anything new since the last look, at an offset of the wall clock.
  mutating func mustLook(offset: Int64) -> Bool {
    let isSet = self.offset.map { abs($0 - offset) >= Self.step } ?? true
    guard mustLook || isSet else { return false }
    mustLook = false
    self.offset = offset
    return true
  }

  /// Takes note of a comparison; returns whether it has changed the verdict.
  mutating func judge(_ comparison: ClockComparison) -> Bool {
    guard let verdict = comparison.isSuspect, verdict != isSuspect else { return false }
    isSuspect = verdict
    return true
  }
}

extension Replica {
  /// How the local clock compares with those of the peers now.
  func clockComparison(at now: Moment) -> ClockComparison {
    ClockComparison(
      differences: peers.map { $0.peer.clockDifference(at: now) },
      bound: settings.maximumClockDrift)
  }

  /// Ends every batch: looks at the clock where there is something new, and reports a new verdict once.
  mutating func watchClock(at now: Moment) {
    guard clockWatch.mustLook(offset: now.wall.milliseconds - now.uptime) else { return }
    report(clockComparison(at: now))
  }

  /// Reports a comparison that has changed the verdict.
  mutating func report(_ comparison: ClockComparison) {
    guard clockWatch.judge(comparison), let median = comparison.median else { return }
    actions.append(
      .report(
        clockWatch.isSuspect
          ? .clockSuspect(milliseconds: median) : .clockTrusted(milliseconds: median)))
  }
}

extension Peer {
  /// By how many milliseconds the peer's clock is ahead, as was said at the handshake, less what the local clock was set by since.
  func clockDifference(at now: Moment) -> Int64 {
    clockDifference + clockOffset - (now.wall.milliseconds - now.uptime)
  }
}
