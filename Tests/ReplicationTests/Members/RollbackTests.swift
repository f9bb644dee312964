import Documents
import Replication
import Testing

/// Databases that were put back, or copied.
struct RollbackTests {
  @Test func `a replica that was put back takes a new ReplicaID and gets back what it lost`() throws
  {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    let id = lab.nodes[0].replica.id
    lab.create(0, "b", "lost and known")
    lab.settle()
    try lab.restart(0, on: old)
    lab.create(0, "c", "written since")
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.nodes[0].replica.id != id)
    lab.heal([(0, 1)])
    for index in 0..<2 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c"])
    }
    #expect(lab.nodes[1].replica.members.first { $0.replica == id }?.state == .retired)
  }

  @Test func `a lost commit is named by those, too, whose rounds have begun anew since`() throws {
    let lab = try Lab(3, pageRows: 2)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(0, 2)
    lab.settle()
    let old = (second: lab.nodes[1].store, third: lab.nodes[2].store)
    // The first has got just the beginning of what the second wrote.
    lab.cut(0, 1)
    for number in 0..<9 { lab.create(1, "d\(number)") }
    lab.connect(0, 1)
    lab.deliver(1, 0) { if case .page = $0 { true } else { false } }
    lab.cut(0, 1)
    #expect(try !lab.documents(0).isEmpty)
    // The third is put back, which lets all rounds of the first begin anew.
    lab.create(2, "c", "known to the first")
    lab.settle()
    try lab.restart(2, on: old.third)
    lab.heal([(0, 2)])
    // So is the second, which writes beyond what it has lost before it meets anybody.
    let id = lab.nodes[1].replica.id
    try lab.restart(1, on: old.second)
    lab.create(1, "e")
    lab.heal([(0, 1), (0, 2)])
    lab.pass(60_000)
    #expect(lab.nodes[1].replica.id != id)
    #expect(try lab.documents(0) == lab.documents(1))
    #expect(try lab.documents(0).count > 2)
  }

  @Test func `what was lost reaches those who heard of what came after it`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(0, 2)
    lab.settle()
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    lab.cut(0, 2)
    lab.create(0, "b", "known to 1 alone")
    lab.settle()
    try lab.restart(0, on: old)
    lab.create(0, "c", "written since")
    lab.connect(0, 2)
    lab.settle()
    #expect(lab.document(2, "c") != nil)
    lab.heal([(0, 1), (0, 2)])
    for index in 0..<3 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c"])
    }
  }

  @Test func `what an earlier process wrote on an older state leaves no holes`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    lab.create(0, "b", "known to the other, and lost")
    lab.settle()
    try lab.restart(0, on: old)
    lab.pass(1_000)
    lab.create(0, "c", "written since, before it met anybody")
    let later = lab.nodes[0].store
    try lab.restart(0, on: later)
    lab.connect(0, 1)
    lab.settle()
    lab.heal([(0, 1)])
    for index in 0..<2 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c"])
    }
  }

  @Test func `who was put back to a time before its peers closes nothing by itself`() throws {
    let lab = try Lab(2)
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    let id = lab.nodes[0].replica.id
    lab.connect(0, 1)
    lab.create(0, "b", "known to the other, and lost")
    lab.settle()
    try lab.restart(0, on: old)
    lab.connect(0, 1)
    lab.deliver(0, 1) { _ in lab.nodes[0].replica.id != id }
    #expect(lab.nodes[0].replica.id != id)
    lab.cut(0, 1)
    lab.pass(60_000)
    #expect(lab.nodes[0].replica.members.first { $0.replica == id }?.state == .retired)
    lab.heal([(0, 1)])
    lab.pass(60_000)
    lab.heal([(0, 1)])
    for index in 0..<2 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b"])
      #expect(lab.nodes[index].replica.members.first { $0.replica == id }?.state == .closed)
    }
  }

  @Test func `a peer that never asked it knows of a write that was lost`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(1, 2)
    lab.create(0, "a")
    lab.settle()
    let old = lab.nodes[0].store
    let id = lab.nodes[0].replica.id
    lab.create(0, "b", "known to 2 through 1")
    lab.settle()
    try lab.restart(0, on: old)
    // What it writes now is later than what it lost: its last write says nothing.
    lab.create(0, "c")
    lab.connect(0, 2)
    lab.settle()
    #expect(lab.nodes[0].replica.id != id)
  }

  @Test func `a token that names a commit of others' changes that was lost tells as much`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.settle()
    lab.connect(0, 2)
    lab.create(2, "a")
    lab.settle()
    let old = lab.nodes[0].store
    let id = lab.nodes[0].replica.id
    lab.create(2, "b")
    lab.settle()
    try lab.restart(0, on: old)
    lab.connect(0, 1)
    lab.settle()
    #expect(lab.nodes[0].replica.id != id)
  }

  @Test func `of two processes on copies of one database one takes a new ReplicaID`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.settle()
    let twin = try lab.addNode(store: lab.nodes[0].store)
    #expect(lab.nodes[twin].replica.id == lab.nodes[0].replica.id)
    lab.create(0, "b")
    lab.create(twin, "c")
    lab.connect(0, twin)
    lab.settle()
    #expect(lab.nodes[twin].replica.id != lab.nodes[0].replica.id)
    lab.heal([(0, twin), (0, 1), (1, twin)])
    for index in 0..<3 {
      #expect(try lab.documents(index).map(\.id.text) == ["a", "b", "c"])
    }
  }
}
