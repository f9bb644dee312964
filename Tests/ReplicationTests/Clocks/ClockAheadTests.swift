import Documents
import Replication
import Testing

/// The bound on timestamps of others: `CLOCK_AHEAD` (section 5).
@Suite struct ClockAheadTests {
  private static let bound: Int64 = 60_000

  @Test func `a page from the future is refused whole, its writer is named, the rest flows`() throws
  {
    let lab = try Lab(3)
    lab.nodes[0].skew = 3_600_000
    lab.create(0, "future")
    lab.create(2, "present")
    lab.connect(0, 1)
    lab.connect(1, 2)
    lab.deliverAll()
    let writer = lab.nodes[0].replica.id
    #expect(lab.document(1, "future") == nil)
    #expect(lab.document(1, "present") != nil)
    #expect(!lab.nodes[1].replica.knowledge.covers(lab.nodes[0].replica.knowledge))
    #expect(
      lab.nodes[1].reports.contains {
        if case .clockAhead(writer, writer, let ahead) = $0 { ahead > 3_500_000 } else { false }
      })
    let status = lab.nodes[1].replica.status(at: lab.moment(1))
    let peer = try #require(status.peers.first { $0.replica == writer })
    #expect(peer.pulling == .paused)
    let ahead = try #require(peer.ahead)
    #expect(ahead.origin == writer)
    #expect(ahead.node == "node0")
    #expect(ahead.milliseconds > 3_500_000)
    // It did not move the clock of the others.
    #expect(status.clockLead < 5_000)
  }

  @Test
  func `what is at the bound is taken, what is beyond is not, and is asked for when it is time`()
    throws
  {
    let lab = try Lab(2)
    lab.nodes[0].skew = Self.bound
    lab.create(0, "at")
    lab.connect(0, 1)
    lab.deliverAll()
    // The node's clock is as far ahead as is allowed, and the write was made just now.
    #expect(lab.document(1, "at") != nil)

    lab.nodes[0].skew = Self.bound + 1_000
    lab.create(0, "beyond")
    lab.deliverAll()
    lab.run(0, [.wake])
    lab.now += 20
    lab.run(0, [.wake])
    lab.deliverAll()
    #expect(lab.document(1, "beyond") == nil)
    lab.settle()
    #expect(lab.document(1, "beyond") != nil)
    #expect(lab.nodes[1].replica.knowledge == lab.nodes[0].replica.knowledge)
    #expect(
      lab.nodes[1].reports.filter { if case .clockAhead = $0 { true } else { false } }.count == 1)
  }

  @Test func `a clock never goes back, not over a restart either`() throws {
    let lab = try Lab(1)
    lab.nodes[0].skew = 50_000
    lab.create(0, "a")
    let first = try #require(lab.document(0, "a")?.stamps.greatestVersion)
    lab.nodes[0].skew = -1_000_000
    try lab.restart(0)
    lab.create(0, "b")
    let second = try #require(lab.document(0, "b")?.stamps.greatestVersion)
    #expect(second > first)
  }
}
