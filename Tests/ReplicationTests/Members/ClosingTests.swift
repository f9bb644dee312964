import Documents
import Replication
import Testing

/// Replicas that have left are closed, and count as fully known then.
struct ClosingTests {
  @Test func `of a replica that is closed what broke off in the midst of a round is written anew`()
    throws
  {
    let lab = try Lab(2, pageRows: 1)
    lab.connect(0, 1)
    lab.create(1, "a")
    lab.settle()
    let gone = lab.nodes[1].replica.id
    lab.nodes[1].holdsReads = true
    lab.create(1, "b", "arrives")
    lab.create(1, "c", "is lost")
    lab.readPages(1)
    lab.deliverAll()
    #expect(lab.document(0, "b") != nil && lab.document(0, "c") == nil)
    let known = lab.nodes[0].replica.knowledge[gone]
    lab.cut(0, 1)
    #expect(lab.administer(0, .evict(gone)) == .done)
    lab.pass(200_000)
    let replica = lab.nodes[0].replica
    #expect(replica.knowledge[gone] == .closed)
    #expect(replica.keptKnowledge[gone] == known)
    #expect(lab.document(0, "b")?.values.first == .string("arrives"))
    #expect(lab.document(0, "b")?.stamps.versionVector.entries.map(\.replica) == [replica.id])
  }

  @Test func `a replica that was given up is closed in the end`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    let id = lab.nodes[0].replica.id
    lab.create(0, "b")
    lab.settle()
    try lab.restart(0, on: old)
    for _ in 0..<5 {
      if !lab.isLinked(0, 1) { lab.connect(0, 1) }
      lab.pass(120_000)
    }
    for index in 0..<2 {
      #expect(lab.nodes[index].replica.members.first { $0.replica == id }?.state == .closed)
      #expect(
        lab.nodes[index].replica.knowledge.covers(
          Version(timestamp: Timestamp(bits: .max), replica: id)))
    }
    #expect(lab.nodes[0].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test func `a client gets what comes of a closed replica beyond what was kept`() throws {
    let lab = try Lab(3)
    lab.heal([(0, 1), (0, 2), (1, 2)])
    lab.create(2, "a", "first")
    lab.settle()
    lab.cut(0, 2)
    lab.cut(1, 2)
    lab.update(2, "a", [(0, .string("late"))])
    let gone = lab.nodes[2].replica.id
    #expect(lab.administer(0, .evict(gone)) == .done)
    lab.settle()
    lab.pass(200_000)
    // A new node knows that it is closed, and has not looked yet at how much was kept.
    try lab.addNode()
    lab.connect(0, 3)
    lab.settle()
    #expect(lab.nodes[3].replica.knowledge[gone] == .closed)
    var client = LabClient()
    try client.round(lab, 3)
    #expect(client.copy == ["a": "first"])
    // One goes on at the node that was evicted, and does not know it; and comes from there, and goes back.
    var roaming = client
    try roaming.round(lab, 2)
    #expect(roaming.copy == ["a": "late"])
    lab.update(0, "a", [(1, .string("edited"))])
    lab.create(0, "b")
    lab.settle()
    #expect(try !roaming.page(lab, 3, rows: 1))
    #expect(roaming.copy == ["a": "first"])
    try roaming.round(lab, 2)
    #expect(roaming.copy == ["a": "late"])
    lab.pass(200_000)
    // Another new node comes from the one that does not know that it was evicted.
    try lab.addNode()
    lab.connect(2, 4)
    lab.settle()
    lab.cut(2, 4)
    lab.connect(3, 4)
    lab.deliver(4, 3) { _ in lab.document(3, "a")?.values.first == .string("late") }
    #expect(lab.document(3, "a")?.values.first == .string("late"))
    try client.round(lab, 3)
    #expect(client.copy == ["a": "late", "b": ""])
  }
}
