import Documents
import Replication
import Testing

/// Who takes part: entering, leaving, coming back.
struct RosterTests {
  private func states(_ lab: Lab, _ index: Int) -> [String: MemberEntry.State] {
    Dictionary(
      lab.nodes[index].replica.members.map { ("\($0.replica)", $0.state) }, uniquingKeysWith: { $1 }
    )
  }

  @Test func `nodes that meet enter themselves, and each learns of all`() throws {
    let lab = try Lab(3) { index, settings in settings.addresses = ["10.0.0.\(index):4100"] }
    lab.connect(0, 1)
    lab.settle()
    lab.connect(1, 2)
    lab.settle()
    for index in 0..<3 {
      let members = lab.nodes[index].replica.members
      #expect(members.map(\.state) == [.active, .active, .active])
      #expect(Set(members.flatMap(\.addresses)).count == 3)
      #expect(Set(members.map(\.replica)) == Set(lab.nodes.map(\.replica.id)))
    }
  }

  @Test func `a member that is evicted starts over, and what only it knew is kept`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(0, 2)
    lab.connect(1, 2)
    lab.create(0, "a", "old")
    lab.create(0, "b", "stays")
    lab.settle()
    lab.cut(0, 2)
    lab.cut(1, 2)
    lab.create(2, "c", "unseen")
    lab.update(2, "a", [(0, .string("edited"))])
    let evicted = lab.nodes[2].replica.id
    #expect(lab.administer(0, .evict(evicted)) == .done)
    lab.settle()
    #expect(states(lab, 1)["\(evicted)"] == .evicted)
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.nodes[2].replica.id != evicted)
    lab.heal([(1, 2)])
    for index in 0..<3 {
      #expect(lab.document(index, "c")?.values.first == .string("unseen"))
      #expect(lab.document(index, "a")?.values.first == .string("edited"))
      #expect(lab.document(index, "b")?.values.first == .string("stays"))
    }
    let id = lab.nodes[2].replica.id
    #expect(lab.document(0, "c")?.stamps.versionVector.entries.map(\.replica) == [id])
  }

  @Test func `of two that evict each other one gives way`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a", "x")
    lab.settle()
    lab.cut(0, 1)
    let ids = lab.nodes.map(\.replica.id)
    #expect(lab.administer(0, .evict(ids[1])) == .done)
    #expect(lab.administer(1, .evict(ids[0])) == .done)
    lab.create(0, "b", "0")
    lab.create(1, "c", "1")
    lab.heal([(0, 1)])
    lab.pass(120_000)
    lab.heal([(0, 1)])
    for index in 0..<2 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c"])
    }
    #expect(lab.nodes[0].replica.keptKnowledge == lab.nodes[1].replica.keptKnowledge)
  }

  @Test func `in a quiet line nobody is taken for silent`() throws {
    let lab = try Lab(4) { _, settings in
      settings.evictAfter = 60_000
      settings.maintenanceInterval = 1_000
    }
    for index in 1..<4 {
      lab.connect(index - 1, index)
      lab.settle()
    }
    lab.pass(300_000)
    for index in 0..<4 {
      #expect(lab.nodes[index].replica.members.map(\.state) == Array(repeating: .active, count: 4))
    }
    let last = lab.nodes[3].replica.id
    lab.cut(2, 3)
    lab.pass(50_000)
    #expect(states(lab, 0)["\(last)"] == .active)
    lab.pass(50_000)
    #expect(states(lab, 0)["\(last)"] != .active)
  }
}
