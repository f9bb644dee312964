import Documents
import Testing

@testable import Replication

/// The comparison of wall clocks at the handshake (section 5).
@Suite struct ClockWatchTests {
  @Test(
    arguments: [
      ([], nil), ([0], nil), ([90_000, 90_000], nil),
      ([0, 5, 9], 5), ([90_000, 1, 80_000], 80_000), ([90_000, 1, 2], 2),
      ([-70_000, -80_000, -90_000, 5], -75_000), ([1, 2, 3, 4], 2),
    ] as [([Int64], Int64?)])
  func `the median of three and more tells`(differences: [Int64], median: Int64?) {
    #expect(ClockComparison(differences: differences, bound: 60_000).median == median)
  }

  @Test func `only a median beyond the bound is suspect, ahead as well as behind`() {
    func isSuspect(_ median: Int64) -> Bool? {
      ClockComparison(differences: [median, median, median], bound: 60_000).isSuspect
    }
    #expect(isSuspect(60_000) == false)
    #expect(isSuspect(-60_000) == false)
    #expect(isSuspect(60_001) == true)
    #expect(isSuspect(-60_001) == true)
    #expect(ClockComparison(differences: [90_000], bound: 60_000).isSuspect == nil)
  }

  @Test func `a new verdict is told once, and stays while nobody can tell`() {
    var watch = ClockWatch()
    let wrong = ClockComparison(differences: [90_000, 90_000, 90_000], bound: 60_000)
    let right = ClockComparison(differences: [0, 0, 90_000], bound: 60_000)
    let unknown = ClockComparison(differences: [0], bound: 60_000)
    var verdicts: [Bool] = []
    for comparison in [right, wrong, wrong, unknown, right, unknown] {
      verdicts.append(watch.judge(comparison))
    }
    #expect(verdicts == [false, true, false, false, true, false])
  }

  @Test func `it looks again when links change and when the clock is set, not when it drifts`() {
    var watch = ClockWatch()
    var looks: [Bool] = []
    for offset: Int64 in [5_000, 5_000, 5_999, 6_000] {
      looks.append(watch.mustLook(offset: offset))
    }
    watch.linksChanged()
    for _ in 0..<2 { looks.append(watch.mustLook(offset: 6_000)) }
    #expect(looks == [true, false, false, true, true, false])
  }

  @Test func `a node that is off is suspect once three peers are linked, until its clock is set`()
    throws
  {
    let lab = try Lab(4)
    lab.nodes[0].skew = 90_000
    func suspicions() -> [Incident] {
      lab.nodes[0].reports.filter {
        switch $0 {
        case .clockSuspect, .clockTrusted: true
        default: false
        }
      }
    }
    for other in [1, 2] {
      lab.connect(0, other)
      lab.settle()
    }
    #expect(suspicions().isEmpty)
    lab.connect(0, 3)
    lab.settle()
    #expect(suspicions() == [.clockSuspect(milliseconds: -90_000)])
    #expect(lab.nodes[0].replica.status(at: lab.moment(0)).isClockSuspect)
    #expect(lab.nodes[0].replica.status(at: lab.moment(0)).clockMedian == -90_000)
    for other in 1...3 {
      #expect(!lab.nodes[other].replica.status(at: lab.moment(other)).isClockSuspect)
    }
    // No link comes or goes: that the clock was set is seen by the other clock.
    lab.nodes[0].skew = 2_000
    lab.run(0, [.wake])
    #expect(
      suspicions() == [
        .clockSuspect(milliseconds: -90_000), .clockTrusted(milliseconds: -2_000),
      ])
    #expect(!lab.nodes[0].replica.status(at: lab.moment(0)).isClockSuspect)
  }

  @Test func `one wrong peer of three makes nobody suspect`() throws {
    let lab = try Lab(4)
    lab.nodes[3].skew = -500_000
    for one in 0..<4 { for other in one + 1..<4 { lab.connect(one, other) } }
    lab.settle()
    let suspects = lab.nodes.indices.filter {
      lab.nodes[$0].replica.status(at: lab.moment($0)).isClockSuspect
    }
    #expect(suspects == [3])
  }
}
