import Testing

@testable import Daemon

@Suite("Log lines about conflicts")
struct ConflictReportsTests {
  @Test("come at once, then at most every ten seconds, with how many there were")
  func limited() {
    var reports = ConflictReports()
    #expect(reports.take(at: 0) == nil)
    #expect(reports.dueAt == nil)
    reports.add(2, "Note", "n1", "title")
    let first = reports.take(at: 5)
    #expect(first?.count == 2)
    #expect(first?.example == "Note n1 title")
    reports.add(1, "Note", "n2", "title")
    reports.add(3, "Note", "n3", "body")
    #expect(reports.take(at: 10_004) == nil)
    #expect(reports.dueAt == 10_005)
    let second = reports.take(at: 10_005)
    #expect(second?.count == 4)
    #expect(second?.example == "Note n3 body")
    #expect(reports.take(at: 30_000) == nil)
  }
}
